"""The first page: what registering is, and the question who wants to."""

import pytest
from django.conf import settings

from accounts.forms import Applicant
from tests.accounts.registering import errors
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db
PATH = "/internetfiliale/registrieren/"


def test_page_asks_who_wants_to_register_and_chooses_nothing(client: RoleClient) -> None:
    text = client.get(PATH).text

    assert text.count('type="radio" name="wer"') == 5
    assert "checked" not in text


@pytest.mark.parametrize("who", [key for key, _ in Applicant.ANSWERS])
def test_every_answer_leads_to_its_page(client: RoleClient, who: str) -> None:
    response = client.get(PATH, {"wer": who, "weiter": "1"})

    assert (response.status_code, response.headers["Location"]) == (302, f"{PATH}{who}/")
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"weiter": "1"}, "Wer sind Sie? Bitte wählen Sie aus, wer Sie sind."),
        ({"wer": "robot"}, "Wer sind Sie? Bitte wählen Sie eine der Antworten aus."),
    ],
)
def test_without_an_answer_the_page_asks_again(client: RoleClient, asked: dict[str, str], message: str) -> None:
    response = client.get(PATH, asked)

    assert errors(response) == [message]
    assert '<a href="#id_wer_0">' in response.text
    assert "<title>Fehler: Für die Internetfiliale registrieren" in response.text


@pytest.mark.parametrize("who", ["vertretung", "kinder", "steuerberatung"])
def test_those_who_act_for_others_are_asked_for_nothing(client: RoleClient, who: str) -> None:
    page = client.get(f"{PATH}{who}/").text

    assert "<input" not in page.partition("<main")[2].partition("</main>")[0]


def test_age_of_children_is_that_of_the_chosen_ikk(client: RoleClient, rheinland: object) -> None:
    rheinland.minimum_age = 16  # type: ignore[attr-defined]
    rheinland.save()  # type: ignore[attr-defined]

    assert "ab 15&nbsp;Jahren" in client.get(f"{PATH}kinder/").text
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    text = client.get(f"{PATH}kinder/").text
    assert "Ab 16&nbsp;Jahren registriert sich Ihr Kind selbst." in text
    assert "Ihr Kind ist 16&nbsp;Jahre oder älter" in text
    assert "15" not in text.partition("<main")[2].partition("</main>")[0].partition("Ihre Servicestelle")[0]
