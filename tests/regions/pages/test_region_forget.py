"""Taking the choice back."""

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def chosen(client: Client) -> Client:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    return client


def test_post_removes_the_cookie_and_leads_back(chosen: Client) -> None:
    response = chosen.post("/regionen/vergessen/", {"zurueck": "/hilfe/"}, headers=SAME)

    assert (response.status_code, response.headers["Location"]) == (303, "/hilfe/#aufgehoben")
    assert (response.cookies["ikk_region"].value, response.cookies["ikk_region"]["max-age"]) == ("", 0)


def test_post_from_elsewhere_is_refused(chosen: Client) -> None:
    response = chosen.post("/regionen/vergessen/", headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert response.cookies == {}


def test_get_only_asks(chosen: Client) -> None:
    response = chosen.get("/regionen/vergessen/")

    assert response.cookies == {}
    assert response.text.partition("</main>")[0].count("<button") == 1


def test_without_a_choice_there_is_nothing_to_do(client: Client) -> None:
    assert "Es gibt nichts aufzuheben" in client.get("/regionen/vergessen/").text
