"""What staff send too late: it waits for who sent it, behind a button, and nothing is done by itself."""

import re
import secrets
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import SecondFactor, Session, User
from tests.accounts.registering import SAME
from tests.conftest import RoleClient, signed_in
from tests.staff import what_to_type

pytestmark = pytest.mark.django_db

LOGIN = "/verwaltung/login/"
NAME = 'Ritter-"Rau" & <b>'
TYPED = {
    "given_name": "Renate",
    "family_name": NAME,
    "committed_on": "15.01.2026",
    "postcode": "1",
    "note": "eins\r\nzwei",
}


@pytest.fixture
def page(ritter: User) -> str:
    return f"/verwaltung/accounts/user/{ritter.pk}/details/"


def too_late(
    user: User, page: str, *, minutes: float = 1, sent: dict[str, str] | None = None
) -> tuple[RoleClient, Any]:
    """Return a client whose session has ended before it sent its form, and the answer."""
    client = signed_in(user)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=minutes))
    return client, client.post(page, sent or TYPED)


def late_in(response: Any) -> str:
    found = re.findall('name="late" value="([^"]*)"', response.text)
    return found[0] if found else ""


def come_back(client: RoleClient, user: User, late: str, **changes: str) -> Any:
    """Sign in again, as the sign-in page sends it."""
    typed = what_to_type(user)
    SecondFactor.objects.filter(user=user).update(last_step=-1)
    return client.post(LOGIN, {**typed, "next": "/verwaltung/", "late": late, **changes})


def waiting(response: Any) -> tuple[str, dict[str, str]]:
    """Return where the button of the page leads, and what it sends."""
    (form,) = re.findall(
        r'<form action="([^"]+)" method="post" class="question">(.*?)</form>', response.text, re.DOTALL
    )
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1])
    sent = {name: unescape(value) for name, value in fields}
    assert sent.pop("csrfmiddlewaretoken")
    return form[0], sent


def test_form_of_an_ended_session_comes_back_after_the_sign_in_and_waits_for_the_button(
    busch: User, ritter: User, page: str
) -> None:
    client, asked = too_late(busch, page)
    assert (asked.status_code, asked.headers["Cache-Control"]) == (403, "no-store")
    assert "Ihre Anmeldung war beendet." in asked.text
    assert "Rau" not in asked.text

    back = come_back(client, busch, late_in(asked))

    assert waiting(back) == (page, TYPED)
    ritter.refresh_from_db()
    assert ritter.family_name == "Ritter"
    assert client.post(page, waiting(back)[1]).status_code == 302
    ritter.refresh_from_db()
    assert ritter.family_name == NAME


def test_wrong_code_at_the_new_sign_in_loses_nothing(busch: User, page: str) -> None:
    client, asked = too_late(busch, page)

    refused = come_back(client, busch, late_in(asked), password="falsch")

    assert "Benutzername, Passwort oder Code stimmt nicht." in refused.text
    assert waiting(come_back(client, busch, late_in(refused))) == (page, TYPED)


def test_another_person_gets_nothing_of_it(busch: User, sander: User, page: str) -> None:
    client, asked = too_late(busch, page)

    other = come_back(client, sander, late_in(asked))

    assert (other.status_code, other.headers["Location"]) == (302, "/verwaltung/")
    assert "hat zu lange gewartet" in client.get("/verwaltung/").text


def test_it_waits_for_30_minutes(busch: User, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client, asked = too_late(busch, page)
    monkeypatch.setattr("accounts.kept_forms.MAX_AGE", timedelta(seconds=-1))

    assert come_back(client, busch, late_in(asked)).status_code == 302


@pytest.mark.parametrize(
    ("minutes", "sent"),
    [
        (31, TYPED),
        (1, {"csrfmiddlewaretoken": "x"}),
        (1, {"text": secrets.token_hex(4_000)}),
        (1, {"new_password1": "geheim"}),
    ],
    ids=["long ago", "nothing", "too much", "a password only"],
)
def test_what_cannot_wait_leads_to_the_sign_in_as_ever(
    busch: User, page: str, minutes: float, sent: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.late_sendings._LONGEST", 4_000)

    _, answer = too_late(busch, page, minutes=minutes, sent=sent)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LOGIN}?beendet=1&next={page}")


def test_passwords_and_codes_do_not_wait(busch: User, page: str) -> None:
    client, asked = too_late(busch, page, sent={**TYPED, "old_password": "geheim", "code": "123456"})

    assert waiting(come_back(client, busch, late_in(asked)))[1] == TYPED


def test_page_says_that_the_session_has_ended_if_there_was_one(busch: User) -> None:
    client = signed_in(busch)
    Session.objects.all().delete()
    said = "Ihre Anmeldung ist beendet."

    asked = client.get(client.get("/verwaltung/").headers["Location"])
    stranger = RoleClient().get(RoleClient().get("/verwaltung/").headers["Location"])

    assert (said in asked.text, said in stranger.text) == (True, False)


def strict(client: RoleClient) -> Client:
    """Return a client that sends no token, with the cookies of another."""
    other = Client(enforce_csrf_checks=True)
    other.cookies = client.cookies
    return other


def test_form_whose_token_has_ended_waits_behind_a_button_without_a_new_sign_in(busch: User, page: str) -> None:
    answer = strict(signed_in(busch)).post(page, TYPED, headers=SAME)

    assert (answer.status_code, waiting(answer)) == (403, (page, TYPED))


def test_form_whose_token_and_session_have_ended_goes_through_the_sign_in(busch: User, page: str) -> None:
    client = signed_in(busch)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))

    asked = strict(client).post(page, TYPED, headers=SAME)

    assert waiting(come_back(client, busch, late_in(asked))) == (page, TYPED)


@pytest.mark.parametrize(
    ("address", "headers"),
    [("", {"Origin": "https://evil.example"}), ("", {}), (LOGIN, SAME)],
    ids=["another site", "who knows", "the sign-in itself"],
)
def test_without_a_token_nobody_else_gets_a_button(
    busch: User, page: str, address: str, headers: dict[str, str]
) -> None:
    answer = strict(signed_in(busch)).post(address or page, TYPED, headers=headers)

    assert answer.status_code == 403
    assert "Das Formular ist abgelaufen" in answer.text
    assert "Rau" not in answer.text
