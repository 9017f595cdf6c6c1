"""A colleague is invited, sets up password and second factor and signs in; a second administrator resets her."""

import base64
from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.fresh_factor import SESSION_KEY
from accounts.one_time_codes import code_at
from accounts.sessions import SessionStore
from tests.browser import Look, Visit, follow
from tests.journeys.test_editing import assert_fits
from tests.live import Portal, database_url
from tests.staff import known_sign_in, present_code, sign_in

PASSWORD = "drei bunte Heringe 47"
LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280), id="desktop", marks=pytest.mark.long),
    pytest.param(Look(320, "dark"), id="phone-dark", marks=pytest.mark.long),
]


@pytest.fixture(autouse=True)
def _nobody_new(portal: Portal) -> None:
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        for table in ("accounts_secondfactor", "accounts_staffinvitation", "accounts_user_groups"):
            connection.execute(f"DELETE FROM {table} USING accounts_user u WHERE u.id = user_id AND username = 'n.neu'")
        connection.execute("DELETE FROM accounts_user WHERE username = 'n.neu'")


def code_on_the_phone(key: str, steps: int = 0) -> str:
    """Return what an app shows that was given the key as text; ``steps`` says how many codes later."""
    moment = timezone.now() + timedelta(seconds=30 * steps)
    return code_at(base64.b32decode(key.replace(" ", "")), moment)


def invite(desk: Page) -> str:
    """Invite Nora Neu for the Redaktion of the Muster-IKK Rheinland; return her link."""
    desk.goto("/verwaltung/accounts/user/")
    assert_fits(desk)
    desk.goto("/verwaltung/accounts/user/add/")
    desk.get_by_role("button", name="Zugang anlegen und Link erzeugen").click()
    expect(desk.locator(".errornote")).to_be_focused()
    assert_fits(desk)
    desk.get_by_label("Benutzername").fill("n.neu")
    desk.get_by_label("Vorname").fill("Nora")
    desk.get_by_label("Nachname").fill("Neu")
    desk.get_by_label("Verpflichtet am").fill("15.01.2026")
    desk.get_by_label("IKK", exact=True).select_option(label="Muster-IKK Rheinland")
    desk.get_by_label("Redaktion").check()
    follow(desk.get_by_role("button", name="Zugang anlegen und Link erzeugen"))
    assert_fits(desk)
    return desk.locator(".secret code").inner_text()


def set_up(new: Page, link: str) -> str:
    """Set up password and factor behind ``link``; return the key as the page shows it."""
    new.goto(link)
    assert_fits(new)
    new.get_by_label("Passwort", exact=True).fill("kurz")
    new.get_by_label("Passwort noch einmal").fill("kurz")
    new.get_by_role("button", name="Weiter").click()
    expect(new.locator(".errornote")).to_contain_text("12 Zeichen")
    assert_fits(new)
    new.get_by_label("Passwort", exact=True).fill(PASSWORD)
    new.get_by_label("Passwort noch einmal").fill(PASSWORD)
    new.get_by_role("button", name="Weiter").click()
    expect(new.get_by_role("img", name="QR-Code")).to_be_visible()
    assert_fits(new)
    key = new.locator(".secret code").inner_text()
    new.get_by_role("textbox", name="Code").fill("000 000")
    new.get_by_role("button", name="Zugang einrichten").click()
    expect(new.locator(".errornote")).to_contain_text("passt nicht zum Schlüssel")
    assert_fits(new)
    new.get_by_role("textbox", name="Code").fill(code_on_the_phone(key))
    new.get_by_role("button", name="Zugang einrichten").click()
    expect(new.get_by_role("heading", level=1)).to_have_text("Ihr Zugang ist eingerichtet")
    assert_fits(new)
    new.get_by_role("link", name="Zur Anmeldung").click()
    return key


def type_in(new: Page, code: str) -> None:
    new.get_by_label("Benutzername").fill("n.neu")
    new.get_by_label("Passwort").fill(PASSWORD)
    new.get_by_role("textbox", name="Code").fill(code)
    new.get_by_role("button", name="Anmelden").click()


@pytest.mark.parametrize("look", LOOKS)
def test_colleague_is_invited_signs_in_and_is_reset_by_somebody_else(visit: Visit, portal: Portal, look: Look) -> None:
    desk, new = visit(look), visit(look, errors={404})
    sign_in(desk, portal, "busch")
    link = invite(desk)

    key = set_up(new, link)
    type_in(new, "000 000")
    expect(new.locator(".errornote")).to_contain_text("Benutzername, Passwort oder Code stimmt nicht.")
    assert_fits(new)
    type_in(new, code_on_the_phone(key, steps=1))
    expect(new.get_by_text("Angemeldet: Nora Neu, Muster-IKK Rheinland.")).to_be_visible()
    expect(new.get_by_role("link", name="Seiten", exact=True)).to_be_visible()
    assert_fits(new)

    second = visit(look)
    sign_in(second, portal, "bremer")
    second.goto("/verwaltung/accounts/user/?q=n.neu")
    second.locator("#result_list tbody th a").click()
    expect(second.get_by_text("aktiv", exact=True)).to_be_visible()
    assert_fits(second)
    follow(second.get_by_role("link", name="Zurücksetzen und neuen Link erzeugen …"))
    assert_fits(second)
    second.get_by_role("button", name="Ja, zurücksetzen").click()
    fresh_link = second.locator(".secret code").inner_text()

    new.goto("/verwaltung/regions/page/")
    expect(new.get_by_role("heading", level=1)).to_have_text("Anmelden")
    new.goto(link)
    expect(new.get_by_role("heading", level=1)).to_have_text("Dieser Link gilt nicht mehr")
    assert_fits(new)
    new.goto(fresh_link)
    expect(new.get_by_role("heading", level=1)).to_have_text("Passwort wählen")


def test_factor_is_asked_again_before_roles_are_changed(visit: Visit, portal: Portal) -> None:
    desk = visit(Look(320))
    sign_in(desk, portal, "busch")
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        (person,) = connection.execute("SELECT id FROM accounts_user WHERE username = 'sander'").fetchone() or (0,)
    desk.goto(f"/verwaltung/accounts/user/{person}/roles/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Rollen ändern")
    assert_fits(desk)
    forget_the_factor(portal)

    desk.get_by_label("Redaktion").check()
    desk.get_by_role("button", name="Weiter").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Code eingeben")
    assert_fits(desk)
    desk.get_by_role("textbox", name="Code").fill(present_code(portal.database, "busch"))
    desk.get_by_role("button", name="Weiter").click()

    expect(desk.get_by_role("heading", level=1)).to_have_text("Rollen von Sabine Sander ändern?")
    expect(desk.get_by_text("Redaktion, Stammdaten")).to_be_visible()
    assert_fits(desk)


def test_form_sent_after_the_session_has_ended_is_sent_after_a_new_sign_in(visit: Visit, portal: Portal) -> None:
    desk = visit(Look(320), errors={403})
    sign_in(desk, portal, "busch")
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        (person,) = connection.execute("SELECT id FROM accounts_user WHERE username = 'pauli'").fetchone() or (0,)
        desk.goto(f"/verwaltung/accounts/user/{person}/details/")
        connection.execute(
            "UPDATE accounts_session SET expire_date = now() - interval '1 minute' FROM accounts_user "
            "WHERE accounts_user.id = user_id AND username = 'busch'"
        )
    desk.get_by_label("Verpflichtet am").fill("16.01.2026")
    desk.get_by_role("button", name="Speichern").click()
    expect(desk.locator(".errornote")).to_be_focused()
    expect(desk.locator(".errornote")).to_contain_text("nichts ist verloren")
    assert_fits(desk)

    for name, value in known_sign_in(portal.database, "busch").items():
        desk.fill(f"#id_{name}", value)
    desk.press("#id_code", "Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ihre Eingaben sind noch da")
    assert_fits(desk)
    desk.get_by_role("button", name="Jetzt absenden").click()

    expect(desk.get_by_text("Die Angaben zu Petra Pauli sind gespeichert.")).to_be_visible()
    expect(desk.get_by_text("16. Januar 2026")).to_be_visible()


def forget_the_factor(portal: Portal) -> None:
    """Let every session be one whose factor was entered long ago."""
    store = SessionStore()
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        for key, data in connection.execute("SELECT session_key, session_data FROM accounts_session").fetchall():
            aged = {**store.decode(data), SESSION_KEY: (timezone.now() - timedelta(hours=1)).isoformat()}
            connection.execute(
                "UPDATE accounts_session SET session_data = %s WHERE session_key = %s", [store.encode(aged), key]
            )
