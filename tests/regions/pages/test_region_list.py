"""Finding an IKK: every answer of the search in words, by Land, and the whole list."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("50667", "Das ist die IKK in Ihrer Region"),
        ("65391", "Diese Postleitzahl liegt in 2 Bundesländern: Hessen und Rheinland-Pfalz."),
        ("65391", "Wählen Sie die IKK des Bundeslandes, in dem Sie wohnen."),
        ("22113", "In beiden ist dieselbe IKK für Sie da."),
        ("50420", "steht nicht in unserem Verzeichnis"),
        ("00000", "Suchen Sie bitte nach dem Ort"),
        ("Koln", "1 Treffer."),
        ("ba", "es gibt noch mehr"),
        ("Hambrug", "Meinten Sie einen von diesen?"),
        ("qqqqqqqq", "Kein Ergebnis für „qqqqqqqq“</h2>"),
        ("qqqqqqqq", "Bitte prüfen Sie die Schreibweise"),
        ("00000", "Kein Ergebnis für „00000“</h2>"),
        ("Koln", "Ergebnis für „Koln“</h2>"),
    ],
)
def test_each_answer_of_the_search_has_its_sentence(client: Client, query: str, sentence: str) -> None:
    response = client.get("/regionen/", {"q": query})

    assert response.status_code == 200
    assert sentence in response.text
    assert f'value="{query}"' in response.text


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("koln", "1 Treffer für „koln“"),
        ("50667", "1 Treffer für „50667“"),
        ("65391", "2 Treffer für „65391“"),
        ("ba", "Mehr als 22 Treffer für „ba“"),
        ("50420", "2 Vorschläge für „50420“"),
        ("qqqqqqqq", "Kein Ergebnis für „qqqqqqqq“"),
    ],
)
def test_title_says_what_was_found(client: Client, query: str, title: str) -> None:
    assert f"<title>{title} – IKK finden – IKK-Portal</title>" in client.get("/regionen/", {"q": query}).text


def test_search_leads_to_its_result(client: Client) -> None:
    for path in ("/", "/gibt-es-nicht/"):
        assert 'action="/regionen/#ergebnis" method="get"' in client.get(path).text
    assert '<h2 id="ergebnis">' in client.get("/regionen/", {"q": "Köln"}).text
    assert 'id="ergebnis"' not in client.get("/regionen/", {"q": "k"}).text


def test_page_of_the_choice_does_not_lead_to_itself_from_the_head(client: Client) -> None:
    assert 'class="region-bar"' not in client.get("/regionen/").text
    assert 'class="region-bar"' in client.get("/regionen/bayern/").text

    client.cookies[django_settings.REGION_COOKIE_NAME] = "rheinland"
    assert 'class="region-bar"' in client.get("/regionen/").text


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("50", "Eine Postleitzahl hat fünf Ziffern. Bitte geben Sie alle fünf ein."),
        ("1234567", "Eine Postleitzahl hat fünf Ziffern, Sie haben mehr eingegeben. Bitte prüfen Sie Ihre Eingabe."),
        ("x", "Bitte geben Sie mindestens zwei Buchstaben Ihres Ortes oder Ihre Postleitzahl ein."),
        ("😀", "Bitte geben Sie mindestens zwei Buchstaben Ihres Ortes oder Ihre Postleitzahl ein."),
        ("%", "Bitte geben Sie mindestens zwei Buchstaben Ihres Ortes oder Ihre Postleitzahl ein."),
        ("", "Bitte geben Sie eine Postleitzahl oder einen Ort ein."),
        ("   ", "Bitte geben Sie eine Postleitzahl oder einen Ort ein."),
        ("x" * 500, "Bitte geben Sie höchstens 60 Zeichen ein: eine Postleitzahl oder einen Ort."),
    ],
)
def test_unusable_query_is_answered_beside_the_field_and_in_the_summary(client: Client, query: str, error: str) -> None:
    response = client.get("/regionen/", {"q": query})

    assert response.status_code == 200
    assert response.text.count(error) == 2
    assert "<title>Fehler: IKK finden" in response.text
    assert 'aria-invalid="true"' in response.text
    assert 'tabindex="-1" autofocus>' in response.text
    if query.strip():
        assert f'value="{query}"' in response.text


def test_search_says_that_the_postcode_does_not_decide(client: Client) -> None:
    assert "entscheidet nicht darüber" in client.get("/regionen/", {"q": "50667"}).text


def test_land_with_several_ikks_says_which_serves_what(client: Client) -> None:
    text = client.get("/regionen/", {"land": "DE-NW"}).text

    assert "<h1>IKK in Nordrhein-Westfalen</h1>" in text
    assert "Postleitzahlen, die so beginnen: 40, 41, 42, 45, 46, 47, 50, 51, 52, 53" in text
    assert "Postleitzahlen, die so beginnen: 32, 33, 34, 37, 44, 48, 49, 57, 58, 59" in text


def test_land_with_one_ikk_names_it(client: Client) -> None:
    assert "Ganz Bayern" in client.get("/regionen/", {"land": "DE-BY"}).text


@pytest.mark.parametrize("land", ["DE-XX", "NW", "<b>", "DE-NW' OR 1"])
def test_unknown_land_gets_a_friendly_answer(client: Client, land: str) -> None:
    response = client.get("/regionen/", {"land": land})

    assert response.status_code == 200
    assert "Dieses Bundesland kennen wir nicht" in response.text


def test_all_links_carry_the_way_back(client: Client) -> None:
    text = client.get("/regionen/", {"q": "Köln", "zurueck": "/hilfe/"}).text

    assert 'href="/regionen/rheinland/?zurueck=%2Fhilfe%2F"' in text
    assert 'href="/regionen/?land=DE-NW&amp;zurueck=%2Fhilfe%2F"' in text
    assert '<input type="hidden" name="zurueck" value="/hilfe/">' in text


def test_foreign_way_back_is_dropped(client: Client) -> None:
    assert "evil" not in client.get("/regionen/", {"zurueck": "//evil.example"}).text


@pytest.mark.parametrize(("query", "queries"), [("Köln", 3), ("Neustadt", 3), ("muster", 3), ("Hambrug", 4)])
def test_number_of_queries_does_not_grow_with_results(
    client: Client, query: str, queries: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(queries + 2):
        client.get("/regionen/", {"q": query})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=600), land=st.text(max_size=20), back=st.text(max_size=600))
def test_no_text_in_the_address_breaks_the_page(query: str, land: str, back: str) -> None:
    response = RoleClient().get("/regionen/", {"q": query, "land": land, "zurueck": back})

    assert response.status_code == (400 if "\x00" in query + land + back else 200)
