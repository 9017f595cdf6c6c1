"""Anna calls: her letter has not come. Frau Telgen answers, blocks the access, and asks for a new letter."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bestand.demo_data import ANNA
from tests.browser import Look, Visit
from tests.journeys.letters_on_file import access_on_file, forget_all_letters, letter_on_file
from tests.journeys.test_deciding_about_letters import match
from tests.journeys.test_editing import assert_fits, sign_in
from tests.live import Portal

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280, scripts=False), id="desktop-no-scripts", marks=pytest.mark.long),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
]


@pytest.fixture(autouse=True)
def _letter_and_access_of_anna(portal: Portal) -> Iterator[None]:
    forget_all_letters(portal)
    letter_on_file(portal, ANNA.number, "activated")
    access_on_file(portal, ANNA.number)
    yield
    forget_all_letters(portal)


def check(page: Page, look: Look) -> None:
    if look.scripts:
        assert_fits(page)


@pytest.mark.parametrize("look", LOOKS)
def test_access_is_blocked_and_a_new_letter_requested_in_one_call(visit: Visit, portal: Portal, look: Look) -> None:
    desk = visit(look)
    sign_in(desk, portal, "telgen")
    check(desk, look)
    desk.get_by_role("link", name="Auskunft am Telefon", exact=True).click()
    expect(desk.get_by_role("heading", name="Zuerst: Wer ruft an?")).to_be_visible()
    check(desk, look)
    desk.get_by_label("Versichertennummer oder Betriebsnummer").fill("A76543210")
    desk.get_by_role("button", name="Stand zeigen").click()
    expect(desk.locator(".errornote")).to_contain_text("10 Stellen")
    check(desk, look)

    desk.get_by_label("Versichertennummer oder Betriebsnummer").fill("a 765 432 103")
    desk.get_by_role("button", name="Stand zeigen").click()
    expect(desk.get_by_role("heading", name="Zugang in Benutzung")).to_be_visible()
    assert ANNA.number not in desk.url
    check(desk, look)

    desk.get_by_role("button", name="Zugang sperren").click()
    desk.get_by_role("button", name="Ja, sperren").click()
    expect(desk.locator(".errornote")).to_contain_text("Bitte wählen Sie einen Grund aus.")
    check(desk, look)
    desk.get_by_label("Jemand anderes kennt die PIN").check()
    desk.get_by_role("button", name="Ja, sperren").click()
    expect(desk.locator(".messagelist")).to_contain_text("Der Zugang ist gesperrt.")
    expect(desk.get_by_role("heading", name="Zugang gesperrt")).to_be_visible()
    check(desk, look)

    desk.get_by_role("button", name="Neuen Brief anfordern").click()
    check(desk, look)
    desk.get_by_role("button", name="Nein, zurück").click()
    desk.get_by_role("button", name="Neuen Brief anfordern").click()
    desk.get_by_label("In großer Schrift").check()
    desk.get_by_role("button", name="Ja, anfordern").click()
    expect(desk.locator(".messagelist")).to_contain_text("Der Brief ist angefordert")
    assert "requested: 1" in match(portal)

    desk.get_by_role("link", name="Neue Nummer eingeben").click()
    desk.get_by_label("Versichertennummer oder Betriebsnummer").fill(ANNA.number)
    desk.get_by_role("button", name="Stand zeigen").click()
    expect(desk.get_by_role("heading", name="Brief in Arbeit, noch nicht zur Post gegeben")).to_be_visible()
    expect(desk.get_by_text("Ein Brief ist in Arbeit.")).to_be_visible()
    check(desk, look)
