"""Employers with several IKKs: what they send goes to the one that the page has named, whatever other windows say."""

import pytest

from accounts.models import User
from internetfiliale.models import Case
from regions.models import Region
from tests.accounts.signed_in import client_of
from tests.conftest import RoleClient
from tests.internetfiliale.employers import NUMBER, bakery_client, databases
from tests.internetfiliale.filling import fill_in, heading, send, service_path

pytestmark = databases

SLUG = "ansprechperson"
ANSWERS = (
    {"step": "anliegen", "wish": "new"},
    {"step": "person", "contact_name": "Meike Brandt", "telephone": "0221 471081"},
)
CHECK = {"step": "check"}


@pytest.fixture
def client() -> RoleClient:
    return bakery_client(region="rheinland", regions=["rheinland", "bayern"])


def choose(client: RoleClient, slug: str) -> None:
    assert client.post("/internetfiliale/ikk/", {"ikk": slug}).status_code == 303


def sent_to() -> list[str]:
    return sorted(Case.objects.values_list("region__slug", flat=True))


def test_page_for_one_ikk_sends_nothing_to_another_before_it_has_named_it(client: RoleClient) -> None:
    check = fill_in(client, SLUG, *ANSWERS)
    assert "an die Muster-IKK Rheinland" in check.text
    choose(client, "bayern")

    again = send(client, SLUG, check, **CHECK)

    assert (again.status_code, heading(again), sent_to()) == (200, "Stimmen Ihre Angaben?", [])
    assert "Sie haben inzwischen die IKK gewechselt" in again.text
    assert "<dd>Meike Brandt</dd>" in again.text
    assert "Rheinland" not in again.text
    assert send(client, SLUG, again, **CHECK).status_code == 303
    assert sent_to() == ["bayern"]


def test_question_for_one_ikk_keeps_what_was_typed_for_another(client: RoleClient) -> None:
    person = fill_in(client, SLUG, *ANSWERS[:1])
    choose(client, "bayern")

    again = send(client, SLUG, person, **ANSWERS[1])

    assert heading(again) == "Wen rufen wir an?"
    assert "Sie haben inzwischen die IKK gewechselt" in again.text
    assert 'value="Meike Brandt"' in again.text
    assert "Sie haben inzwischen" not in send(client, SLUG, again, **ANSWERS[1]).text


def test_page_of_an_ikk_that_does_not_offer_it_leads_back_and_keeps_what_was_typed(client: RoleClient) -> None:
    slug = "unbedenklichkeit-anfordern"
    Region.objects.filter(slug="bayern").update(takes_paper_from_employers=False)
    check = fill_in(client, slug, {"step": "wie-oft", "how_often": "monthly"})
    choose(client, "bayern")

    page = send(client, slug, check, User.objects.get(number=NUMBER), **CHECK)

    assert (page.status_code, heading(page)) == (404, "Unbedenklichkeitsbescheinigung auf Papier anfordern")
    assert "Das bietet die Muster-IKK Bayern in der Internetfiliale nicht an." in page.text
    assert "Abgesendet haben wir nichts. Ihre Eingaben heben wir 30&nbsp;Minuten auf" in page.text
    assert "Diesen Vorgang gibt es bei: Muster-IKK Rheinland." in page.text
    assert f'href="/internetfiliale/ikk/?weiter={service_path(slug)}"' in page.text
    assert "Abgesendet" not in client.get(service_path(slug)).text
    choose(client, "rheinland")
    back = client.get(service_path(slug))
    assert (heading(back), sent_to()) == ("Stimmen Ihre Angaben?", [])
    assert "Ihre Eingaben sind wieder da." in back.text
    assert send(client, slug, back, **CHECK).status_code == 303


def test_page_that_nobody_offers_any_more_says_so_and_promises_nothing(client: RoleClient) -> None:
    Region.objects.update(takes_paper_from_employers=False)

    page = client.post(service_path("unbedenklichkeit-anfordern"), {"step": "check"})

    assert page.status_code == 404
    assert "Abgesendet haben wir nichts.</p>" in page.text
    assert "IKK wechseln</a></p>" not in page.text


def test_same_wish_for_two_ikks_is_two_cases(client: RoleClient) -> None:
    for_rheinland = fill_in(client, SLUG, *ANSWERS)
    choose(client, "bayern")
    for_bayern = fill_in(client, SLUG, *ANSWERS)

    assert send(client, SLUG, for_bayern, **CHECK).status_code == 303
    choose(client, "rheinland")
    assert send(client, SLUG, for_rheinland, **CHECK).status_code == 303

    assert sent_to() == ["bayern", "rheinland"]


def test_ikk_that_is_none_of_theirs_cannot_be_chosen_and_its_pages_open_nothing(client: RoleClient) -> None:
    check = fill_in(client, SLUG, *ANSWERS)
    without_rheinland = client_of(User.objects.get(number=NUMBER), region="bayern", regions=["bayern"])

    refused = without_rheinland.post("/internetfiliale/ikk/", {"ikk": "rheinland"})
    page = send(without_rheinland, SLUG, check, **CHECK)

    assert (refused.status_code, heading(refused)) == (200, "Für welche IKK?")
    assert (heading(page), sent_to()) == ("Ansprechperson", [])
    assert "Meike Brandt" not in page.text
