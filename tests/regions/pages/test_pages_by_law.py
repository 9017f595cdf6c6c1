"""Imprint, accessibility, Leichte Sprache, sign language, help and sources: nationally and for an IKK."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from regions.models import Region

pytestmark = pytest.mark.django_db

PAGES = [
    "/impressum/",
    "/barrierefreiheit/",
    "/leichte-sprache/",
    "/gebaerdensprache/",
    "/hilfe/",
    "/quellen/",
]


@pytest.fixture(params=[None, "rheinland"])
def visitor(request: pytest.FixtureRequest, client: Client) -> Client:
    """Somebody without a choice, then somebody with one."""
    if request.param:
        client.cookies[settings.REGION_COOKIE_NAME] = request.param
    return client


@pytest.mark.parametrize("path", PAGES)
def test_page_has_one_heading_that_begins_its_title(visitor: Client, path: str) -> None:
    text = visitor.get(path).text.replace("&shy;", "")
    heading = text.partition("<h1>")[2].partition("</h1>")[0]

    assert text.count("<h1>") == 1
    assert f"<title>{heading} – " in text
    assert f'<li aria-current="page">{heading}</li>' in text


@pytest.mark.parametrize("path", PAGES)
def test_page_takes_one_query_and_sets_no_cookie(client: Client, path: str, django_assert_num_queries: Any) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    with django_assert_num_queries(1 + 2):
        response = client.get(path)
    assert response.cookies == {}


def test_imprint_of_the_chosen_ikk_has_what_the_law_asks_for(client: Client) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    text = client.get("/impressum/").text

    for fact in (
        "Muster-IKK Rheinland, Körperschaft des öffentlichen Rechts",
        "Musterallee 47<br>50667 Köln",
        "Dr. Agnes Mustermann",
        ">0221 4710 100</a>",
        'href="tel:+492214710100"',
        "impressum@rheinland.muster-ikk.example",
        "Ministerium für Arbeit, Gesundheit und Soziales",
        "Tünn Beispiel",
    ):
        assert fact in text
    assert "Muster-IKK Bayern" not in text


def test_imprint_without_a_choice_has_all_ikks(client: Client) -> None:
    assert client.get("/impressum/").text.count("Aufsichts&shy;behörde") == 12


def test_accessibility_without_a_choice_has_the_ways_of_all_ikks(client: Client) -> None:
    text = client.get("/barrierefreiheit/").text

    assert text.count('<a href="/kontakt/e-mail/barrierefreiheit/">Barriere melden</a><br>') == 12
    assert text.count("<summary>") == text.count("Stichwort: Barrierefreiheit") == Region.objects.count() == 12
    for region in Region.objects.all():
        assert region.phone_national in text
        assert region.accessibility_law in text
        assert region.accessibility_body.splitlines()[0] in text


def test_accessibility_links_mail_and_web_of_the_enforcement_body(client: Client) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "nord"
    text = client.get("/barrierefreiheit/").text

    assert "Telefon 030 18527 2805<br>" in text
    assert '<a href="mailto:info@schlichtungsstelle-bgg.de">' in text
    assert '<a class="external" href="https://www.schlichtungsstelle-bgg.de" rel="noreferrer noopener">' in text


def test_accessibility_names_the_enforcement_body_of_the_ikk(client: Client) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "bayern"
    text = client.get("/barrierefreiheit/").text

    assert "Landesamt für Digitalisierung, Breitband und Vermessung" in text
    assert "innerhalb eines Monats" in text
    assert 'id="feedback"' in text


@pytest.mark.parametrize(
    ("path", "queries"), [("/impressum/", 1), ("/barrierefreiheit/", 1), ("/datenschutz/", 1), ("/hilfe/", 0)]
)
def test_page_without_a_choice_asks_for_all_ikks_only_where_it_lists_them(
    client: Client, path: str, queries: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(queries + 2):
        client.get(path)


def test_easy_language_tells_about_barriers_and_signed_content(client: Client) -> None:
    text = client.get("/leichte-sprache/").text.partition("<article")[2].partition("</article>")[0]

    assert "Erklärung zur Barriere-Freiheit</h2>" in text
    assert 'href="/gebaerdensprache/"' in text
    assert 'href="/barrierefreiheit/"' in text
    assert "?" not in text.replace('href="/regionen/?', "")


def test_easy_language_gives_hours_only_in_its_own_words(client: Client, rheinland: Region) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    assert "von Montag bis Freitag" in client.get("/leichte-sprache/").text

    rheinland.phone_hours = "Mo–Fr 7:30–19 Uhr, auch feiertags"
    rheinland.save()

    text = client.get("/leichte-sprache/").text.partition("<article")[2].partition("</article>")[0]
    assert "Sie können anrufen" not in text
    assert rheinland.phone_hours not in text


def test_sources_credit_the_postcodes(client: Client) -> None:
    credit = "Postleitzahlen: © OpenStreetMap-Mitwirkende, ODbL 1.0; countries-states-cities-database, ODbL 1.0"

    assert credit in client.get("/quellen/").text


def test_external_links_are_marked(client: Client) -> None:
    text = client.get("/quellen/").text

    assert text.count('href="https://') == text.count('class="external"') == text.count("(externe Seite)") == 4
    assert text.count('rel="noreferrer noopener"') == 4


def test_pages_offer_the_choice_where_none_is_made(client: Client) -> None:
    for path in ("/impressum/", "/barrierefreiheit/", "/gebaerdensprache/", "/hilfe/"):
        assert "<h2>Sie haben noch keine IKK gewählt</h2>" in client.get(path).text
