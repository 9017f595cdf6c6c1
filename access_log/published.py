"""Reading published figures: the only way from the statistics to a page, under a role that sees nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import F, Func, IntegerField, Subquery, Sum

from access_log.models import Cube, PublishedCount
from ikk_portal.platform.acting_role import acting_as

ROLE = "ikk_statistics"
#: Days since a Monday as a whole number: many times faster to sort by than what EXTRACT gives.
_WEEKDAY = Func(F("day"), template="mod(%(expressions)s - DATE '2001-01-01', 7)", output_field=IntegerField())


class Period(NamedTuple):
    """Days, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """As many days that end with the day before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


@contextmanager
def reading() -> Iterator[None]:
    """Read published figures inside the block, and nothing else: it runs under the role of the statistics."""
    with acting_as(ROLE):
        yield


def sums(cube: Cube, period: Period, *columns: str, **only: str) -> dict[tuple[object, ...], int]:
    """Return the sums of published cells by columns (or parts of days: "day__year", "day__month", "weekday").

    Args:
        cube: what was counted.
        period: which days of it.
        columns: what the sums are taken by, in the order of the keys; weekdays run from 0, Monday, to 6.
        only: values of columns that are looked at alone.
    """
    cells = PublishedCount.objects.filter(cube=cube, day__range=period, **only)
    rows = cells.annotate(weekday=_WEEKDAY).values_list(*columns).annotate(Sum("count")).order_by()
    return {tuple(row[:-1]): row[-1] for row in rows}


def oldest_day() -> date | None:
    """Return the oldest day of which something is published; None if there is nothing yet. For inside ``reading``."""
    return PublishedCount.objects.filter(cube=Cube.HOURS).order_by("day").values_list("day", flat=True).first()


def newest_month(cube: Cube, last: date) -> dict[tuple[date, str, str], int]:
    """Return the cells (month, section, part) of the newest month up to a day of which something is published.

    For inside ``reading``.
    """
    months = PublishedCount.objects.filter(cube=cube, day__lte=last).order_by("-day").values("day")
    rows = PublishedCount.objects.filter(cube=cube, day=Subquery(months[:1]))
    return {
        (day, section, part): count for day, section, part, count in rows.values_list("day", "section", "part", "count")
    }


def newest_day() -> date | None:
    """Return the newest day of which something is published; None if there is nothing yet. For inside ``reading``."""
    return PublishedCount.objects.filter(cube=Cube.HOURS).order_by("-day").values_list("day", flat=True).first()
