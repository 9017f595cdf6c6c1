"""The Entsperrcode where it is asked, the crowd, and the doors that stay shut."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import sign_in_budgets
from accounts.actions.sign_in import HASHES_AT_ONCE
from accounts.models import Session, User, WrongTries
from accounts.views.signed_in import _DOES_NOT_FIT
from ikk_portal.platform.host_slots import slot
from ikk_portal.platform.throttle import Budget, charge
from tests.accounts.members import PIN, UNLOCK_CODE, member, reader_of
from tests.accounts.printing import on_file
from tests.accounts.registering import SAME, errors, heading
from tests.accounts.sign_in_page import HOME, NUMBER, SIGN_IN, shown, sign_in, summary
from tests.accounts.signed_in import client_of
from tests.bestand.rows import brandt
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

PROOF = "/internetfiliale/nachweis/"


@pytest.fixture
def anna() -> User:
    on_file(NUMBER)
    return member()


def asked_for_the_code(client: RoleClient, **more: str) -> Any:
    """Use up the tries of the account and return the page that asks for the Entsperrcode."""
    for _ in range(5):
        sign_in(client, pin="00000000")
    return sign_in(client, **more)


def unlock(client: RoleClient, page: Any, code: str, **more: str) -> Any:
    return client.post(SIGN_IN, {"sealed": shown(page, "sealed"), "unlock_code": code, **more}, headers=SAME)


def test_page_says_why_and_carries_number_and_pin_sealed(client: RoleClient, anna: User) -> None:
    page = asked_for_the_code(client)

    assert heading(page) == "Bitte geben Sie auch den Entsperrcode ein"
    assert "Für diese Nummer wurde mehrmals eine falsche PIN eingegeben." in page.text
    assert (NUMBER in page.text, PIN in page.text) == (False, False)
    assert 'name="pin"' not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_page_says_from_when_on_it_works_without_the_code_until_only_the_code_helps(
    client: RoleClient, anna: User
) -> None:
    page = asked_for_the_code(client)
    short = unlock(client, page, "482 015")
    wrong = unlock(client, short, "000 000 000 000 000 000")
    WrongTries.objects.update(in_all=sign_in_budgets.IN_ALL)

    said = [re.findall(_NOT_BEFORE, one.text) for one in (page, short, wrong, sign_in(client))]

    assert [len(found) for found in said] == [1, 1, 1, 0]
    assert said[0] == said[1]


_NOT_BEFORE = r"Ohne Entsperrcode geht es frühestens (ab (?:\d\d\.\d\d\.\d{4}, )?\d\d:\d\d Uhr) wieder\."


def test_during_an_attack_the_page_says_so(client: RoleClient, anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in_budgets, "PORTAL", Budget("sign-in/portal", burst=1, per=timedelta(days=1)))
    charge(sign_in_budgets.PORTAL.of("all"))

    page = sign_in(client)

    assert "Zurzeit versuchen Fremde, PINs zu erraten." in page.text
    assert re.findall(_NOT_BEFORE, page.text) == []
    assert unlock(client, page, UNLOCK_CODE).headers["Location"] == HOME


@pytest.mark.parametrize("typed", [UNLOCK_CODE, "482-015-967-330-741-268", " 482 015 967 330 741 268 "])
def test_right_code_leads_on_to_where_the_person_wanted_to(client: RoleClient, anna: User, typed: str) -> None:
    page = asked_for_the_code(client, weiter=PROOF)

    response = unlock(client, page, typed, weiter=shown(page, "weiter"))

    assert (response.status_code, response.headers["Location"]) == (303, PROOF)


def test_slips_keep_number_pin_and_code(client: RoleClient, anna: User) -> None:
    page = asked_for_the_code(client)

    short = unlock(client, page, "482 015 967")
    wrong = unlock(client, short, "000 000 000 000 000 000")

    assert "Der Entsperrcode hat 18 Ziffern, eingegeben haben Sie 9." in errors(short)[0]
    assert shown(short, "unlock_code") == "482 015 967"
    assert "Nummer, PIN und Entsperrcode passen nicht zusammen." in errors(wrong)[0]
    assert unlock(client, wrong, UNLOCK_CODE).status_code == 303


def test_number_and_pin_are_carried_for_ten_minutes(
    client: RoleClient, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = asked_for_the_code(client)
    monkeypatch.setattr("accounts.views.signing_in._MAX_AGE", timedelta(seconds=-1))

    response = unlock(client, page, UNLOCK_CODE)

    assert "Bitte geben Sie Nummer und PIN noch einmal ein" in summary(response)
    assert Session.objects.count() == 0


def test_crowd_is_told_when_to_come_back_and_loses_nothing(client: RoleClient, anna: User, settings: Any) -> None:
    settings.PIN_HASH_PATIENCE = 0
    with slot("pin-hash", slots=HASHES_AT_ONCE, patience=0), slot("pin-hash", slots=HASHES_AT_ONCE, patience=0):
        busy = sign_in(client, pin="1234 5678", weiter=PROOF)

    assert (busy.status_code, heading(busy)) == (503, "Gerade melden sich sehr viele an")
    assert int(busy.headers["Retry-After"]) > 0
    assert (NUMBER in busy.text, PIN in busy.text) == (False, False)
    carried = {name: shown(busy, name) for name in ("sealed", "weiter")}
    again = client.post(SIGN_IN, carried, headers=SAME)
    assert (again.status_code, again.headers["Location"]) == (303, PROOF)


def test_connection_that_has_to_wait_after_a_crowd_is_asked_for_no_code(
    client: RoleClient, anna: User, settings: Any
) -> None:
    for _ in range(19):
        sign_in(client, "B123456782", "00000000")
    settings.PIN_HASH_PATIENCE = 0
    with slot("pin-hash", slots=HASHES_AT_ONCE, patience=0), slot("pin-hash", slots=HASHES_AT_ONCE, patience=0):
        busy = sign_in(client)
    sign_in(client, "B123456782", "00000000")

    response = client.post(SIGN_IN, {"sealed": shown(busy, "sealed")}, headers=SAME)

    assert (response.status_code, heading(response)) == (429, "In der Internetfiliale anmelden")
    assert (shown(response, "number"), shown(response, "pin")) == (NUMBER, PIN)
    assert "Ihre Angaben bleiben so lange auf dieser Seite stehen." in summary(response)


def test_connection_that_has_to_wait_with_a_code_learns_how_long_number_and_pin_last(
    client: RoleClient, anna: User
) -> None:
    page = asked_for_the_code(client)
    for _ in range(14):
        unlock(client, page, "000 000 000 000 000 000")

    response = unlock(client, page, UNLOCK_CODE)

    assert (response.status_code, shown(response, "unlock_code")) == (429, UNLOCK_CODE)
    assert "Dauert das länger als 10 Minuten, geben Sie Nummer und PIN dann noch einmal ein." in summary(
        response
    ).replace("\N{NO-BREAK SPACE}", " ")


def test_wrong_pin_after_a_crowd_is_said_as_ever(client: RoleClient, anna: User, settings: Any) -> None:
    settings.PIN_HASH_PATIENCE = 0
    with slot("pin-hash", slots=HASHES_AT_ONCE, patience=0), slot("pin-hash", slots=HASHES_AT_ONCE, patience=0):
        busy = sign_in(client, pin="00000000")

    again = client.post(SIGN_IN, {"sealed": shown(busy, "sealed")}, headers=SAME)

    assert "noch 4 Versuche" in summary(again)
    assert shown(again, "number") == NUMBER


def expired() -> None:
    on_file(NUMBER)
    reader_of(valid_until=timezone.localdate() - timedelta(days=1))


def blocked() -> None:
    on_file(NUMBER)
    User.objects.filter(pk=member().pk).update(blocked_at=timezone.now())


def deceased() -> None:
    on_file(NUMBER, is_deceased=True)
    member()


def insurance_ended() -> None:
    on_file(NUMBER, insured_until=timezone.localdate() - timedelta(days=1))
    member()


def under_another_number() -> None:
    """The register knows an insured person under one number only; who has a new one is not in it under the old."""
    on_file("B123456782")
    member()


@pytest.mark.parametrize(
    ("prepare", "title", "said"),
    [
        (expired, "Ihre PIN ist abgelaufen", 'href="/internetfiliale/registrieren/">Neuen Brief bestellen</a>'),
        (blocked, "Dieser Zugang ist gesperrt", "Das macht der Kundenservice Ihrer IKK am Telefon"),
        (deceased, "Für Angehörige", "Unser herzliches Beileid"),
        (insurance_ended, "Die Versicherung bei uns ist beendet", "wir schicken sie Ihnen"),
        (
            under_another_number,
            "Die Versicherung bei uns ist beendet",
            'href="/internetfiliale/registrieren/">Mit der neuen Nummer registrieren</a>',
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_right_pin_before_a_shut_door_says_why_and_what_to_do(
    client: RoleClient, prepare: Any, title: str, said: str
) -> None:
    prepare()

    wrong, right = sign_in(client, pin="00000000"), sign_in(client)

    assert "Nummer und PIN passen nicht zusammen." in summary(wrong)
    assert (right.status_code, heading(right)) == (403, title)
    assert said in right.text
    assert 'href="tel:+493023125000"' in right.text
    assert Session.objects.count() == 0


def test_employer_whose_main_number_has_changed_learns_that(client: RoleClient) -> None:
    brandt(main_number="99000019").save(force_insert=True)
    member("09912342", "employer")

    response = sign_in(client, "09912342")

    assert (response.status_code, heading(response)) == (403, "Ihre Nummer hat sich geändert")


def test_second_proof_is_asked_once_and_changes_the_key(anna: User) -> None:
    client = client_of(anna)
    before = Session.objects.get().pk
    page = client.get(PROOF, {"weiter": "/internetfiliale/meine-daten/"})

    response = client.post(PROOF, {"unlock_code": "482 015 967 330 741 268", "weiter": shown(page, "weiter")})

    assert (response.status_code, response.headers["Location"]) == (303, "/internetfiliale/meine-daten/")
    assert Session.objects.get().pk != before
    assert client.get("/internetfiliale/meine-daten/").status_code == 200
    assert client.get(PROOF).headers["Location"] == HOME
    assert client_of(anna).get("/internetfiliale/meine-daten/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Bitte geben Sie den Entsperrcode ein."),
        ("482 015 967 330 741 26", "Der Entsperrcode hat 18 Ziffern, eingegeben haben Sie 17."),
        ("Code 1", "Der Entsperrcode hat 18 Ziffern, eingegeben haben Sie 1."),
        (
            "steht im Brief",
            "Der Entsperrcode hat 18 Ziffern, zum Beispiel 482\u00a0015\u00a0967\u00a0330\u00a0741\u00a0268.",
        ),
        ("1234 5678", "Das ist die PIN. Hier wird der Entsperrcode gebraucht"),
        ("000 000 000 000 000 000", "Dieser Entsperrcode passt nicht."),
    ],
)
def test_wrong_second_proof_is_said_at_the_field_and_opens_nothing(anna: User, typed: str, said: str) -> None:
    client = client_of(anna)

    response = client.post(PROOF, {"unlock_code": typed})

    (error,) = errors(response)
    assert error.startswith(f"Entsperrcode: {said}")
    assert shown(response, "unlock_code") == typed
    assert client.get("/internetfiliale/meine-daten/").status_code == 302


def test_code_is_asked_with_a_keyboard_of_digits_and_not_kept_by_browsers(anna: User) -> None:
    (field,) = re.findall('<input[^>]* name="unlock_code"[^>]*>', client_of(anna).get(PROOF).text)

    assert [word for word in ('inputmode="numeric"', 'autocomplete="off"', "autocapitalize") if word in field] == [
        'inputmode="numeric"',
        'autocomplete="off"',
    ]


def test_second_proof_waits_after_too_many_tries(anna: User) -> None:
    client = client_of(anna)
    wrong = [client.post(PROOF, {"unlock_code": "000 000 000 000 000 000"}) for _ in range(20)]
    assert {tuple(errors(page)) for page in wrong} == {(f"Entsperrcode: {_DOES_NOT_FIT}",)}

    response = client.post(PROOF, {"unlock_code": UNLOCK_CODE})

    assert response.status_code == 429
    assert "Bitte warten Sie noch etwas" in summary(response)
    assert shown(response, "unlock_code") == UNLOCK_CODE


def test_member_whose_access_is_blocked_is_out_at_once(anna: User) -> None:
    client = client_of(anna)
    User.objects.filter(pk=anna.pk).update(blocked_at=timezone.now())

    assert client.get(HOME).status_code == 302
