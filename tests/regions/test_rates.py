"""Which rates hold on a day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from regions.models import Rate, Region, U1Tariff
from regions.rates import LAWS, charges_in_force, history

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)


def percents(region: Region | None, on: date = DAY) -> dict[str, Decimal]:
    return {line.now.key: line.now.percent for line in charges_in_force(region, on).rates}


def test_own_rate_goes_before_the_national_one(rheinland: Region) -> None:
    Rate.objects.create(region=rheinland, key="care", percent=Decimal("3.5"), validity=DateRange(DAY, None))

    assert percents(rheinland)["care"] == Decimal("3.50")
    assert percents(Region.objects.get(slug="bayern"))["care"] == Decimal("3.60")
    assert percents(None)["care"] == Decimal("3.60")


def test_rates_come_in_the_order_of_their_keys(rheinland: Region) -> None:
    assert list(percents(rheinland)) == [
        "health",
        "health-reduced",
        "supplement",
        "care",
        "care-childless",
        "pension",
        "unemployment",
        "insolvency",
        "u2",
    ]


def test_first_and_last_day_of_a_rate() -> None:
    Rate.objects.create(key="u2", percent=Decimal(1), validity=DateRange(date(2024, 1, 1), date(2024, 2, 1)))

    assert "u2" in percents(None, date(2024, 1, 1))
    assert "u2" in percents(None, date(2024, 1, 31))
    assert "u2" not in percents(None, date(2024, 2, 1))
    assert "u2" not in percents(None, date(2023, 12, 31))


def follows(region: Region | None, key: str, on: date = DAY) -> tuple[Decimal, date | None] | None:
    """Return what is announced for a key, and from when."""
    (line,) = [line for line in charges_in_force(region, on).rates if line.now.key == key]
    return (line.then.percent, line.then_from) if line.then else None


def test_rate_entered_for_the_future_follows(rheinland: Region) -> None:
    new_year = date(2027, 1, 1)
    rheinland.rates.filter(key="supplement").update(validity=DateRange(date(2026, 1, 1), new_year))
    Rate.objects.create(region=rheinland, key="supplement", percent=Decimal("3.1"), validity=DateRange(new_year, None))

    assert percents(rheinland)["supplement"] == Decimal("2.90")
    assert follows(rheinland, "supplement") == (Decimal("3.10"), new_year)
    assert follows(rheinland, "supplement", new_year) is None
    assert follows(Region.objects.get(slug="bayern"), "supplement") is None


def test_national_rate_follows_where_the_own_one_ends_and_not_before(rheinland: Region) -> None:
    own = Rate.objects.create(
        region=rheinland, key="care", percent=Decimal("3.5"), validity=DateRange(DAY, date(2027, 3, 1))
    )
    Rate.objects.filter(region=None, key="care").update(validity=DateRange(date(2026, 1, 1), date(2027, 1, 1)))
    Rate.objects.create(key="care", percent=Decimal("3.8"), validity=DateRange(date(2027, 1, 1), None))

    assert follows(rheinland, "care") == (Decimal("3.80"), date(2027, 3, 1))
    assert follows(None, "care") == (Decimal("3.80"), date(2027, 1, 1))
    own.delete()
    assert follows(rheinland, "care") == (Decimal("3.80"), date(2027, 1, 1))


def test_rate_that_ends_without_another_announces_nothing(rheinland: Region) -> None:
    rheinland.rates.filter(key="u2").update(validity=DateRange(date(2026, 1, 1), date(2027, 1, 1)))

    assert follows(rheinland, "u2") is None


def test_all_charges_take_one_query(rheinland: Region, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        charges = charges_in_force(rheinland, DAY)

    facts = [(line.now.reimbursement, line.now.levy, line.now.is_standard) for line in charges.u1_tariffs]
    assert facts == list(rheinland.u1_tariffs.values_list("reimbursement", "levy", "is_standard"))


def test_u1_levels_of_the_region_highest_first(rheinland: Region) -> None:
    assert [line.now.reimbursement for line in charges_in_force(rheinland, DAY).u1_tariffs] == [80, 70, 60, 50]
    assert charges_in_force(rheinland, date(2025, 12, 31)).u1_tariffs == []


def spans(region: Region, key: str) -> list[tuple[str, date, date | None]]:
    """Return percent, first and last day of each time of a rate, as the history has them."""
    rates, _ = history(region)
    return [(str(span.value.percent), span.since, span.until) for span in rates if span.value.key == key]


def test_history_has_the_newest_first(rheinland: Region) -> None:
    in_2025 = DateRange(date(2025, 1, 1), date(2026, 1, 1))
    Rate.objects.create(region=rheinland, key="supplement", percent=Decimal("2.55"), validity=in_2025)

    assert spans(rheinland, "supplement") == [
        ("2.90", date(2026, 1, 1), None),
        ("2.55", date(2025, 1, 1), date(2025, 12, 31)),
    ]


def test_history_shows_what_held_for_the_region(rheinland: Region) -> None:
    """An own rate stands between two times of the national one, and hides a national change within it."""
    own = DateRange(date(2026, 7, 1), date(2027, 7, 1))
    Rate.objects.filter(region=None, key="care").update(validity=DateRange(date(2026, 1, 1), date(2027, 1, 1)))
    Rate.objects.create(key="care", percent=Decimal("3.7"), validity=DateRange(date(2027, 1, 1), None))
    Rate.objects.create(region=rheinland, key="care", percent=Decimal("3.5"), validity=own)

    assert spans(rheinland, "care") == [
        ("3.70", date(2027, 7, 1), None),
        ("3.50", date(2026, 7, 1), date(2027, 6, 30)),
        ("3.60", date(2026, 1, 1), date(2026, 6, 30)),
    ]
    assert spans(Region.objects.get(slug="bayern"), "care")[-1] == ("3.60", date(2026, 1, 1), date(2026, 12, 31))


def test_history_leaves_gaps_and_other_regions_out(rheinland: Region) -> None:
    U1Tariff.objects.filter(region=rheinland, reimbursement=60).update(
        validity=DateRange(date(2026, 1, 1), date(2026, 3, 1))
    )
    U1Tariff.objects.create(
        region=rheinland, reimbursement=60, levy=Decimal("2.1"), validity=DateRange(date(2026, 5, 1), None)
    )

    _, levels = history(rheinland)

    assert [(span.value.reimbursement, str(span.value.levy), span.since, span.until) for span in levels] == [
        (80, "3.70", date(2026, 1, 1), None),
        (70, "2.40", date(2026, 1, 1), None),
        (60, "2.10", date(2026, 5, 1), None),
        (60, "1.90", date(2026, 1, 1), date(2026, 2, 28)),
        (50, "1.60", date(2026, 1, 1), None),
    ]


def test_every_rate_names_its_law() -> None:
    assert set(LAWS) == set(Rate.Key)
