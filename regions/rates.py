"""Which rates hold on a day, and which follow: the region's own first, else the national ones."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from typing import Generic, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import BooleanField, CharField, F, Q, Value
from django.db.models.functions import Cast

from regions.models import Rate, Region, U1Tariff

#: What employers alone pay; shown apart from the contributions.
EMPLOYER_LEVIES = (Rate.Key.U2, Rate.Key.INSOLVENCY)

#: What decides about each rate.
LAWS = {
    Rate.Key.HEALTH: "§ 241 SGB V",
    Rate.Key.HEALTH_REDUCED: "§ 243 SGB V",
    Rate.Key.SUPPLEMENT: "§ 242 SGB V, Satzung",
    Rate.Key.CARE: "§ 55 Abs. 1 SGB XI",
    Rate.Key.CARE_CHILDLESS: "§ 55 Abs. 1 und 3 SGB XI",
    Rate.Key.PENSION: "§ 158 SGB VI",
    Rate.Key.UNEMPLOYMENT: "§ 341 Abs. 2 SGB III",
    Rate.Key.INSOLVENCY: "§ 360 SGB III",
    Rate.Key.U2: "§ 7 AAG, Satzung",
}
LAW_OF_U1 = "§§ 7 und 9 AAG, Satzung"

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


@dataclass(frozen=True, eq=False)
class Charges:
    """What a region charges: rates in the order of ``Rate.Key``, U1 levels by falling reimbursement."""

    rates: list[InForce[Rate]]
    u1_tariffs: list[InForce[U1Tariff]]

    @property
    def contributions(self) -> list[InForce[Rate]]:
        """The rates that employers and insured people share."""
        return [line for line in self.rates if line.now.key not in EMPLOYER_LEVIES]

    @property
    def levies(self) -> list[InForce[Rate]]:
        """The rates that employers pay alone."""
        return [line for line in self.rates if line.now.key in EMPLOYER_LEVIES]


@dataclass(frozen=True)
class Span(Generic[T]):
    """What held, holds or will hold for a region without a change.

    Attributes:
        since: first day.
        until: last day; None where no end is entered.
    """

    value: T
    since: date
    until: date | None


def history(region: Region) -> tuple[list[Span[Rate]], list[Span[U1Tariff]]]:
    """Return all rates and U1 levels ever entered that hold for a region, each kind with the newest first.

    Rates stand in the order of ``Rate.Key``, levels by falling reimbursement.
    """
    rates = sorted(Rate.objects.filter(Q(region=None) | Q(region=region)), key=lambda rate: rate.region_id is None)
    tariffs = U1Tariff.objects.filter(region=region).order_by("-reimbursement")
    by_key = _by(lambda rate: rate.key, rates)
    of_rates = [span for key in Rate.Key for span in _spans(by_key.get(key, []))]
    by_level = _by(lambda tariff: tariff.reimbursement, tariffs)
    return of_rates, [span for rows in by_level.values() for span in _spans(rows)]


def charges_in_force(region: Region | None, on: date) -> Charges:
    """Return what holds on a day and what follows, with one query for both.

    The rows in it are for reading: they carry no primary key.

    Args:
        region: whose own rates go before the national ones; None for the national ones only.
        on: the day, in German time.
    """
    from_then_on = DateRange(on, None)
    no_flag = Value(None, output_field=BooleanField())
    of_rates = Rate.objects.filter(Q(region=None) | Q(region=region), validity__overlap=from_then_on).order_by()
    of_u1 = U1Tariff.objects.filter(region=region, validity__overlap=from_then_on).order_by()
    rows = of_rates.values_list("key", "percent", "validity", "region_id", no_flag).union(
        of_u1.values_list(Cast("reimbursement", CharField()), "levy", "validity", F("region_id"), "is_standard"),
        all=True,
    )
    rates, tariffs = [], []
    for key, percent, validity, region_id, is_standard in rows:
        if is_standard is None:
            rates.append(Rate(key=key, percent=percent, validity=validity, region_id=region_id))
        else:
            tariffs.append(U1Tariff(reimbursement=int(key), levy=percent, validity=validity, is_standard=is_standard))
    return Charges(_rate_lines(rates, on), _tariff_lines(tariffs, on))


def _rate_lines(rates: list[Rate], on: date) -> list[InForce[Rate]]:
    own_first = sorted(rates, key=lambda rate: rate.region_id is None)
    lines = {key: _line(rows, on) for key, rows in _by(lambda rate: rate.key, own_first).items()}
    return [line for key in Rate.Key if (line := lines.get(key))]


def _tariff_lines(tariffs: list[U1Tariff], on: date) -> list[InForce[U1Tariff]]:
    falling = sorted(tariffs, key=lambda tariff: -tariff.reimbursement)
    by_level = _by(lambda tariff: tariff.reimbursement, falling)
    return [line for rows in by_level.values() if (line := _line(rows, on))]


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
        if then is not None and then is not now:
            return InForce(now, then, day)
    return InForce(now)


def _spans(rows: list[T]) -> list[Span[T]]:
    """Return the time of each value, the newest first; ``rows`` that go first stand first."""
    days: list[date] = sorted({day for row in rows for day in (row.validity.lower, row.validity.upper) if day})
    spans: list[Span[T]] = []
    for day, following in zip_longest(days, days[1:]):
        value = _at(rows, day)
        if value is None:
            continue
        until = following - timedelta(days=1) if following else None
        if spans and spans[-1].value is value:  # what begins or ends here is beaten by it
            spans[-1] = replace(spans[-1], until=until)
        else:
            spans.append(Span(value, day, until))
    return spans[::-1]


def _at(rows: list[T], on: date) -> T | None:
    return next((row for row in rows if on in row.validity), None)
