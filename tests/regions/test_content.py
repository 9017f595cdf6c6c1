"""Which version is read: a table of what there is, and who reads what."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from regions import content
from regions.models import NewsItem, Page, Region, Section
from tests.regions.contents import add_news, add_page

pytestmark = pytest.mark.django_db

NOW = timezone.now()
DAY = timedelta(days=1)
PUBLIC: dict[str, Any] = {"public_from": NOW - DAY}
DRAFT = {**PUBLIC, "is_published": False}
FUTURE = {"public_from": NOW + DAY}
OVER = {"public_from": NOW - 2 * DAY, "public_until": NOW - DAY}
ENDING = {"public_from": NOW - 2 * DAY, "public_until": NOW + DAY}


@pytest.fixture(autouse=True)
def _only_what_the_test_adds(db: None) -> None:
    Page.objects.all().delete()
    NewsItem.objects.all().delete()


FALL_BACK = [
    # national, own, other region's -> read without a choice, read in the region
    (PUBLIC, None, None, "national", "national"),
    (PUBLIC, PUBLIC, None, "national", "own"),
    (PUBLIC, ENDING, None, "national", "own"),
    (PUBLIC, DRAFT, None, "national", "national"),
    (PUBLIC, FUTURE, None, "national", "national"),
    (PUBLIC, OVER, None, "national", "national"),
    (PUBLIC, None, PUBLIC, "national", "national"),
    (PUBLIC, PUBLIC, PUBLIC, "national", "own"),
    (DRAFT, PUBLIC, None, None, "own"),
    (FUTURE, PUBLIC, None, None, "own"),
    (OVER, PUBLIC, None, None, "own"),
    (None, PUBLIC, None, None, "own"),
    (None, None, PUBLIC, None, None),
    (DRAFT, DRAFT, PUBLIC, None, None),
    (FUTURE, OVER, None, None, None),
]


@pytest.mark.parametrize("case", FALL_BACK)
@pytest.mark.parametrize("kind", ["page", "news"])
def test_own_version_goes_first_and_the_national_one_stands_in(
    rheinland: Region, kind: str, case: tuple[Any, ...]
) -> None:
    national, own, other, without, chosen = case
    add = add_page if kind == "page" else add_news
    regions = {"national": None, "own": rheinland, "other": Region.objects.get(slug="bayern")}
    for title, values in (("national", national), ("own", own), ("other", other)):
        if values is not None:
            add("zahn", title, region=regions[title], **values)

    assert (read(kind, None), read(kind, rheinland)) == (without, chosen)


def read(kind: str, region: Region | None) -> str | None:
    """Return the title that a visitor reads, and assert that lists and pages agree."""
    if kind == "news":
        item = content.news_item("zahn", region, NOW)
        listed = [piece.title for piece in content.latest_news(region, NOW, 3).items]
        assert listed == [piece.title for piece in content.news_page("1", region, NOW)[0].object_list]
        assert listed == ([item.title] if item else [])
        return item.title if item else None
    tree = content.tree(Section.LEISTUNGEN, region, NOW)
    assert bool(tree) == bool(content.trees(region, NOW))
    found = tree.find("zahn") if tree else None
    return content.whole(found).title if found else None


def test_next_change_is_the_nearest_begin_or_end_of_what_is_published(rheinland: Region) -> None:
    assert content.next_change(Page, NOW) is None
    add_page("a", public_from=NOW - DAY, public_until=NOW + 3 * DAY)
    assert content.next_change(Page, NOW) == NOW + 3 * DAY
    add_page("b", public_from=NOW + 2 * DAY, region=rheinland)
    assert content.next_change(Page, NOW) == NOW + 2 * DAY
    add_page("c", public_from=NOW + DAY, is_published=False)
    add_page("d", public_from=NOW - 3 * DAY, public_until=NOW - DAY)
    assert content.next_change(Page, NOW) == NOW + 2 * DAY
    tree = content.tree(Section.LEISTUNGEN, None, NOW)
    assert tree is not None
    assert tree.until == NOW + 2 * DAY


def test_tree_has_two_levels_and_loses_no_page() -> None:
    add_page("a", "A", order=1)
    add_page("b", "B", order=2, parent_key="a")
    add_page("c", "C", order=3, parent_key="b")
    add_page("d", "D", order=4, parent_key="gibt-es-nicht")
    add_page("e", "E", section="service")
    tree = content.tree(Section.LEISTUNGEN, None, NOW)

    assert tree is not None
    assert [(branch.page.key, [page.key for page in branch.children]) for branch in tree.branches] == [
        ("a", ["b"]),
        ("c", []),
        ("d", []),
    ]
    assert [tree.find(key) is not None for key in "abcde"] == [True, True, True, True, False]


def test_lists_load_no_texts() -> None:
    add_page("a")
    add_news("n")
    tree = content.tree(Section.LEISTUNGEN, None, NOW)

    assert tree is not None
    assert tree.branches[0].page.get_deferred_fields() == {"body", "html"}
    assert content.latest_news(None, NOW, 3).items[0].get_deferred_fields() == {"body", "html"}
