"""Forms that come too late: back they come to who filled them in, on their own page, and to nobody else.

The branch has no form with text yet, so these tests bring a page with one.
"""

import re
import secrets
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone

from accounts.kept_forms import SECRET, form_for, owner_mark
from accounts.models import Session, User
from accounts.second_proof import second_proof_required
from accounts.sign_in_forms import SignIn, UnlockCode
from ikk_portal.urls import urlpatterns as real_patterns
from tests.accounts.members import PIN, UNLOCK_CODE, member
from tests.accounts.printing import on_file
from tests.accounts.registering import SAME
from tests.accounts.signed_in import client_of
from tests.conftest import RoleClient

pytestmark = [
    pytest.mark.django_db(databases=["default", "bestand"]),
    pytest.mark.urls("tests.accounts.test_kept_forms"),
]

PROBE, GUARDED, SIGN_IN = "/internetfiliale/probe/", "/internetfiliale/probe/geschuetzt/", "/internetfiliale/anmelden/"
_PAGE = """{% extends "base.html" %}{% block content %}
<form method="post">{% include "accounts/_token.html" %}{{ form }}</form>{% endblock %}"""
SENT: list[dict[str, Any]] = []


class Probe(forms.Form):
    """A form with every sort of field that keeping could spoil."""

    text = forms.CharField(label="Text", widget=forms.Textarea)
    ways = forms.MultipleChoiceField(label="Wege", choices=[("post", "Post"), ("phone", "Telefon"), ("mail", "E-Mail")])
    agreed = forms.BooleanField(label="Einverstanden", required=False, initial=True)
    unlock_code = forms.CharField(label="Entsperrcode", required=False)


def probe(request: HttpRequest) -> HttpResponse:
    """A page of the branch as later ones will be."""
    form = form_for(request, Probe)
    if form.is_bound and form.is_valid():
        SENT.append(form.cleaned_data)
        return HttpResponse("Angekommen")
    return HttpResponse(engines["django"].from_string(_PAGE).render({"form": form}, request))


urlpatterns = [
    path("internetfiliale/probe/", probe),
    path("internetfiliale/probe/geschuetzt/", second_proof_required(probe)),
    *real_patterns,
]

TEXT = 'Zwei „Zeilen“ & mehr\r\n<script>alert("x")</script>'
TYPED = {"text": TEXT, "ways": ["post", "mail"], "unlock_code": UNLOCK_CODE}


@pytest.fixture
def anna() -> User:
    on_file("A123456780")
    return member()


@pytest.fixture(autouse=True)
def _nothing_sent() -> None:
    SENT.clear()


def filled(user: User, **changes: Any) -> dict[str, Any]:
    return {**TYPED, "owner": owner_mark(user), **changes}


def end_sessions(minutes: float = 1) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=minutes))


def kept_in(response: Any) -> str:
    found = re.findall(r'name="kept" value="([^"]*)"', response.text)
    return found[0] if found else ""


def sign_in(client: RoleClient, kept: str, number: str = "A123456780") -> Any:
    return client.post(SIGN_IN, {"number": number, "pin": PIN, "kept": kept}, headers=SAME)


def shown(response: Any) -> tuple[str, list[str], bool]:
    """Return what the form of a page holds: text, chosen ways, whether the box is ticked."""
    text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", response.text, re.DOTALL)
    assert text
    ways = re.findall(r'<option value="(\w+)" selected', response.text)
    return unescape(text[1]), ways, re.search(r'name="agreed"[^>]* checked', response.text) is not None


def assert_given_back(client: RoleClient) -> None:
    page = client.get(PROBE)
    assert shown(page) == (TEXT, ["post", "mail"], False)
    assert "Ihre Eingaben sind wieder da." in page.text
    assert UNLOCK_CODE not in page.text
    assert "<script>alert" not in page.text
    assert SENT == []
    again = client.get(PROBE)
    assert shown(again) == ("", [], True)
    assert "Ihre Eingaben sind wieder da." not in again.text


def test_form_in_time_arrives(anna: User) -> None:
    assert client_of(anna).post(PROBE, filled(anna)).text == "Angekommen"
    assert [sent["text"] for sent in SENT] == [TEXT.strip()]


def test_form_of_an_ended_session_is_kept_on_the_sign_in_page_without_a_redirect(anna: User) -> None:
    client = client_of(anna)
    end_sessions()

    response = client.post(PROBE, filled(anna))

    assert response.status_code == 403
    assert "Ihre Anmeldung war beendet" in response.text
    assert kept_in(response)
    assert "Zwei" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert SENT == []


def test_same_person_gets_the_form_back_filled_once_and_unsent(anna: User) -> None:
    client = client_of(anna)
    end_sessions()
    kept = kept_in(client.post(PROBE, filled(anna)))

    response = sign_in(client, kept)

    assert (response.status_code, response.headers["Location"]) == (303, PROBE)
    assert "Zwei" not in Session.objects.latest("started_at").session_data
    assert_given_back(client)


def test_form_survives_a_wrong_pin_at_the_new_sign_in(anna: User) -> None:
    client = client_of(anna)
    end_sessions()
    kept = kept_in(client.post(PROBE, filled(anna)))

    wrong = client.post(SIGN_IN, {"number": "A123456780", "pin": "00000000", "kept": kept}, headers=SAME)

    assert kept_in(wrong) == kept
    assert sign_in(client, kept_in(wrong)).headers["Location"] == PROBE
    assert_given_back(client)


def test_another_person_gets_nothing(anna: User) -> None:
    on_file("B123456782")
    member("B123456782")
    client = client_of(anna)
    end_sessions()
    kept = kept_in(client.post(PROBE, filled(anna)))

    response = sign_in(client, kept, "B123456782")

    assert response.headers["Location"] == "/internetfiliale/"
    assert shown(client.get(PROBE)) == ("", [], True)


def test_form_comes_back_on_its_own_page_only(anna: User) -> None:
    client = client_of(anna, second_proof=True)
    end_sessions()
    sign_in(client, kept_in(client.post(GUARDED, filled(anna))))

    assert shown(client.get(PROBE)) == ("", [], True)


def test_form_is_kept_for_30_minutes(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(anna)
    end_sessions()
    kept = kept_in(client.post(PROBE, filled(anna)))
    monkeypatch.setattr("accounts.kept_forms.MAX_AGE", timedelta(seconds=-1))

    assert sign_in(client, kept).headers["Location"] == "/internetfiliale/"


@pytest.mark.parametrize(
    ("minutes", "changes"),
    [(31, {}), (1, {"owner": ""}), (1, {"owner": "a" * 32}), (1, {"text": "\x00" * 2, "ways": [], "owner": ""})],
    ids=["too late", "unmarked", "of another account", "nobody's"],
)
def test_form_without_a_known_owner_is_not_kept(anna: User, minutes: float, changes: dict[str, Any]) -> None:
    client = client_of(anna)
    end_sessions(minutes)

    response = client.post(PROBE, filled(anna, **changes))

    assert (response.status_code, kept_in(response)) == (403, "")
    assert "ist nicht angekommen" in response.text


def test_form_of_somebody_who_never_signed_in_is_not_kept(anna: User) -> None:
    response = RoleClient().post(PROBE, filled(anna))

    assert (response.status_code, kept_in(response)) == (403, "")


def test_form_of_a_session_that_was_ended_on_purpose_is_not_kept(anna: User) -> None:
    client = client_of(anna)
    Session.objects.all().delete()

    assert kept_in(client.post(PROBE, filled(anna))) == ""


def test_long_text_is_kept_and_what_cannot_be_carried_is_not(anna: User) -> None:
    client = client_of(anna)
    end_sessions()
    long = "Sehr geehrte Damen und Herren, " * 1_500

    kept = kept_in(client.post(PROBE, filled(anna, text=long)))
    sign_in(client, kept)

    assert shown(client.get(PROBE))[0] == long
    end_sessions()
    refused = client.post(PROBE, filled(anna, text=secrets.token_hex(30_000)))
    assert (kept_in(refused), "ist nicht angekommen" in refused.text) == ("", True)


def test_form_whose_token_has_ended_comes_back_without_a_new_sign_in(anna: User) -> None:
    client = client_of(anna)
    client.handler.enforce_csrf_checks = True

    refused = client.post(PROBE, filled(anna), headers={"Origin": "http://testserver"})

    assert (refused.status_code, SENT) == (403, [])
    assert "Zurück zum Formular" in refused.text
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', refused.text)[0]
    back = client.post("/internetfiliale/formular/", {"kept": kept_in(refused), "csrfmiddlewaretoken": token})
    assert (back.status_code, back.headers["Location"]) == (303, PROBE)
    assert_given_back(client)


def test_form_whose_token_and_session_have_ended_goes_through_the_sign_in(anna: User) -> None:
    client = client_of(anna)
    client.handler.enforce_csrf_checks = True
    end_sessions()

    refused = client.post(PROBE, filled(anna))

    assert (refused.status_code, "Ihre Anmeldung war beendet" in refused.text) == (403, True)
    assert sign_in(client, kept_in(refused)).headers["Location"] == PROBE
    assert_given_back(client)


def test_form_of_who_was_signed_in_before_is_not_given_to_who_is_now(anna: User) -> None:
    client = client_of(member("B123456782"))
    client.handler.enforce_csrf_checks = True

    refused = client.post(PROBE, filled(anna))

    assert (refused.status_code, kept_in(refused)) == (403, "")


def test_form_sent_without_the_second_proof_comes_back_after_it(anna: User) -> None:
    client = client_of(anna)

    response = client.post(GUARDED, filled(anna))
    assert (
        response.headers["Location"] == "/internetfiliale/nachweis/?weiter=%2Finternetfiliale%2Fprobe%2Fgeschuetzt%2F"
    )
    proved = client.post(response.headers["Location"], {"unlock_code": UNLOCK_CODE})

    assert proved.headers["Location"] == GUARDED
    assert shown(client.get(GUARDED)) == (TEXT, ["post", "mail"], False)
    assert SENT == []


def test_every_secret_field_is_named_as_such() -> None:
    secret = {"pin", "unlock_code"}

    assert {name for form in (SignIn, UnlockCode) for name in form.base_fields} - {"number"} == secret
    assert secret <= SECRET
