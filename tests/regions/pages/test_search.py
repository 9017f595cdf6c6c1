"""The search page: forgiving, plain-spoken, and never a dead end."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from regions.models import Region, SearchEntry
from regions.site_search import put_entry
from regions.views.search import search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_what_the_test_adds(db: None) -> None:
    SearchEntry.objects.all().delete()


def add(title: str, text: str = "", region: Region | None = None, kind: str = "Seite") -> None:
    put_entry(
        kind=kind,
        key=title,
        region=region,
        path="/themen/leistungen/zahn/",
        title=title,
        text=text,
        public_from=timezone.now() - timedelta(days=1),
    )


def test_page_without_a_query_says_how_to_search(client: Client) -> None:
    text = client.get("/suche/").text

    assert "So suchen Sie genauer" in text
    assert 'role="status"' not in text
    assert "<title>Suche – IKK-Portal</title>" in text


def test_result_says_kind_place_and_excerpt(client: Client) -> None:
    add("Zahnersatz", "Wir zahlen zum Zahnersatz einen Zuschuss.", kind="Meldung")
    text = client.get("/suche/?q=zahnersatz").text

    assert '<p role="status">Wir haben einen Treffer gefunden.</p>' in text
    assert '<h3><a href="/themen/leistungen/zahn/">Zahnersatz</a></h3>' in text
    assert '<span class="tag">Meldung</span>' in text
    assert "<mark>Zahnersatz</mark> einen Zuschuss" in text
    assert "<title>1 Treffer für „zahnersatz“ – Suche – IKK-Portal</title>" in text


def test_results_of_the_own_ikk_say_so(client: Client, rheinland: Region) -> None:
    add("Kur in Köln", region=rheinland, kind="Servicestelle")
    assert "andere IKK" in client.get("/suche/?q=kur").text
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    assert "Ihre IKK</span>" in client.get("/suche/?q=kur").text


def test_results_come_ten_on_a_page(client: Client) -> None:
    for number in range(21):
        add(f"Kur {number}")
    first, second, third = (
        client.get(f"/suche/?q=kur%26bad+OR+kur{more}").text for more in ("", "&seite=2", "&seite=3")
    )

    assert "Wir haben 21 Treffer gefunden." in first
    assert [text.count("<h3>") for text in (first, second, third)] == [10, 10, 1]
    assert 'href="?q=kur%26bad+OR+kur&amp;seite=2"' in first
    assert 'href="?q=kur%26bad+OR+kur"' in second
    assert "Seite 3 von 3" in third


def test_misspelt_word_leads_to_the_right_one(client: Client) -> None:
    add("Zahnersatz")
    text = client.get("/suche/?q=Zahnersaz").text

    assert "Dazu haben wir nichts gefunden." in text
    assert "<title>Nichts gefunden für „Zahnersaz“ – Suche – IKK-Portal</title>" in text
    assert 'Meinten Sie <a href="?q=Zahnersatz">Zahnersatz</a>?' in text


def test_nothing_found_says_what_to_do(client: Client) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    text = client.get("/suche/?q=xyzxyz").text

    assert "Versuchen Sie es mit weniger oder mit anderen Wörtern." in text
    assert 'href="/themen/">Themen' in text
    assert "Kommen Sie nicht weiter? Rufen Sie uns an" in text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "Bitte geben Sie mindestens ein Wort ein."),
        ("   ", "Bitte geben Sie mindestens ein Wort ein."),
        ("a", "mindestens ein Wort mit zwei Buchstaben oder Ziffern"),
        ('"', "mindestens ein Wort mit zwei Buchstaben oder Ziffern"),
        ("-zahn", "mindestens ein Wort mit zwei Buchstaben oder Ziffern"),
        ("& | ! :*", "mindestens ein Wort mit zwei Buchstaben oder Ziffern"),
        ("x" * 500, "Bitte geben Sie höchstens 200 Zeichen ein"),
        ("zahn\0", "ein Zeichen, nach dem wir nicht suchen können"),
    ],
)
def test_what_cannot_be_searched_is_an_error_with_advice(rf: RequestFactory, query: str, says: str) -> None:
    text = search(rf.get("/suche/", {"q": query})).text

    assert text.count(says) == 2  # in the summary, and at the field
    assert "<title>Fehler: Suche" in text


@pytest.mark.parametrize("count", [1, 3])
def test_search_takes_three_queries(client: Client, count: int, django_assert_num_queries: Any) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    for number in range(count):
        add(f"Kur {number}")
    with django_assert_num_queries(3 + 2):
        client.get("/suche/?q=kur")


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=250))
def test_whatever_is_typed_comes_back_escaped(client: Client, query: str) -> None:
    response = client.get("/suche/", {"q": query})

    assert response.status_code == 200
    assert f'value="{query}"' not in response.text or html.escape(query) == query
