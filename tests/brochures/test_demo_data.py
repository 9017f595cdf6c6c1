"""The demo's brochures are enough, complete, and stand on every shelf."""

import re
from collections import Counter

import pytest

from brochures import demo_data
from brochures.models import Brochure, BrochurePaper, Stock, Topic
from regions.models import Region, SearchEntry

pytestmark = pytest.mark.django_db
NOT_ORDERED = "vorsorge-in-jedem-alter"  # by nobody in the demo: it can be deleted


def test_there_is_something_for_everybody() -> None:
    brochures = list(Brochure.objects.all())
    languages = Counter(brochure.language for brochure in brochures)

    assert len(brochures) >= 20
    assert {brochure.topic for brochure in brochures} == set(Topic.values)
    assert (languages["en"], languages["tr"], languages["de-leicht"]) == (2, 2, 2)
    assert sum(brochure.is_large_print for brochure in brochures) == 2
    assert sum(brochure.region_id is not None for brochure in brochures) == 3
    assert [brochure for brochure in brochures if not brochure.is_published] == []


def test_every_brochure_has_its_paper_and_nothing_left_to_fill_in() -> None:
    left = re.compile(r"lorem|ipsum|\bTODO\b|\bXXX\b|\?\?\?", re.IGNORECASE)
    pages = list(BrochurePaper.objects.values_list("pages", flat=True))

    assert [one for one in Brochure.objects.all() if left.search(one.body + one.title + one.summary)] == []
    assert len(pages) == Brochure.objects.count()
    assert 4 <= min(pages) <= max(pages) <= 16
    assert BrochurePaper.objects.order_by("-pdf_size")[0].pdf_size < 100_000
    assert SearchEntry.objects.filter(kind="Broschüre").count() == Brochure.objects.count()


def test_every_ikk_has_copies_of_what_it_may_offer(rheinland: Region) -> None:
    for region in Region.objects.all():
        on_shelf = set(Stock.objects.filter(region=region).values_list("brochure__key", flat=True))
        assert on_shelf == set(Brochure.objects.public().for_region(region).values_list("key", flat=True)), region
    few = Stock.objects.filter(region=rheinland, copies__lt=200).values_list("brochure__key", "copies")
    assert dict(few) == {"zuzahlungen-und-befreiung": 12, "pflege-zu-hause": 0}
    refused = Stock.objects.get(is_offered=False)
    assert (refused.region.slug, refused.brochure.key) == ("bayern", "rueckengesund-im-handwerk")


def test_second_load_changes_nothing_and_brings_back_what_is_missing() -> None:
    Stock.objects.filter(brochure__key=NOT_ORDERED).delete()
    Brochure.objects.filter(key=NOT_ORDERED).delete()
    Brochure.objects.filter(key="gesunde-zaehne").update(title="Geändert")
    others = Brochure.objects.exclude(key=NOT_ORDERED).order_by("pk")
    papers = BrochurePaper.objects.exclude(brochure__key=NOT_ORDERED).order_by("pk")
    before = [list(others.values()), list(papers.values_list("pk", "pdf_hash"))]

    demo_data.load()

    assert [list(others.all().values()), list(papers.all().values_list("pk", "pdf_hash"))] == before
    assert Brochure.objects.filter(key=NOT_ORDERED).count() == 1
    assert Stock.objects.filter(brochure__key=NOT_ORDERED).count() == Region.objects.count()
