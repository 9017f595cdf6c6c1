"""Reading published figures: the only way from the statistics to a page, under a role that sees nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from access_log.models import Cube, PublishedCount
from ikk_portal.platform.acting_role import acting_as

ROLE = "ikk_statistics"


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


class Published:
    """The figures of some days; what each method returns are sums of published cells."""

    def __init__(self, first: date, last: date) -> None:
        self._days = (first, last)

    def by(self, cube: Cube, *columns: str, **only: str) -> dict[tuple[object, ...], int]:
        """Return the sums of a cube by columns (or parts of days, such as "day__iso_week_day").

        Args:
            cube: what was counted.
            columns: what the sums are taken by, in the order of the keys.
            only: values of columns that are looked at alone.
        """
        rows = self._rows(cube).filter(**only).values_list(*columns).annotate(Sum("count")).order_by()
        return {tuple(row[:-1]): row[-1] for row in rows}

    def _rows(self, cube: Cube) -> "QuerySet[PublishedCount]":
        return PublishedCount.objects.filter(cube=cube, day__range=self._days)


@contextmanager
def published(first: date, last: date) -> Iterator[Published]:
    """Yield the published figures of these days; inside the block nothing else can be read."""
    with acting_as(ROLE):
        yield Published(first, last)


def newest_day() -> date | None:
    """Return the newest day of which something is published; None if there is nothing yet."""
    with acting_as(ROLE):
        return PublishedCount.objects.filter(cube=Cube.HOURS).order_by("-day").values_list("day", flat=True).first()
