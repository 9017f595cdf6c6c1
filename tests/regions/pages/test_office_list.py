"""Finding a service office: every answer of the finder in words, distances, the list, and what must not be cached."""

from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from regions.models import ServiceOffice
from regions.opening import BERLIN
from tests.conftest import RoleClient
from tests.offices import save_office

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def _three_offices(monkeypatch: pytest.MonkeyPatch) -> None:
    ServiceOffice.objects.all().delete()
    save_office("koeln")
    save_office("bonn", postcode="53111", town="Bonn", hours=(), step_free="no")
    save_office("muenchen", region="bayern", postcode="80331", town="München")
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)


def choose(client: Client, slug: str) -> Client:
    client.cookies[settings.REGION_COOKIE_NAME] = slug
    return client


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("50667", "Servicestellen in der Nähe von 50667 Köln"),
        ("Koln", "Servicestellen in der Nähe von Köln"),
        ("Köln", "3 Servicestellen, nach Entfernung in Luftlinie."),
        ("50420", "Die Entfernungen gelten deshalb ungefähr"),
        ("00000", "Suchen Sie bitte nach dem Ort"),
        ("50", "Bitte geben Sie alle fünf ein."),
        ("1234567", "Sie haben mehr eingegeben"),
        ("Frankfurt", "Diesen Namen gibt es öfter. Was meinen Sie?"),
        ("ba", "Fehlt Ihr Ort, dann schreiben Sie den Namen weiter aus"),
        ("Hambrug", "Meinten Sie einen von diesen?"),
        ("Bayern", "Liste der Muster-IKK Bayern"),
        ("x", "mindestens zwei Buchstaben"),
        ("😀", "mindestens zwei Buchstaben"),
        ("%", "mindestens zwei Buchstaben"),
        ("qqqqqqqq", "Dazu haben wir nichts gefunden"),
    ],
)
def test_each_answer_of_the_finder_has_its_sentence(client: Client, query: str, sentence: str) -> None:
    response = client.get("/servicestellen/", {"q": query})

    assert response.status_code == 200
    assert sentence in response.text
    assert f'value="{query}"' in response.text


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("", "Bitte geben Sie eine Postleitzahl oder einen Ort ein."),
        ("x" * 61, "Bitte geben Sie höchstens 60 Zeichen ein: eine Postleitzahl oder einen Ort."),
    ],
)
def test_unusable_query_is_answered_beside_the_field_and_in_the_summary(client: Client, query: str, error: str) -> None:
    text = client.get("/servicestellen/", {"q": query}).text

    assert text.count(error) == 2
    assert "<title>Fehler: Servicestelle finden" in text


def test_result_says_address_state_phone_access_and_distance(client: Client) -> None:
    text = client.get("/servicestellen/", {"q": "50667"}).text
    first, second, *_ = text.split('<li class="card">')[1:]

    assert "Domstraße 1<br>50667 Köln" in first
    assert '<span class="tag">Jetzt geöffnet</span> heute bis 16:00&nbsp;Uhr' in first
    assert 'href="tel:+492214710900"' in first
    assert "<dd>stufenlos</dd>" in first
    assert "weniger als 1&nbsp;km" in first
    assert "25&nbsp;km" in second
    assert "Besuche nach Absprache: Bitte rufen Sie vorher an." in second
    assert "<dd>nicht stufenlos</dd>" in second


def test_holiday_is_that_of_the_land_of_the_office(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 1, 6, 9, tzinfo=BERLIN))  # Heilige Drei Könige
    cards = client.get("/servicestellen/", {"q": "50667"}).text.split('<li class="card">')[1:]

    assert "Jetzt geöffnet" in cards[0]
    assert "<strong>Heute geschlossen: Heilige Drei Könige.</strong>" in cards[2]
    assert "Öffnet morgen um 8:00&nbsp;Uhr." in cards[2]


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-11-23T07:00", "Öffnet heute um 8:00&nbsp;Uhr."),
        ("2026-11-27T17:00", "Öffnet wieder am Montag, 30. November, um 8:00&nbsp;Uhr."),
    ],
)
def test_next_opening_is_said_in_words(
    client: Client, monkeypatch: pytest.MonkeyPatch, moment: str, sentence: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat(moment).replace(tzinfo=BERLIN))
    first = client.get("/servicestellen/", {"q": "50667"}).text.split('<li class="card">')[1]

    assert "<strong>Jetzt geschlossen.</strong>" in first
    assert sentence in first


def test_nearest_office_of_the_chosen_ikk_goes_first_and_the_others_stay(client: Client) -> None:
    text = choose(client, "bayern").get("/servicestellen/", {"q": "Köln"}).text
    names = [card.partition("</a>")[0].rpartition(">")[2] for card in text.split('<li class="card">')[1:]]

    assert names == ["Servicestelle Muenchen", "Servicestelle Koeln", "Servicestelle Bonn"]
    assert "Die nächste der Muster-IKK Bayern steht zuerst." in text
    assert text.partition('<section aria-labelledby="alle">')[0].count('<span class="tag">Ihre IKK</span>') == 1


def test_more_than_ten_are_shown_on_demand(client: Client) -> None:
    for number in range(9):
        save_office(f"koeln-{number}")

    text = client.get("/servicestellen/", {"q": "Köln"}).text
    assert "Die nächsten 10 von 12 Servicestellen" in text
    assert text.count('<li class="card">') == 10
    assert '<a href="/servicestellen/?q=K%C3%B6ln&amp;alle=1">Alle 12 Servicestellen nach Entfernung zeigen</a>' in text

    text = client.get("/servicestellen/", {"q": "Köln", "alle": "1"}).text
    assert text.count('<li class="card">') == 12
    assert "alle=1" not in text


def test_choice_of_places_leads_to_exactly_one(client: Client) -> None:
    text = client.get("/servicestellen/", {"q": "Frankfurt"}).text

    assert '<a href="/servicestellen/?q=Frankfurt%20am%20Main">Frankfurt am Main</a>' in text
    assert (
        "Servicestellen in der Nähe von Frankfurt am Main"
        in client.get("/servicestellen/", {"q": "Frankfurt am Main"}).text
    )


def test_list_by_ikk_is_the_way_without_search(client: Client) -> None:
    text = client.get("/servicestellen/").text

    assert text.index('<h3 id="ikk-bayern">') < text.index('<h3 id="ikk-rheinland">')
    assert '<a href="/servicestellen/koeln/">Servicestelle Koeln</a>' in text
    assert "Domstraße 1, 53111&nbsp;Bonn" in text


def test_list_begins_with_the_chosen_ikk(client: Client) -> None:
    text = choose(client, "rheinland").get("/servicestellen/").text

    assert text.index('<h3 id="ikk-rheinland">') < text.index('<h3 id="ikk-bayern">')
    assert '<h3 id="ikk-rheinland">Muster-IKK Rheinland <span class="tag">Ihre IKK</span></h3>' in text


def test_page_without_offices_says_so(client: Client) -> None:
    ServiceOffice.objects.all().delete()

    assert "Zurzeit sind keine Servicestellen eingetragen." in client.get("/servicestellen/").text
    assert "0 Servicestellen" in client.get("/servicestellen/", {"q": "Köln"}).text


@pytest.mark.parametrize("path", ["/servicestellen/", "/servicestellen/?q=50667", "/servicestellen/koeln/"])
def test_what_is_open_now_is_not_kept(client: Client, path: str) -> None:
    kept = {part.strip() for part in client.get(path).headers["Cache-Control"].split(",")}

    assert kept == {"private", "no-cache"}


@pytest.mark.parametrize(("query", "queries"), [("", 1), ("50667", 8), ("Köln", 8), ("Frankfurt", 4)])
@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_does_not_grow_with_offices(
    client: Client, query: str, queries: int, count: int, django_assert_num_queries: Any
) -> None:
    if count == 1:
        ServiceOffice.objects.exclude(key="koeln").delete()

    with django_assert_num_queries(queries + 2):
        client.get("/servicestellen/", {"q": query} if query else {})


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=80), everything=st.text(max_size=5))
def test_no_text_in_the_address_breaks_the_page(query: str, everything: str) -> None:
    response = RoleClient().get("/servicestellen/", {"q": query, "alle": everything})

    assert response.status_code == (400 if "\x00" in query + everything else 200)
