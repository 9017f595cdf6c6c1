"""Which rates hold on a day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from regions.models import Rate, Region
from regions.rates import charges_in_force

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
