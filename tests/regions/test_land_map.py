"""The map: sixteen outlines that lead where the list leads."""

import re

import pytest

from regions.coverage import Coverage, land_entries
from regions.land_map import drawing, land_map
from regions.models import Land

CREDITED = re.compile(r"[MmLlHhVvZz0-9., -]+")


def test_every_land_has_an_outline() -> None:
    assert {outline.land for outline in drawing().outlines} == set(Land)


def test_outlines_are_plain_svg_paths() -> None:
    assert all(CREDITED.fullmatch(outline.path) for outline in drawing().outlines)


def test_small_laender_lie_on_top_and_carry_no_name() -> None:
    last = drawing().outlines[-3:]

    assert {outline.land for outline in last} == {Land.BE, Land.HB, Land.HH}
    assert [outline.short_name for outline in last] == ["", "", ""]


@pytest.mark.django_db
def test_each_outline_comes_with_its_entry() -> None:
    lands = land_map(land_entries(Coverage.load())).lands

    assert all(outline.land == entry.land for outline, entry in lands)
    assert len(lands) == 16
