"""Which rates hold on a day, and which follow: the region's own first, else the national ones."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from regions.models import Rate, Region, U1Tariff

#: What employers alone pay; shown apart from the contributions.
EMPLOYER_LEVIES = (Rate.Key.U2, Rate.Key.INSOLVENCY)

T = TypeVar("T", Rate, U1Tariff)


@dataclass(frozen=True)
class InForce(Generic[T]):
    """What holds on a day, and what takes its place.

    Attributes:
        now: the value that holds.
        then: the value entered to follow, None if there is none yet.
        then_from: the first day of ``then``.
    """

    now: T
    then: T | None = None
    then_from: date | None = None


def rates_in_force(region: Region | None, on: date) -> list[InForce[Rate]]:
    """Return one line per key that has a rate, in the order of ``Rate.Key``; one query.

    Args:
        region: whose own rates go first; None for the national ones only.
        on: the day, in German time.
    """
    owned = Q(region=None) if region is None else Q(region=None) | Q(region=region)
    rows = Rate.objects.filter(owned, validity__overlap=DateRange(on, None))
    own_first = sorted(rows, key=lambda rate: rate.region_id is None)
    by_key = _by(lambda rate: rate.key, own_first)
    lines = {key: _line(rates, on) for key, rates in by_key.items()}
    return [line for key in Rate.Key if (line := lines.get(key))]


def u1_tariffs_in_force(region: Region, on: date) -> list[InForce[U1Tariff]]:
    """Return the region's U1 levels on a day, highest reimbursement first; one query."""
    rows = region.u1_tariffs.filter(validity__overlap=DateRange(on, None)).order_by("-reimbursement")
    by_level = _by(lambda tariff: tariff.reimbursement, rows)
    return [line for tariffs in by_level.values() if (line := _line(tariffs, on))]


def _by(key: Callable[[T], str | int], rows: Iterable[T]) -> dict[str | int, list[T]]:
    grouped: dict[str | int, list[T]] = {}
    for row in rows:
        grouped.setdefault(key(row), []).append(row)
    return grouped


def _line(rows: list[T], on: date) -> InForce[T] | None:
    """Return what holds on a day and the first other value after it; ``rows`` that go first stand first."""
    now = _at(rows, on)
    if now is None:
        return None
    days = {day for row in rows for day in (row.validity.lower, row.validity.upper) if day and day > on}
    for day in sorted(days):
        then = _at(rows, day)
        if then is not None and then != now:
            return InForce(now, then, day)
    return InForce(now)


def _at(rows: list[T], on: date) -> T | None:
    return next((row for row in rows if on in row.validity), None)
