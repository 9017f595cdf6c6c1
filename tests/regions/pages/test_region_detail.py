"""Choosing an IKK: one page, one button, one cookie."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db

SAME = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


def test_page_says_whose_site_it_is(client: Client) -> None:
    text = client.get("/regionen/mosel-saar/").text

    assert "<h1>Muster-IKK Mosel-Saar</h1>" in text
    assert "Rheinland-Pfalz<br>Saarland" in text
    assert "069 90009 200" in text
    assert text.partition("</main>")[0].count("<button") == 1


def test_post_sets_the_cookie_and_leads_back(client: Client) -> None:
    response = client.post("/regionen/rheinland/", {"zurueck": "/hilfe/?x=1"}, headers=SAME)

    assert (response.status_code, response.headers["Location"]) == (303, "/hilfe/?x=1#gewaehlt")
    assert client.get("/hilfe/").context["region"].slug == "rheinland"


def test_cookie_ends_with_the_browser_and_holds_the_slug_only(client: Client) -> None:
    cookie = client.post("/regionen/rheinland/", headers=SAME).cookies[settings.REGION_COOKIE_NAME]

    assert cookie.OutputString() == "ikk_region=rheinland; HttpOnly; Path=/; SameSite=Lax"


def test_cookie_is_secure_behind_tls(client: Client) -> None:
    response = client.post(
        "/regionen/rheinland/",
        headers={"Sec-Fetch-Site": "same-origin", "Origin": "https://testserver"},
        secure=True,
    )

    assert response.cookies[settings.REGION_COOKIE_NAME]["secure"] is True


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"}]
)
def test_post_from_elsewhere_changes_nothing_and_says_what_to_do(client: Client, headers: dict[str, str]) -> None:
    response = client.post("/regionen/rheinland/", {"zurueck": "/hilfe/"}, headers=headers)

    assert response.status_code == 403
    assert response.cookies == {}
    assert "Das hat nicht geklappt" in response.text
    assert '<input type="hidden" name="zurueck" value="/hilfe/">' in response.text
    assert "<title>Fehler: " in response.text


def test_get_sets_no_cookie(client: Client) -> None:
    assert client.get("/regionen/rheinland/").cookies == {}


def test_chosen_ikk_shows_no_button(client: Client) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"

    text = client.get("/regionen/rheinland/").text

    assert "Diese IKK haben Sie gewählt" in text
    assert "<button" not in text.partition("</main>")[0]


def test_unknown_ikk_is_not_found(client: Client) -> None:
    assert client.get("/regionen/atlantis/").status_code == 404
    assert client.post("/regionen/atlantis/", headers=SAME).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)("/regionen/rheinland/").status_code == 405


def test_page_takes_two_queries(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2 + 2):
        client.get("/regionen/rheinland/")


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    back=st.text(max_size=600)
    | st.sampled_from(["//evil.example", "/\\evil.example", "/%2f/evil", "/\x01", "/😀" * 100])
)
def test_no_way_back_leaves_the_site(back: str) -> None:
    response = RoleClient().post("/regionen/rheinland/", {"zurueck": back}, headers=SAME)

    assert response.status_code == 303
    assert response.headers["Location"].startswith("/")
    assert not response.headers["Location"].startswith(("//", "/\\"))
