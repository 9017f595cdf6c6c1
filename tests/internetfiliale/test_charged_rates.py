"""The rates of an IKK as the calculation takes them."""

from datetime import date
from decimal import Decimal

import pytest

from internetfiliale.charged_rates import NO_U1, rates_of, standard_u1, u1_choices
from internetfiliale.contributions import Rates
from regions.models import Rate, Region, U1Tariff
from regions.rates import charges_in_force

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 26)


def test_rates_are_those_of_the_ikk_with_the_chosen_level(rheinland: Region) -> None:
    assert rates_of(charges_in_force(rheinland, DAY), "60") == Rates(
        health=Decimal("14.60"),
        supplement=Decimal("2.90"),
        care=Decimal("3.60"),
        surcharge=Decimal("0.60"),
        pension=Decimal("18.60"),
        unemployment=Decimal("2.60"),
        u1=Decimal("1.90"),
        u2=Decimal("0.42"),
        insolvency=Decimal("0.15"),
    )


def test_employer_without_u1_has_no_such_levy(rheinland: Region) -> None:
    rates = rates_of(charges_in_force(rheinland, DAY), NO_U1)
    assert rates is not None
    assert rates.u1 is None


def test_level_that_the_ikk_does_not_offer_gives_no_rates(rheinland: Region) -> None:
    assert rates_of(charges_in_force(rheinland, DAY), "65") is None


@pytest.mark.parametrize("key", [key for key in Rate.Key if key != Rate.Key.HEALTH_REDUCED])
def test_with_a_rate_missing_there_is_no_calculation(rheinland: Region, key: str) -> None:
    Rate.objects.filter(key=key).delete()
    assert rates_of(charges_in_force(rheinland, DAY), NO_U1) is None


def test_levels_to_choose_from_name_the_standard_one(rheinland: Region) -> None:
    charges = charges_in_force(rheinland, DAY)
    assert u1_choices(charges) == [
        ("80", "80 % Erstattung"),
        ("70", "70 % Erstattung (Regelsatz)"),
        ("60", "60 % Erstattung"),
        ("50", "50 % Erstattung"),
        (NO_U1, "Wir nehmen nicht teil (mehr als 30 Beschäftigte)"),
    ]
    assert standard_u1(charges) == "70"


def test_ikk_without_levels_offers_not_to_take_part(rheinland: Region) -> None:
    U1Tariff.objects.filter(region=rheinland).delete()
    charges = charges_in_force(rheinland, DAY)
    assert ([value for value, _ in u1_choices(charges)], standard_u1(charges)) == ([NO_U1], "")
