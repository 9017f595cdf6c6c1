"""The demo set covers all Länder and every postcode, and is recognisably invented."""

import re
from collections import defaultdict
from datetime import date

import pytest

from regions import demo_data
from regions.coverage import Coverage
from regions.models import Land, Postcode, Rate, Region, U1Tariff
from regions.rates import history
from tests.brochures.brochures import clear_room

pytestmark = pytest.mark.django_db

IN_TWO_LAENDER = {
    "14715", "15569", "17337", "19273", "19357", "21039", "22113", "22145",
    "32361", "57319", "64646", "65391", "69412", "69434", "97896",
}  # fmt: skip
RESERVED_FOR_MEDIA = re.compile(r"\+49 (30 23125|69 90009|40 66969|221 4710|89 99998) \d{3}")


def test_every_postcode_has_one_ikk_per_land() -> None:
    coverage = Coverage.load()
    found = defaultdict(set)
    for code, land in Postcode.objects.values_list("code", "land").distinct():
        found[code].add((land, coverage.of_postcode(land, code)))

    assert len(found) == 8_171
    assert {code for code, answers in found.items() if len(answers) == 2} == IN_TWO_LAENDER
    assert all(region is not None for answers in found.values() for _, region in answers)
    assert max(len(answers) for answers in found.values()) == 2


def test_twelve_ikks_serve_all_sixteen_laender() -> None:
    coverage = Coverage.load()

    assert len(coverage.regions) == 12
    assert all(coverage.of_land(land) for land in Land)


def test_the_ikks_are_invented() -> None:
    for region in Region.objects.all():
        assert region.name.startswith("Muster-IKK ")
        assert RESERVED_FOR_MEDIA.fullmatch(region.phone)
        assert RESERVED_FOR_MEDIA.fullmatch(region.fax)
        assert region.email.endswith(".muster-ikk.example")


def test_phone_numbers_differ() -> None:
    phones = list(Region.objects.values_list("phone", flat=True))

    assert len(set(phones)) == len(phones)


def test_each_ikk_has_a_supplement_and_one_standard_u1_level() -> None:
    assert Rate.objects.filter(key="supplement", region__isnull=False).count() == 12
    assert U1Tariff.objects.filter(is_standard=True).count() == 12
    assert Rate.objects.filter(key="u2", region__isnull=False).values("percent").distinct().count() == 12
    assert Rate.objects.filter(key="supplement").values("percent").distinct().count() > 5


def test_load_twice_changes_nothing() -> None:
    before = [model.objects.count() for model in (Region, Rate, U1Tariff, Postcode)]

    demo_data.load()

    assert [model.objects.count() for model in (Region, Rate, U1Tariff, Postcode)] == before


def test_load_keeps_what_staff_have_changed(rheinland: Region) -> None:
    rheinland.phone_hours = "rund um die Uhr"
    rheinland.save()

    demo_data.load()

    rheinland.refresh_from_db()
    assert rheinland.phone_hours == "rund um die Uhr"


def test_history_is_told_once_and_leaves_alone_what_staff_have_entered(rheinland: Region) -> None:
    entered = Rate.objects.create(
        region=rheinland, key="supplement", percent="2.22", validity=(date(2025, 7, 1), date(2026, 1, 1))
    )

    for _ in range(2):
        demo_data.load_history()

    former = Rate.objects.filter(key="supplement", validity__endswith__lte=date(2026, 1, 1))
    assert former.filter(region=rheinland).get() == entered
    assert former.exclude(region=rheinland).count() == 2 * 11
    bayern, _ = history(Region.objects.get(slug="bayern"))
    spans = [(span.since.year, span.until) for span in bayern if span.value.key == "supplement"]
    assert spans == [(2026, None), (2025, date(2025, 12, 31)), (2024, date(2024, 12, 31))]


def test_load_fills_an_empty_database() -> None:
    from accounts.models import User

    clear_room()
    User.objects.all().delete()
    Region.objects.all().delete()
    Rate.objects.all().delete()
    Postcode.objects.all().delete()

    demo_data.load()

    assert Region.objects.count() == 12
    assert Postcode.objects.count() == 12_828
