"""The catalogue: whose list it is, what its filters find, what stands on a card, and what it costs."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from brochures.models import Brochure
from regions.models import Region
from tests.brochures.brochures import add_brochure, clear_room
from tests.conftest import RoleClient
from tests.html_page import HtmlPage

pytestmark = pytest.mark.django_db

CATALOGUE = "/broschueren/"


@pytest.fixture
def _four_brochures(db: None) -> None:
    """Only what the tests of the filters know."""
    clear_room()
    add_brochure(key="zaehne", title="Gesunde Zähne", summary="Bonusheft und Zuschuss.")
    add_brochure(key="card", title="Your card", topic="mitgliedschaft", language="en")
    add_brochure(key="gross", title="Groß gedruckt", topic="pflege", is_large_print=True)
    add_brochure(key="leicht", title="Meine Kasse", topic="mitgliedschaft", language="de-leicht")


def titles(text: str) -> list[str]:
    return [link.to_text() for link in HtmlPage(CATALOGUE, text).all("main .card h3 a")]


def choose(client: Client, slug: str) -> Client:
    client.cookies[settings.REGION_COOKIE_NAME] = slug
    return client


@pytest.mark.usefixtures("_four_brochures")
@pytest.mark.parametrize(
    ("query", "keys", "sentence"),
    [
        ({}, ["Meine Kasse", "Your card", "Gesunde Zähne", "Groß gedruckt"], "4 Broschüren."),
        ({"thema": "mitgliedschaft"}, ["Meine Kasse", "Your card"], "2 Broschüren gefunden."),
        ({"sprache": "en"}, ["Your card"], "Eine Broschüre gefunden."),
        ({"grossdruck": "on"}, ["Groß gedruckt"], "Eine Broschüre gefunden."),
        ({"q": "bonusheft ZUSCHUSS"}, ["Gesunde Zähne"], "Eine Broschüre gefunden."),
        ({"thema": "pflege", "sprache": "en"}, [], "Keine Broschüre gefunden."),
        ({"q": "%"}, [], "Keine Broschüre gefunden."),
    ],
)
def test_filters_find_what_is_asked_for(client: Client, query: dict[str, str], keys: list[str], sentence: str) -> None:
    text = client.get(CATALOGUE, query).text

    assert titles(text) == keys
    assert f'<p role="status">{sentence}</p>' in text
    assert ("Wählen Sie weniger aus" in text) == (keys == [])


def test_choice_that_does_not_exist_is_said_beside_the_field_and_everything_is_shown(client: Client) -> None:
    text = client.get(CATALOGUE, {"thema": "wetter", "q": "x" * 61}).text

    assert text.count("Diese Auswahl gibt es nicht. Bitte wählen Sie aus der Liste.") == 2  # field and summary
    assert "<title>Fehler: Broschüren" in text
    assert f'value="{"x" * 61}"' in text
    assert len(titles(text)) == Brochure.objects.filter(region=None).count()


def test_list_of_an_ikk_has_its_own_versions_and_lacks_what_it_refuses(client: Client) -> None:
    national = titles(client.get(CATALOGUE).text)
    rheinland = titles(choose(client, "rheinland").get(CATALOGUE).text)
    bayern = titles(choose(client, "bayern").get(CATALOGUE).text)
    ostsee = titles(choose(client, "ostsee").get(CATALOGUE).text)

    assert set(national) - set(rheinland) == {"Willkommen bei Ihrer IKK"}
    assert set(rheinland) - set(national) == {"Willkommen bei der Muster-IKK Rheinland"}
    assert set(national) - set(bayern) == {"Rückengesund im Handwerk"}
    assert set(ostsee) - set(national) == {"Aktiv an der Küste"}


def test_draft_of_an_own_version_hides_nothing(client: Client, rheinland: Region) -> None:
    add_brochure(title="National")
    add_brochure(region=rheinland, title="Entwurf", is_published=False)

    assert "National" in titles(choose(client, "rheinland").get(CATALOGUE).text)


def test_card_says_what_kind_of_file_it_is_and_speaks_its_language(client: Client) -> None:
    brochure = Brochure.objects.select_related("paper").get(key="saglik-sigortaniz")
    page = HtmlPage(CATALOGUE, client.get(CATALOGUE, {"sprache": "tr"}).text)
    card = next(card for card in page.all(".card") if "Sağlık sigortanız" in card.to_text())
    text = " ".join(card.to_text().split())
    read = next(link for link in page.all(".card p a") if re.search("Jetzt lesen.*Sağlık", link.to_text(), re.DOTALL))

    assert f"PDF, {brochure.paper.pdf_size / 1024:.1f}".replace(".", ",") in text
    assert f"{brochure.paper.pages} Seiten, barrierefrei, Türkisch" in text.replace("\xa0", " ")
    assert "Stand: Januar 2026" in text
    assert (read.attrs["hreflang"], read.attrs["type"]) == ("tr", "application/pdf")
    assert read.attrs["href"] == f"/broschueren/dateien/{brochure.paper.pdf_hash}/saglik-sigortaniz.pdf"
    assert [heading.attrs["lang"] for heading in page.all(".card h3")] == ["tr", "tr"]
    assert 'href="/broschueren/bestellen/?b=saglik-sigortaniz"' in client.get(CATALOGUE).text


def test_copies_are_told_when_few_and_only_by_the_chosen_ikk(client: Client) -> None:
    assert "Exemplare</span>" not in client.get(CATALOGUE).text
    text = choose(client, "rheinland").get(CATALOGUE).text

    assert text.count("nur noch 12 Exemplare") == 1
    assert text.count("zurzeit vergriffen") == 1


@pytest.mark.parametrize(("slug", "queries"), [("", 1), ("rheinland", 2)])
@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_few_queries_whatever_the_number(
    client: Client, slug: str, queries: int, count: int, django_assert_num_queries: Any
) -> None:
    clear_room()
    for number in range(count):
        add_brochure(key=f"nummer-{number}")
    if slug:
        choose(client, slug)

    with django_assert_num_queries(queries + 2):  # the test client sets the role and takes it back
        response = client.get(CATALOGUE)
    assert len(titles(response.text)) == count
    with django_assert_num_queries(queries + 2):
        client.get("/broschueren/nummer-0/")


@given(query=st.dictionaries(st.sampled_from(["thema", "sprache", "grossdruck", "q", "x"]), st.text(max_size=70)))
@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_in_the_address_breaks_the_page(query: dict[str, str]) -> None:
    response = RoleClient().get(CATALOGUE, query)

    assert response.status_code == (400 if any("\x00" in text for text in query.values()) else 200)
