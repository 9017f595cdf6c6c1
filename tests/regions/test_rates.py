"""Which rates hold on a day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from regions.models import Rate, Region
from regions.rates import charges_in_force, rates_in_force, u1_tariffs_in_force

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)


def percents(region: Region | None, on: date = DAY) -> dict[str, Decimal]:
    return {rate.key: rate.percent for rate in rates_in_force(region, on)}


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
    ]


def test_first_and_last_day_of_a_rate() -> None:
    Rate.objects.create(key="u2", percent=Decimal(1), validity=DateRange(date(2024, 1, 1), date(2024, 2, 1)))

    assert "u2" in percents(None, date(2024, 1, 1))
    assert "u2" in percents(None, date(2024, 1, 31))
    assert "u2" not in percents(None, date(2024, 2, 1))
    assert "u2" not in percents(None, date(2023, 12, 31))


def test_rates_take_one_query_each(rheinland: Region, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        rates_in_force(rheinland, DAY)
    with django_assert_num_queries(1):
        u1_tariffs_in_force(rheinland, DAY)


def test_all_charges_take_one_query_and_are_the_same(rheinland: Region, django_assert_num_queries: Any) -> None:
    Rate.objects.create(region=rheinland, key="care", percent=Decimal("3.5"), validity=DateRange(DAY, None))
    with django_assert_num_queries(1):
        charges = charges_in_force(rheinland, DAY)

    def facts(rates: list[Rate]) -> list[Any]:
        return [(rate.key, rate.percent, rate.validity, rate.region_id) for rate in rates]

    assert facts(charges.rates) == facts(rates_in_force(rheinland, DAY))
    assert [
        (tariff.reimbursement, tariff.levy, tariff.is_standard, tariff.validity) for tariff in charges.u1_tariffs
    ] == [
        (tariff.reimbursement, tariff.levy, tariff.is_standard, tariff.validity)
        for tariff in u1_tariffs_in_force(rheinland, DAY)
    ]


def test_u1_levels_of_the_region_highest_first(rheinland: Region) -> None:
    assert [tariff.reimbursement for tariff in u1_tariffs_in_force(rheinland, DAY)] == [80, 70, 60, 50]
    assert u1_tariffs_in_force(rheinland, date(2025, 12, 31)) == []
