"""The sign-in page: what it asks, what it says when it does not fit, and where it leads."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.letter_limits import WAIT_AFTER_POSTING
from accounts.models import Session, User
from accounts.sessions import fingerprint
from tests.accounts.members import PIN, UNLOCK_CODE, member, reader_of
from tests.accounts.printing import on_file
from tests.accounts.registering import SAME, errors, heading
from tests.accounts.sign_in_page import HOME, NUMBER, SIGN_IN, shown, sign_in, summary
from tests.accounts.signed_in import client_of, new_session
from tests.bestand.rows import NORD, account, brandt
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


@pytest.fixture
def anna() -> User:
    on_file(NUMBER)
    return member()


@pytest.fixture
def bakery() -> None:
    """The Bäckerei Brandt, which has a letter and accounts at two IKKs."""
    brandt().save(force_insert=True)
    account().save(force_insert=True)
    account(institutionskennzeichen=NORD, since=timezone.localdate()).save(force_insert=True)
    reader_of("09912342", "employer")


def test_fields_help_phones_browsers_and_password_managers(client: RoleClient) -> None:
    text = client.get(SIGN_IN).text
    fields = {name: re.findall(rf'<input[^>]*name="{name}"[^>]*>', text)[0] for name in ("number", "pin")}

    assert 'autocomplete="username"' in fields["number"]
    assert 'autocomplete="current-password"' in fields["pin"]
    assert 'inputmode="numeric"' in fields["pin"]
    assert 'type="password"' in fields["pin"]
    assert "maxlength" not in "".join(fields.values())
    assert "health-card" in text


@pytest.mark.parametrize("number", [NUMBER, "a 123-456-780", " A 123 456 780 "])
@pytest.mark.parametrize("pin", ["12345678", "1234 5678", "12 34-56 78"])
def test_number_and_pin_in_any_dress_lead_inside(client: RoleClient, anna: User, number: str, pin: str) -> None:
    response = sign_in(client, number, pin)

    assert (response.status_code, response.headers["Location"]) == (303, HOME)
    page = client.get(HOME)
    assert "Guten Tag, Dr. Anna Müller-Lüdenscheidt" in unescape(page.text)
    assert PIN not in page.text


def test_sign_in_opens_a_session_of_its_own_and_the_cookie_says_nothing(client: RoleClient, anna: User) -> None:
    old = new_session(anna)
    client.cookies[settings.MEMBER_COOKIE_NAME] = old.session_key

    response = sign_in(client)

    cookie: Any = response.cookies[settings.MEMBER_COOKIE_NAME]
    assert cookie.value != old.session_key
    assert (cookie["max-age"], cookie["expires"], cookie["samesite"], cookie["httponly"]) == ("", "", "Lax", True)
    row = Session.objects.get()
    assert row.pk == fingerprint(cookie.value)
    assert timezone.now() - row.started_at < timedelta(minutes=1)
    for secret in (PIN, NUMBER):
        assert secret not in str(row.session_data)
        assert secret not in str(response.cookies)


def test_fourth_sign_in_ends_the_oldest_session(anna: User) -> None:
    clients = [RoleClient() for _ in range(4)]

    for client in clients:
        assert sign_in(client).status_code == 303

    assert [client.get(HOME).status_code for client in clients] == [302, 200, 200, 200]


@pytest.mark.parametrize(
    ("way", "leads_to"),
    [
        ("/internetfiliale/nachweis/", "/internetfiliale/nachweis/"),
        ("/internetfiliale/meine-daten/?a=b", "/internetfiliale/meine-daten/?a=b"),
        ("/internetfiliale/abmelden/", HOME),
        (SIGN_IN, HOME),
        ("/internetfiliale/registrieren/", HOME),
        ("/verwaltung/", HOME),
        ("//evil.example/internetfiliale/", HOME),
        ("https://evil.example/internetfiliale/", HOME),
        ("/internetfiliale/../verwaltung/", HOME),
    ],
)
def test_sign_in_leads_on_inside_the_branch_only(client: RoleClient, anna: User, way: str, leads_to: str) -> None:
    page = client.get(SIGN_IN, {"weiter": way})

    assert sign_in(client, weiter=shown(page, "weiter")).headers["Location"] == leads_to


@pytest.mark.parametrize(("query", "leads_to"), [({}, HOME), ({"weiter": f"{HOME}nachweis/"}, f"{HOME}nachweis/")])
def test_who_is_signed_in_is_led_inside_past_the_page_kept_for_everybody(
    anna: User, settings: Any, query: dict[str, str], leads_to: str
) -> None:
    settings.MIDDLEWARE = ["ikk_portal.platform.page_cache.PageCacheMiddleware", *settings.MIDDLEWARE]
    stranger = RoleClient()
    kept = stranger.get(SIGN_IN)

    response = client_of(anna).get(SIGN_IN, query)

    assert (response.status_code, response.headers["Location"]) == (302, leads_to)
    assert stranger.get(SIGN_IN).content == kept.content


def test_staff_in_a_session_of_members_meet_the_sign_in_page(sander: User) -> None:
    assert heading(client_of(sander).get(SIGN_IN)) == "In der Internetfiliale anmelden"


def test_empty_fields_cost_no_try(client: RoleClient, anna: User) -> None:
    response = sign_in(client, "", "")

    assert errors(response) == [
        "Versichertennummer oder Betriebsnummer: Bitte geben Sie Ihre Versichertennummer oder Betriebsnummer ein.",
        "PIN: Bitte geben Sie Ihre PIN ein.",
    ]
    assert "noch 4 Versuche" in summary(sign_in(client, pin="00000000"))


def test_wrong_pin_says_how_many_tries_are_left_and_keeps_the_number(client: RoleClient, anna: User) -> None:
    said = [summary(sign_in(client, "a 123 456 780", "00000000")) for _ in range(5)]

    assert ["4 Versuche" in said[0], "3 Versuche" in said[1], "2 Versuche" in said[2], "einen Versuch" in said[3]] == [
        True
    ] * 4
    assert "Beim nächsten Mal fragen wir auch nach dem Entsperrcode." in said[4]
    assert re.search(r"Ohne ihn geht es ab (\d\d\.\d\d\.\d{4}, )?\d\d:\d\d Uhr wieder\.", said[4])


def test_wrong_pin_shows_the_way_by_phone_beside_the_form(client: RoleClient, anna: User) -> None:
    said = "Klappt es nicht? Am Telefon helfen wir Ihnen:"

    assert said not in client.get(SIGN_IN).text
    assert f'{said} <a class="phone" href="tel:+493023125000">' in sign_in(client, pin="00000000").text


def test_after_a_wrong_pin_the_number_stays_and_the_pin_goes(client: RoleClient, anna: User) -> None:
    response = sign_in(client, "a 123 456 780", "00000000")

    assert (shown(response, "number"), shown(response, "pin")) == ("a 123 456 780", "")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("number", "pin", "said"),
    [
        ("A123456789", PIN, "Die Nummer enthält einen Tippfehler"),
        ("9912342", PIN, "Meinen Sie 09912342"),
        (NUMBER, "1234567", "Die PIN hat 8 Ziffern."),
        (NUMBER, "482 015 967 330 741 268", "Das ist der Entsperrcode."),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field_and_stays(
    client: RoleClient, anna: User, number: str, pin: str, said: str
) -> None:
    response = sign_in(client, number, pin)

    assert "Nummer und PIN passen nicht zusammen." in summary(response)
    assert said in summary(response)
    assert (shown(response, "number"), shown(response, "pin")) == (number, pin)


def test_page_of_another_site_cannot_sign_anybody_in(client: RoleClient, anna: User) -> None:
    response = client.post(SIGN_IN, {"number": NUMBER, "pin": PIN}, headers={"Origin": "https://evil.example"})

    assert (response.status_code, Session.objects.count()) == (403, 0)
    assert "Das hat nicht geklappt" in summary(response)
    # Their PIN in the field would make the next press of the button a sign-in to their account.
    assert (shown(response, "number"), shown(response, "pin")) == (NUMBER, "")


def test_connection_with_too_many_tries_waits_and_loses_nothing(client: RoleClient, anna: User) -> None:
    for _ in range(20):
        sign_in(client, "B123456782", "00000000")

    response = sign_in(client, NUMBER, "1234 5678")

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert re.search(r'Ab <strong>.*<time datetime="[^"]+">\d\d:\d\d&nbsp;Uhr</time>', response.text, re.DOTALL)
    assert (shown(response, "number"), shown(response, "pin")) == (NUMBER, "1234 5678")
    assert 'href="tel:+493023125000"' in response.text


def test_page_for_who_has_no_letter_says_when_a_new_one_can_be_ordered(client: RoleClient) -> None:
    text = client.get("/internetfiliale/pin-vergessen/").text

    assert f"sobald der vorige seit {WAIT_AFTER_POSTING}&nbsp;Arbeitstagen bei der Post ist." in text


def test_first_use_tells_when_the_letter_was_ordered_and_posted(client: RoleClient) -> None:
    on_file(NUMBER)
    letter = reader_of()

    response = sign_in(client)

    assert response.headers["Location"] == "/internetfiliale/willkommen/?weiter=%2Finternetfiliale%2F"
    page = client.get(response.headers["Location"])
    assert heading(page) == "Willkommen in der Internetfiliale"
    for moment in (letter.requested_at, letter.posted_at):
        assert f'<time datetime="{timezone.localdate(moment).isoformat()}">' in page.text
    assert "Haben Sie den Brief nicht bestellt?" in page.text
    assert f'<a class="button" href="{HOME}">Weiter</a>' in page.text


def test_later_sign_ins_have_no_welcome(client: RoleClient, anna: User) -> None:
    sign_in(client)

    assert client.get("/internetfiliale/willkommen/").headers["Location"] == HOME


def test_previous_sign_in_and_failed_tries_are_told_at_the_next(client: RoleClient, anna: User) -> None:
    before = timezone.localtime(timezone.now() - timedelta(days=3))
    User.objects.filter(pk=anna.pk).update(last_login=before)
    for _ in range(2):
        sign_in(RoleClient(), pin="00000000")
    sign_in(client)

    text = client.get(HOME).text

    assert f"{before:%H:%M}&nbsp;Uhr" in text
    assert "<dd>2. Waren Sie das nicht?" in text


def test_employer_with_accounts_at_two_ikks_chooses_and_changes(client: RoleClient, bakery: None) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "bayern"
    welcome = sign_in(client, "0991 2342").headers["Location"]
    choose = re.findall(r'<a class="button" href="([^"]+)">Weiter', client.get(welcome).text)[0]
    page = client.get(unescape(choose))
    assert heading(page) == "Für welche IKK?"
    assert re.findall(r'name="ikk" value="([^"]+)"', page.text) == ["nord", "rheinland"]
    assert "checked" not in page.text
    assert "Ihre IKK: <strong>Muster-IKK Rheinland</strong>" in page.text

    nobody = client.post("/internetfiliale/ikk/", {})
    foreign = client.post("/internetfiliale/ikk/", {"ikk": "bayern"})
    chosen = client.post("/internetfiliale/ikk/", {"ikk": "nord", "weiter": "/internetfiliale/nachweis/"})

    assert errors(nobody) == [f"{_QUESTION} Bitte wählen Sie eine IKK aus."]
    assert errors(foreign) == [f"{_QUESTION} Bitte wählen Sie eine der IKKs aus."]
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/internetfiliale/nachweis/")
    home = client.get(HOME).text
    assert "Ihre IKK: <strong>Muster-IKK Nord</strong>" in home
    assert '<a href="/internetfiliale/ikk/">IKK wechseln</a>' in home


_QUESTION = "Für welche IKK möchten Sie etwas erledigen?"


def test_insured_person_has_no_ikk_to_change_to(client: RoleClient, anna: User) -> None:
    sign_in(client)

    assert "IKK wechseln" not in client.get(HOME).text


def test_entsperrcode_at_the_sign_in_is_a_second_proof(client: RoleClient, anna: User) -> None:
    for _ in range(5):
        sign_in(client, pin="00000000")
    asked = sign_in(client)

    client.post(SIGN_IN, {"sealed": shown(asked, "sealed"), "unlock_code": UNLOCK_CODE}, headers=SAME)

    assert client.get("/internetfiliale/meine-daten/").status_code == 200
