"""Sections and pages: what is read, by whom, and where one is."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from regions.models import NewsItem, Page, Region
from tests.regions.contents import add_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_what_the_test_adds(db: None) -> None:
    Page.objects.all().delete()
    NewsItem.objects.all().delete()


@pytest.fixture
def insured(client: Client, rheinland: Region) -> Client:
    """Somebody who has chosen the Muster-IKK Rheinland."""
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    return client


def test_topics_are_the_sections_with_something_to_read(client: Client) -> None:
    add_page("zahnersatz")
    add_page("beitritt", section="mitglied-werden")
    add_page("entwurf", section="arbeitgeber", is_published=False)
    text = client.get("/themen/").text

    assert text.count('class="laender-list"') == 2
    assert '<a href="/themen/leistungen/">Leistungen</a>' in text
    assert '<a href="/themen/mitglied-werden/beitritt/">Beitritt</a>' in text
    assert "Arbeitgeber" not in text


def test_topics_without_a_page_say_so(client: Client) -> None:
    assert "Zurzeit gibt es hier nichts zu lesen." in client.get("/themen/").text


def test_section_shows_two_levels_in_the_editors_order(client: Client) -> None:
    add_page("zahn", "Zahn", order=2)
    add_page("auge", "Auge", order=1)
    add_page("brille", "Brille", parent_key="auge")
    text = client.get("/themen/leistungen/").text

    places = [text.index(f"/themen/leistungen/{key}/") for key in ("auge", "brille", "zahn")]
    assert places == sorted(places)
    assert "<title>Leistungen – Themen – IKK-Portal</title>" in text


def test_page_shows_summary_text_review_and_way(client: Client) -> None:
    add_page("auge", "Auge")
    add_page("brille", "Brille", "## Zuschuss\n\nZehn **Euro**.", parent_key="auge", summary="Wir zahlen dazu.")
    add_page("zahn", "Zahn")
    text = client.get("/themen/leistungen/brille/").text

    assert "<title>Brille – Leistungen – IKK-Portal</title>" in text
    assert '<p class="lead">Wir zahlen dazu.</p>' in text
    assert "<h2>Zuschuss</h2>\n<p>Zehn <strong>Euro</strong>.</p>" in text
    assert 'Zuletzt geprüft am <time datetime="2026-03-02">2. März 2026</time>' in text
    assert "bundesweit für alle IKKs" in text
    assert 'aria-label="Bereich Leistungen"' in text
    assert '<a href="/themen/leistungen/brille/" aria-current="page">Brille</a>' in text
    assert '<li><a href="/themen/leistungen/auge/">Auge</a></li>' in text  # on the way
    assert '<li aria-current="page">Brille</li>' in text


def test_navigation_opens_only_the_branch_one_stands_in(client: Client) -> None:
    add_page("auge", "Auge")
    add_page("brille", "Brille", parent_key="auge")
    add_page("zahn", "Zahn")

    assert "/themen/leistungen/brille/" in client.get("/themen/leistungen/auge/").text
    assert "/themen/leistungen/brille/" not in client.get("/themen/leistungen/zahn/").text


def test_insured_read_the_own_version(insured: Client, rheinland: Region) -> None:
    add_page("zahn", "Zahn für alle")
    add_page("zahn", "Zahn am Rhein", region=rheinland)
    add_page("zahn", "Zahn in Bayern", region=Region.objects.get(slug="bayern"))
    text = insured.get("/themen/leistungen/zahn/").text

    assert "<h1>Zahn am Rhein</h1>" in text
    assert "Das ist die eigene Fassung der Muster-IKK Rheinland." in text
    assert "Zahn für alle" not in text
    assert "Bayern" not in text


def test_page_of_one_ikk_is_unknown_elsewhere(client: Client, rheinland: Region) -> None:
    add_page("rheinfest", region=rheinland)
    assert client.get("/themen/leistungen/rheinfest/").status_code == 404
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    assert client.get("/themen/leistungen/rheinfest/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/themen/leistungen/gibt-es-nicht/",
        "/themen/gibt-es-nicht/",
        "/themen/gibt-es-nicht/zahn/",
        "/themen/service/",
        "/themen/service/zahn/",
        "/themen/leistungen/entwurf/",
        "/themen/leistungen/morgen/",
        "/themen/leistungen/gestern/",
    ],
)
def test_what_cannot_be_read_is_not_found(client: Client, path: str) -> None:
    now = timezone.now()
    add_page("zahn")
    add_page("entwurf", is_published=False)
    add_page("morgen", public_from=now + timedelta(days=1))
    add_page("gestern", public_until=now - timedelta(hours=1))

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_three_queries(insured: Client, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        add_page(f"seite-{number}")
    for path, queries in (("/themen/", 2), ("/themen/leistungen/", 2), ("/themen/leistungen/seite-0/", 3)):
        with django_assert_num_queries(queries + 2):  # and two of the test client, for the role
            insured.get(path)


def test_pages_know_until_when_they_are_right(client: Client) -> None:
    now = timezone.now()
    add_page("zahn", public_until=now + timedelta(days=3))
    coming = add_page("morgen", public_from=now + timedelta(days=1))
    add_page("entwurf", public_from=now + timedelta(hours=1), is_published=False)

    for path in ("/themen/", "/themen/leistungen/", "/themen/leistungen/zahn/"):
        assert client.get(path).page_cache_until == coming.public_from  # type: ignore[attr-defined]


def test_topics_without_a_page_know_when_the_first_appears(client: Client) -> None:
    coming = add_page("morgen", public_from=timezone.now() + timedelta(days=1))

    assert client.get("/themen/").page_cache_until == coming.public_from  # type: ignore[attr-defined]
