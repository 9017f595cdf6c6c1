"""Every rule about a row holds in the database: one accepted and one refused row each."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import User
from regions.models import Land, Postcode, Rate, Region, ServedArea, U1Tariff

pytestmark = pytest.mark.django_db

YEAR_2025 = DateRange(date(2025, 1, 1), date(2026, 1, 1))


@pytest.fixture(autouse=True)
def _no_u2_of_the_demo(db: None) -> None:
    """The tests of this module enter rates of U2 themselves."""
    Rate.objects.filter(key="u2").delete()


def save_region(**fields: Any) -> Region:
    base = Region.objects.get(slug="bayern")
    values = {field.attname: getattr(base, field.attname) for field in Region._meta.concrete_fields}
    del values["id"]
    region = Region(**{**values, "name": "Muster-IKK Neu", "slug": "neu", **fields})
    region.institutionskennzeichen = fields.get("institutionskennzeichen", "100000099")
    region.save()
    return region


def save_rate(**fields: Any) -> Rate:
    values = {"region": None, "key": "u2", "percent": Decimal("0.5"), "validity": YEAR_2025, **fields}
    return Rate.objects.create(**values)


def save_tariff(**fields: Any) -> U1Tariff:
    region = Region.objects.get(slug="bayern")
    values = {"region": region, "reimbursement": 45, "levy": Decimal("1.2"), "validity": YEAR_2025, **fields}
    return U1Tariff.objects.create(**values)


def save_area(**fields: Any) -> ServedArea:
    region = Region.objects.get(slug="bayern")
    return ServedArea.objects.create(**{"region": region, "land": Land.BY, "postcode_prefix": "9", **fields})


def save_postcode(**fields: Any) -> Postcode:
    return Postcode.objects.create(**{"code": "00001", "town": "X", "land": Land.BY, "search_key": "x", **fields})


@pytest.mark.parametrize("save", [save_region, save_rate, save_tariff, save_area, save_postcode])
def test_row_within_all_rules_is_accepted(save: Any) -> None:
    assert save().pk


@pytest.mark.parametrize(
    ("save", "fields", "constraint"),
    [
        (save_region, {"slug": "Neu"}, "region_slug_form"),
        (save_region, {"slug": "neu--alt"}, "region_slug_form"),
        (save_region, {"slug": "vergessen"}, "region_slug_free"),
        (save_region, {"institutionskennzeichen": "12345678"}, "region_institutionskennzeichen_form"),
        (save_region, {"minimum_age": 13}, "region_minimum_age_range"),
        (save_region, {"minimum_age": 19}, "region_minimum_age_range"),
        (save_area, {"land": "DE-XX"}, "servedarea_land_known"),
        (save_area, {"postcode_prefix": "9a"}, "servedarea_prefix_digits"),
        (save_area, {"postcode_prefix": ""}, "servedarea_once"),
        (save_rate, {"key": "tip"}, "rate_key_known"),
        (save_rate, {"percent": Decimal("-0.1")}, "rate_percent_range"),
        (save_rate, {"percent": Decimal("100.1")}, "rate_percent_range"),
        (save_rate, {"validity": DateRange(None, date(2026, 1, 1))}, "rate_validity_begins"),
        (save_rate, {"validity": DateRange(empty=True)}, "rate_validity_begins"),
        (save_tariff, {"reimbursement": 39}, "u1tariff_reimbursement_range"),
        (save_tariff, {"reimbursement": 81}, "u1tariff_reimbursement_range"),
        (save_tariff, {"levy": Decimal(0)}, "u1tariff_levy_range"),
        (save_tariff, {"levy": Decimal(20)}, "u1tariff_levy_range"),
        (save_tariff, {"validity": DateRange(None, None)}, "u1tariff_validity_begins"),
        (save_postcode, {"code": "0001"}, "postcode_code_form"),
        (save_postcode, {"land": "DE-XX"}, "postcode_land_known"),
        (save_postcode, {"code": "50667", "town": "Köln", "land": "DE-NW"}, "postcode_place_once"),
    ],
)
def test_row_against_a_rule_is_refused_by_the_database(save: Any, fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        save(**fields)


OVERLAPPING = DateRange(date(2025, 12, 31), None)
FOLLOWING = DateRange(date(2026, 1, 1), None)


def test_rates_that_follow_each_other_are_accepted() -> None:
    save_rate()

    assert save_rate(validity=FOLLOWING).pk


def test_overlapping_national_rates_are_refused() -> None:
    save_rate()

    with pytest.raises(IntegrityError, match="rate_validity_apart"):
        save_rate(validity=OVERLAPPING)


def test_overlapping_rates_of_one_region_are_refused(rheinland: Region) -> None:
    save_rate(region=rheinland)

    with pytest.raises(IntegrityError, match="rate_validity_apart"):
        save_rate(region=rheinland, validity=OVERLAPPING)


def test_rates_of_two_regions_and_the_national_one_may_overlap(rheinland: Region) -> None:
    save_rate()
    save_rate(region=rheinland)

    assert save_rate(region=Region.objects.get(slug="bayern"), validity=OVERLAPPING).pk


@pytest.mark.parametrize("home", [None, "rheinland"])
def test_overlap_is_found_by_validation_before_the_database_refuses(home: str | None) -> None:
    region = home and Region.objects.get(slug=home)
    save_rate(region=region)
    values = {"region": region, "key": "u2", "percent": Decimal(1)}

    with pytest.raises(ValidationError, match="gilt schon ein Wert"):
        Rate(**values, validity=OVERLAPPING).full_clean()
    Rate(**values, validity=FOLLOWING).full_clean()
    Rate(**{**values, "region": Region.objects.get(slug="bayern")}, validity=OVERLAPPING).full_clean()


def test_two_standard_levels_at_one_time_are_refused() -> None:
    save_tariff(is_standard=True)

    with pytest.raises(IntegrityError, match="u1tariff_one_standard"):
        save_tariff(is_standard=True, reimbursement=50)


def test_standard_levels_after_each_other_are_accepted() -> None:
    U1Tariff.objects.all().delete()
    save_tariff(is_standard=True)

    assert save_tariff(is_standard=True, validity=FOLLOWING).pk


def test_overlapping_levels_of_one_reimbursement_are_refused() -> None:
    save_tariff()

    with pytest.raises(IntegrityError, match="u1tariff_validity_apart"):
        save_tariff(validity=OVERLAPPING)


def test_laender_are_listed_once_and_in_order(rheinland: Region) -> None:
    save_area(region=rheinland, land=Land.BW, postcode_prefix="7")

    assert rheinland.laender == [Land.BW, Land.NW]


def test_phone_uri_is_what_a_phone_dials(rheinland: Region) -> None:
    assert rheinland.phone_uri == "+492214710100"


def test_numbers_are_shown_as_they_are_dialled_in_germany(rheinland: Region) -> None:
    assert (rheinland.phone_national, rheinland.fax_national) == ("0221 4710 100", "0221 4710 109")


def test_visible_to_shows_staff_their_region(sander: User, rheinberg: User) -> None:
    assert Region.objects.visible_to(sander).count() == 12
    assert [region.slug for region in Region.objects.visible_to(rheinberg)] == ["rheinland"]
