"""Every public page of the room is in the sitemap, and answers."""

from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from regions import content
from regions.models import NewsItem, Page, Region, ServiceOffice
from regions.sitemap import public_paths
from tests.regions.contents import add_news, add_page

pytestmark = pytest.mark.django_db


SINGLE_PAGES = {
    "/",
    "/aktuelles/",
    "/barrierefreiheit/",
    "/gebaerdensprache/",
    "/hilfe/",
    "/impressum/",
    "/leichte-sprache/",
    "/quellen/",
    "/regionen/",
    "/servicestellen/",
    "/suche/",
    "/themen/",
}


def test_public_paths_answer(client: Client) -> None:
    now = timezone.now()
    paths = list(public_paths())

    kinds = Counter(path.split("/")[1] for path in paths if path.count("/") > 2)
    sections = content.trees(None, now)
    assert len(paths) == len(set(paths))
    assert {path for path in paths if path.count("/") <= 2} == SINGLE_PAGES
    assert kinds == {
        "regionen": 12,
        "servicestellen": ServiceOffice.objects.count(),
        "themen": len(sections) + Page.objects.public_at(now).filter(region=None).count(),
        "aktuelles": NewsItem.objects.public_at(now).filter(region=None).count(),
    }
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_what_only_some_can_read_is_not_listed(client: Client, rheinland: Region) -> None:
    before = set(public_paths())
    add_page("rheinfest", region=rheinland)
    add_page("entwurf", is_published=False)
    add_news("rheinfest", region=rheinland)
    add_news("entwurf", is_published=False)

    assert set(public_paths()) == before
