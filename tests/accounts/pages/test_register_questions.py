"""The pages of questions: what they take, what they say, and what they carry on."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.drafts import Draft
from accounts.models import Registration
from accounts.models.registration import Kind
from tests.accounts.registering import (
    ANNA,
    BRANDT,
    DONE,
    EMPLOYER,
    INSURED,
    SAME,
    errors,
    fill_in,
    heading,
    register,
    sealed,
    send,
)
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db


def row() -> dict[str, Any]:
    (found,) = Registration.objects.values()
    assert timezone.now() - found.pop("received_at") < timedelta(minutes=1)
    del found["id"]
    return found


def test_insured_person_registers(client: RoleClient) -> None:
    response = register(client, INSURED, ANNA)

    assert (response.status_code, response.headers["Location"]) == (303, DONE)
    assert row() == {
        "kind": "insured",
        "number": "A123456780",
        "birth_year": 1954,
        "birth_month": 3,
        "birth_day": 9,
        "postcode": "50674",
        "letter_form": "large",
        "chosen_region": "",
        "by_phone": False,
    }


def test_employer_registers_with_the_chosen_ikk(client: RoleClient) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"

    response = register(client, EMPLOYER, BRANDT)

    assert (response.status_code, response.headers["Location"]) == (303, DONE)
    assert row() == {
        "kind": "employer",
        "number": "09912342",
        "birth_year": None,
        "birth_month": None,
        "birth_day": None,
        "postcode": "53111",
        "letter_form": "normal",
        "chosen_region": "rheinland",
        "by_phone": False,
    }


@pytest.mark.parametrize(("path", "pages"), [(INSURED, ANNA), (EMPLOYER, BRANDT)])
def test_steps_are_counted_and_named(client: RoleClient, path: str, pages: tuple[dict[str, str], ...]) -> None:
    shown = [client.get(path)] + [fill_in(client, path, pages[: count + 1]) for count in range(3)]

    assert [f"Schritt {number} von 4" in page.text for number, page in enumerate(shown, 1)] == [True] * 4
    assert heading(shown[3]) == "Stimmen Ihre Angaben?"


def test_all_answers_are_shown_in_words_with_a_way_to_change_each(client: RoleClient) -> None:
    text = fill_in(client, INSURED, ANNA).text

    for words in ("<dd>A 123 456 780</dd>", "<dd>9. März 1954</dd>", "<dd>50674</dd>", "<dd>In großer Schrift</dd>"):
        assert words in text
    assert text.count("Ändern<span") == 4


def test_changing_one_answer_leads_back_to_all_of_them(client: RoleClient) -> None:
    check = fill_in(client, INSURED, ANNA)
    asked = send(client, INSURED, {"step": "check", "go": "person"}, sealed(check))
    assert heading(asked) == "Geburtsdatum und Postleitzahl"
    assert 'value="50674"' in asked.text
    assert 'value="1954"' in asked.text

    changed = send(client, INSURED, {**ANNA[1], "postcode": "50667"}, sealed(asked))

    assert heading(changed) == "Stimmen Ihre Angaben?"
    assert "<dd>50667</dd>" in changed.text


def test_back_keeps_what_was_typed_even_if_it_is_wrong(client: RoleClient) -> None:
    second = send(client, INSURED, ANNA[0])

    first = send(client, INSURED, {**ANNA[1], "birth_date_1": "77", "go": "number"}, sealed(second))
    assert heading(first) == "Ihre Versichertennummer"
    assert 'value="a 123 456 780"' in first.text
    again = send(client, INSURED, ANNA[0], sealed(first))

    assert heading(again) == "Geburtsdatum und Postleitzahl"
    assert errors(again) == []
    assert 'value="77"' in again.text


def test_last_button_finds_an_answer_that_became_wrong(client: RoleClient) -> None:
    check = fill_in(client, INSURED, ANNA)
    asked = send(client, INSURED, {"step": "check", "go": "person"}, sealed(check))
    left = send(client, INSURED, {**ANNA[1], "postcode": "", "go": "number"}, sealed(asked))

    response = send(client, INSURED, {"step": "check"}, sealed(left))

    assert errors(response) == ["Postleitzahl Ihrer Anschrift: Bitte geben Sie die Postleitzahl ein."]
    assert not Registration.objects.exists()


def test_answers_travel_unreadable(client: RoleClient) -> None:
    carried = sealed(fill_in(client, INSURED, ANNA))

    assert "123456780" not in carried
    assert len(carried) > 100


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "x",
        "ü\ud800",
        "gAAAA" * 20,
        pytest.param("other kind", id="other-kind"),
        pytest.param("changed", id="changed"),
    ],
)
def test_earlier_answers_that_cannot_be_read_begin_again_and_keep_the_page(client: RoleClient, broken: str) -> None:
    right = Draft(Kind.INSURED).with_typed(Draft(Kind.INSURED).questions[0], {"number": "A123456780"}).sealed()
    if broken == "other kind":
        broken = Draft(Kind.EMPLOYER).sealed()
    elif broken == "changed":
        broken = right[:-4] + ("AAAA" if right[-4:] != "AAAA" else "BBBB")

    response = client.post(INSURED, {**ANNA[1], "sealed": broken.encode("utf-8", "surrogatepass")}, headers=SAME)
    assert (response.status_code, heading(response)) == (200, "Ihre Versichertennummer")
    assert "Bitte beginnen Sie noch einmal" in response.text
    again = send(client, INSURED, ANNA[0], sealed(response))

    assert heading(again) == "Geburtsdatum und Postleitzahl"
    assert 'value="50674"' in again.text
    assert 'value="1954"' in again.text


def test_page_that_was_open_for_too_long_keeps_all_answers_and_registers_nobody(
    client: RoleClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = sealed(fill_in(client, INSURED, ANNA))
    monkeypatch.setattr("ikk_portal.platform.question_pages.draft.MAX_AGE", timedelta(seconds=-1))
    response = send(client, INSURED, {"step": "check"}, check)

    assert heading(response) == "Stimmen Ihre Angaben?"
    assert "Sie war lange offen." in response.text
    assert not Registration.objects.exists()
    monkeypatch.undo()
    assert send(client, INSURED, {"step": "check"}, sealed(response)).status_code == 303
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
@pytest.mark.parametrize("last", [ANNA[0], {"step": "check"}])
def test_what_comes_from_elsewhere_is_refused_with_the_same_page(
    client: RoleClient, headers: dict[str, str], last: dict[str, str]
) -> None:
    carried = sealed(fill_in(client, INSURED, ANNA))

    response = client.post(INSURED, {**last, "sealed": carried}, headers=headers)

    assert response.status_code == 403
    assert "Das hat nicht geklappt" in response.text
    assert heading(response) == ("Ihre Versichertennummer" if last is ANNA[0] else "Stimmen Ihre Angaben?")
    assert not Registration.objects.exists()


def test_betriebsnummer_of_an_insured_person_offers_the_way_over(client: RoleClient) -> None:
    response = send(client, INSURED, {"step": "number", "number": "0991 2342"})

    assert "Das ist eine Betriebsnummer. Hier wird die Versichertennummer gebraucht." in errors(response)[0]
    assert f'<form action="{EMPLOYER}" method="post" class="notice">' in response.text
    over = client.post(EMPLOYER, {"step": "number", "number": "0991 2342"}, headers=SAME)
    assert heading(over) == "Sitz des Betriebs"


def test_versichertennummer_of_an_employer_offers_the_way_over(client: RoleClient) -> None:
    response = send(client, EMPLOYER, {"step": "number", "number": "A 123 456 780"})

    assert f'<form action="{INSURED}" method="post" class="notice">' in response.text
    assert "Als versicherte Person weiter" in response.text


def test_missing_zero_is_offered_not_added(client: RoleClient) -> None:
    response = send(client, EMPLOYER, {"step": "number", "number": "991 2342"})

    assert 'name="number" value="09912342"' in response.text
    assert "09912342 übernehmen" in response.text
    assert 'value="991 2342"' in response.text


def test_long_number_of_the_card_is_read_and_said(client: RoleClient) -> None:
    number = {"step": "number", "number": "A123456780" + "1095000013" + "1" * 0}

    check = fill_in(client, INSURED, (number, *ANNA[1:]))

    assert "Sie haben die lange Nummer der Karte eingegeben." in check.text
    assert "<dd>A 123 456 780</dd>" in check.text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Bitte geben Sie Ihre Versichertennummer ein."),
        ("X12", "Die Versichertennummer hat 10 Stellen, Ihre Eingabe hat 3."),
        ("A123456789", "Die Nummer enthält einen Tippfehler"),
        ("12345678A123", "Das ist eine Rentenversicherungsnummer"),
        ("80276001230012345678", "Das ist die Kennnummer der Karte von ihrer Rückseite."),
        ("109500001", "Neun Ziffern ohne Buchstaben sind ein Institutionskennzeichen"),
    ],
)
def test_wrong_number_gets_its_hint_and_stays(client: RoleClient, typed: str, message: str) -> None:
    response = send(client, INSURED, {"step": "number", "number": typed})

    assert len(errors(response)) == 1
    assert message in errors(response)[0]
    assert not typed or f'value="{typed}"' in response.text
    assert "<title>Fehler: Ihre Versichertennummer – Schritt 1 von 4 – Registrieren" in response.text


def test_faulty_part_of_the_birth_date_alone_is_marked_and_linked(client: RoleClient) -> None:
    second = send(client, INSURED, ANNA[0])

    response = send(client, INSURED, {**ANNA[1], "birth_date_2": "54"}, sealed(second))

    assert '<a href="#id_birth_date_2">Geburtsdatum: Bitte geben Sie das Jahr mit vier Ziffern' in response.text
    assert response.text.count('aria-invalid="true"') == 1
    assert 'aria-describedby="id_birth_date_helptext id_birth_date_error"' in response.text


def test_answers_are_private_and_may_be_shown_again_by_the_back_button(client: RoleClient) -> None:
    assert "Cache-Control" not in client.get(INSURED).headers
    for response in (send(client, INSURED, ANNA[0]), send(client, INSURED, {"step": "number", "number": ""})):
        assert response.headers["Cache-Control"] == "private, no-cache"


def test_no_page_sets_a_cookie_or_carries_a_token(client: RoleClient) -> None:
    response = register(client, INSURED, ANNA)

    assert client.cookies == {}
    assert response.cookies == {}
    assert "csrfmiddlewaretoken" not in fill_in(client, INSURED, ANNA).text


def test_unknown_step_begins_again(client: RoleClient) -> None:
    response = send(client, INSURED, {"step": str(uuid4())}, sealed(fill_in(client, INSURED, ANNA[:1])))

    assert heading(response) == "Geburtsdatum und Postleitzahl"
    assert not Registration.objects.exists()


def test_picture_of_the_card_has_words(client: RoleClient) -> None:
    text = client.get(INSURED).text

    assert 'alt="Zeichnung der Vorderseite einer Gesundheitskarte.' in text
    assert "<img" not in client.get(EMPLOYER).text
