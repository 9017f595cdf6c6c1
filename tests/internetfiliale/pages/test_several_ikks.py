"""Employers with several IKKs: what they send goes to the one that the page has named, whatever other windows say."""

import pytest

from accounts.models import User
from internetfiliale.models import Case
from tests.accounts.signed_in import client_of
from tests.conftest import RoleClient
from tests.internetfiliale.employers import NUMBER, bakery_client, databases
from tests.internetfiliale.filling import fill_in, heading, send

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
