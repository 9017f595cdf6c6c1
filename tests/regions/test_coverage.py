"""Which IKK serves what: the most precise area goes first."""

import pytest

from regions.coverage import Coverage, areas_in_words, land_entries
from regions.models import Land, Region, ServedArea

pytestmark = pytest.mark.django_db


def test_of_postcode_takes_the_most_precise_area(rheinland: Region) -> None:
    ServedArea.objects.create(region=rheinland, land=Land.HE, postcode_prefix="603")

    coverage = Coverage.load()

    assert coverage.of_postcode(Land.HE, "60311") == rheinland
    assert coverage.of_postcode(Land.HE, "60400").slug == "hessen"


def test_of_postcode_is_none_where_nobody_serves() -> None:
    ServedArea.objects.filter(land=Land.HE).delete()

    assert Coverage.load().of_postcode(Land.HE, "60311") is None


def test_of_land_names_the_parts() -> None:
    parts = Coverage.load().of_land(Land.NW)

    assert [(part.region.slug, part.prefixes[:2], part.is_whole) for part in parts] == [
        ("rheinland", ("40", "41"), False),
        ("westfalen-lippe", ("32", "33"), False),
    ]


def test_land_entries_lead_directly_where_one_ikk_serves_the_land() -> None:
    entries = {entry.land: entry for entry in land_entries(Coverage.load())}

    assert list(entries) == list(Land)
    assert entries[Land.BY].only_region.slug == "bayern"
    assert entries[Land.NW].only_region is None


def test_areas_in_words_groups_by_land(rheinland: Region) -> None:
    ServedArea.objects.filter(land=Land.HE).delete()
    ServedArea.objects.create(region=rheinland, land=Land.HE, postcode_prefix="")

    words = areas_in_words(rheinland.areas.all())

    assert words == {
        Land.HE: [],
        Land.NW: ["40", "41", "42", "45", "46", "47", "50", "51", "52", "53"],
    }


def test_load_takes_two_queries_whatever_the_number_of_ikks(django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        land_entries(Coverage.load())
    ServedArea.objects.exclude(region__slug="bayern").delete()
    with django_assert_num_queries(2):
        land_entries(Coverage.load())
