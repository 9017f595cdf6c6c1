"""What the statistics learn of orders: copies by day and IKK."""

from datetime import date

import pytest

from brochures.figures import FIGURES, counts
from brochures.models import Brochure, CopyCount
from brochures.models.brochure import Topic
from regions.models import Region
from tests.brochures.brochures import clear_room

pytestmark = pytest.mark.django_db


def test_copies_of_all_brochures_are_counted_together(rheinland: Region) -> None:
    clear_room()
    titles = ("Zähne", "Rücken")
    first, second = (
        Brochure.objects.create(key=f"b{number}", title=title, topic=Topic.values[0], edition_on=date(2026, 1, 1))
        for number, title in enumerate(titles)
    )
    nord = Region.objects.get(slug="nord")
    day = date(2026, 6, 8)
    CopyCount.objects.create(day=day, region=rheinland, brochure=first, ordered=3, dispatched=2)
    CopyCount.objects.create(day=day, region=rheinland, brochure=second, ordered=4)
    CopyCount.objects.create(day=day, region=nord, brochure=second, ordered=1)

    found = {(one.figure, one.day, one.region): one.count for one in counts()}

    assert found == {
        ("copies-ordered", day, "rheinland"): 7,
        ("copies-dispatched", day, "rheinland"): 2,
        ("copies-ordered", day, "nord"): 1,
    }
    assert {figure for figure, _, _ in found} <= set(FIGURES)
