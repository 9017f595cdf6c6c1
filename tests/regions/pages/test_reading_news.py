"""News: the list on its pages, and each piece."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from regions.models import NewsItem, Region
from tests.regions.contents import add_news

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_what_the_test_adds(db: None) -> None:
    NewsItem.objects.all().delete()


def test_list_shows_the_newest_first_with_german_dates(client: Client) -> None:
    add_news("alt", "Altes", public_from=datetime(2026, 3, 1, 12, tzinfo=UTC))
    add_news("neu", "Neues", public_from=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    text = client.get("/aktuelles/").text

    assert text.index("Neues") < text.index("Altes")
    assert '<time datetime="2026-11-01">1. November 2026</time>' in text
    assert "Seite 1" not in text


def test_list_without_news_says_so(client: Client) -> None:
    assert "Zurzeit gibt es keine Meldungen." in client.get("/aktuelles/").text


def test_list_has_ten_on_a_page(client: Client) -> None:
    now = timezone.now()
    for number in range(21):
        add_news(f"meldung-{number}", public_from=now - timedelta(days=number))
    first, second, third = (client.get(f"/aktuelles/{query}").text for query in ("", "?seite=2", "?seite=3"))

    assert [text.count('<li class="card">') for text in (first, second, third)] == [10, 10, 1]
    assert 'href="?seite=2"' in first
    assert "<title>Aktuelles, Seite 2 – IKK-Portal</title>" in second
    assert 'href="/aktuelles/"' in second
    assert "Nächste Seite" not in third


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x", "1.5", ""])
def test_page_that_is_none_shows_one_that_is(client: Client, number: str) -> None:
    add_news("neu", "Neues")

    assert "Neues" in client.get(f"/aktuelles/?seite={number}").text


def test_piece_shows_date_summary_and_text(client: Client) -> None:
    add_news("neu", "Neues", "Mehr *dazu*.", public_from=datetime(2026, 3, 1, 12, tzinfo=UTC), summary="Kurz gesagt.")
    text = client.get("/aktuelles/neu/").text

    assert "<title>Neues – Aktuelles – IKK-Portal</title>" in text
    assert "1. März 2026" in text
    assert '<p class="lead">Kurz gesagt.</p>' in text
    assert "<p>Mehr <em>dazu</em>.</p>" in text


def test_insured_read_the_own_version(client: Client, rheinland: Region) -> None:
    add_news("neu", "Für alle")
    add_news("neu", "Am Rhein", region=rheinland)
    assert "<h1>Für alle</h1>" in client.get("/aktuelles/neu/").text
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    assert "<h1>Am Rhein</h1>" in client.get("/aktuelles/neu/").text
    assert "Für alle" not in client.get("/aktuelles/").text


@pytest.mark.parametrize("key", ["gibt-es-nicht", "entwurf", "morgen", "gestern", "nur-bayern"])
def test_what_cannot_be_read_is_not_found(client: Client, key: str) -> None:
    now = timezone.now()
    add_news("entwurf", is_published=False)
    add_news("morgen", public_from=now + timedelta(days=1))
    add_news("gestern", public_until=now - timedelta(hours=1))
    add_news("nur-bayern", region=Region.objects.get(slug="bayern"))

    assert client.get(f"/aktuelles/{key}/").status_code == 404
    assert "Zurzeit gibt es keine Meldungen." in client.get("/aktuelles/").text


@pytest.mark.parametrize("count", [1, 3])
def test_news_take_three_queries(client: Client, rheinland: Region, count: int, django_assert_num_queries: Any) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    for number in range(count):
        add_news(f"meldung-{number}")
    for path, queries in (("/aktuelles/", 3), ("/aktuelles/meldung-0/", 2)):
        with django_assert_num_queries(queries + 2):
            client.get(path)


def test_news_know_until_when_they_are_right(client: Client) -> None:
    now = timezone.now()
    add_news("neu", public_until=now + timedelta(hours=5))
    coming = add_news("morgen", public_from=now + timedelta(hours=2))

    for path in ("/", "/aktuelles/", "/aktuelles/neu/"):
        assert client.get(path).page_cache_until == coming.public_from  # type: ignore[attr-defined]
    NewsItem.objects.filter(key="neu").delete()
    assert client.get("/aktuelles/").page_cache_until == coming.public_from  # type: ignore[attr-defined]


def test_start_page_shows_the_three_latest(client: Client) -> None:
    now = timezone.now()
    for number in range(4):
        add_news(f"meldung-{number}", public_from=now - timedelta(days=number + 1))
    for region in ("", "rheinland"):
        client.cookies[settings.REGION_COOKIE_NAME] = region
        text = client.get("/").text
        assert [f"/aktuelles/meldung-{number}/" in text for number in range(4)] == [True, True, True, False]


def test_start_page_without_news_has_no_empty_heading(client: Client) -> None:
    assert 'id="aktuelles"' not in client.get("/").text
