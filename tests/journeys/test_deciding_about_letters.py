"""From the registration to the Sichtung: Clara has moved, and Sachbearbeiterin Fischer decides about her letter."""

import os
import subprocess
import sys

import psycopg
import pytest
from playwright.sync_api import Page, expect

from bestand.demo_data import CLARA
from tests.browser import Look, Visit, follow
from tests.database_server import BASE_DIR
from tests.journeys.test_editing import assert_fits
from tests.journeys.test_registering import come_from_elsewhere, go_on
from tests.live import Portal, database_url, register_url
from tests.staff import sign_in

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280), id="desktop", marks=pytest.mark.long),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
    pytest.param(Look(320, "dark"), id="phone-dark", marks=pytest.mark.long),
]


@pytest.fixture(autouse=True)
def _no_letter_of_clara(portal: Portal) -> None:
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        connection.execute("DELETE FROM accounts_pinletter WHERE number = %s", [CLARA.number])


def register_as_clara(page: Page) -> None:
    year, month, day = CLARA.birth_date.split("-")
    page.goto("/internetfiliale/registrieren/versicherte/")
    page.get_by_label("Versichertennummer").fill(CLARA.number)
    go_on(page)
    for label, part in (("Tag", day), ("Monat", month), ("Jahr", year)):
        page.get_by_label(label, exact=True).fill(part)
    page.get_by_label("Postleitzahl").fill(CLARA.postcode)
    go_on(page)
    page.get_by_label("In großer Schrift").check()
    go_on(page)
    page.get_by_role("button", name="Jetzt registrieren").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("angekommen")


def match(portal: Portal) -> str:
    """Run the timer's command under its roles."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url("ikk_jobs", portal.database),
        "BESTAND_DATABASE_URL": register_url("bestand_match", portal.register),
    }
    command = [sys.executable, "manage.py", "match_registrations"]
    return subprocess.run(command, cwd=BASE_DIR, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("look", LOOKS)
def test_letter_to_a_new_address_waits_until_somebody_has_looked(visit: Visit, portal: Portal, look: Look) -> None:
    visitor = visit(Look(320))
    come_from_elsewhere(visitor)
    register_as_clara(visitor)
    assert "review: 1" in match(portal)

    desk = visit(look)
    sign_in(desk, portal, "fischer")
    assert_fits(desk)
    desk.get_by_role("link", name="Sichtung von PIN-Briefen", exact=True).click()
    expect(desk.locator("#result_list")).to_contain_text("Anschrift in den letzten 30 Tagen geändert")
    assert_fits(desk)
    follow(desk.locator("#result_list tbody th a"))
    assert_fits(desk)

    desk.get_by_role("button", name="Weiter").click()
    expect(desk.locator(".errornote")).to_be_focused()
    assert_fits(desk)
    desk.get_by_label("Freigeben: Der Brief wird gedruckt").check()
    desk.get_by_label("Begründung").fill("Umzug am Telefon bestätigt")
    desk.get_by_role("button", name="Weiter").click()
    expect(desk.get_by_text("„Umzug am Telefon bestätigt“")).to_be_visible()
    assert_fits(desk)
    desk.get_by_role("button", name="Ja, freigeben").click()
    expect(desk.locator(".messagelist")).to_contain_text("Der Brief ist freigegeben.")
    expect(desk.locator("#result_list")).to_have_count(0)
