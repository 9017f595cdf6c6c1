"""People order brochures by post: with and without JavaScript, with slips, with the back button, and too late."""

import re
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from brochures.drafts import Draft
from tests import pages
from tests.brochures.live_shelf import left, put, take_orders
from tests.brochures.ordering import ANNA, DONE, ORDER
from tests.browser import Look, Visit, come_from_elsewhere, follow, overflow, show, violations
from tests.live import Portal

TITLE = "Gesund am Arbeitsplatz"
KEY = "gesund-am-arbeitsplatz"

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280), id="desktop", marks=pytest.mark.long),
    pytest.param(Look(320, scripts=False), id="phone-without-scripts"),
    pytest.param(Look(1280, scripts=False), id="desktop-without-scripts", marks=pytest.mark.long),
]
every_look = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture(autouse=True)
def shelf(portal: Portal) -> None:
    put(portal, KEY, TITLE, 30)


@pytest.fixture(autouse=True)
def _connection_of_its_own(request: pytest.FixtureRequest, shelf: None) -> None:
    """Each visitor comes from another address, as the TLS front would tell: five an hour are few for tests."""
    if "page" in request.fixturenames:
        come_from_elsewhere(request.getfixturevalue("page"))


@pytest.fixture
def family_name() -> str:
    """A name of nobody else; `type_address` makes a letterbox of one's own with it."""
    return f"Arnold-{uuid4().hex[:8]}"


def go_on(page: Page) -> None:
    """Send the page; the next one is whole, or the browser could not go back to it."""
    follow(page.get_by_role("button", name="Weiter", exact=True))


def expect_step(page: Page, number: int, heading: str, of: int = 3) -> None:
    expect(page.get_by_text(f"Schritt {number} von {of}")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def expect_accessible(page: Page, look: Look) -> None:
    """Let axe look, which is a script itself, and measure the page."""
    if look.scripts:
        assert violations(page) == []
        assert overflow(page) == 0


def type_address(page: Page, family_name: str, **other: str) -> None:
    address = {
        "Vorname": "Anna",
        "Nachname": family_name,
        "Straße und Hausnummer": f"Musterstr. 7, {family_name[-8:]}",
        "Postleitzahl": "50674",
        "Ort": "Köln",
    }
    for label, value in {**address, **other}.items():
        page.get_by_label(label, exact=True).fill(value)


def press_last_button(page: Page) -> None:
    page.wait_for_timeout(3_100)  # programs are faster
    page.get_by_role("button", name="Jetzt bestellen").click()


@every_look
def test_brochure_is_ordered_from_its_page_to_the_number(
    page: Page, portal: Portal, family_name: str, look: Look
) -> None:
    before = left(portal, KEY, "rheinland")
    page.goto(f"{ORDER}?b={KEY}")
    expect_step(page, 1, "Broschüren bestellen")
    expect(page.get_by_role("group", name="Ihre Auswahl").get_by_label(TITLE)).to_have_value("1")
    page.get_by_label(TITLE).fill("2")
    go_on(page)
    expect_step(page, 2, "Ihre Anschrift")
    type_address(page, family_name)
    go_on(page)
    expect_step(page, 3, "Stimmen Ihre Angaben?")
    expect(page.locator(".answers")).to_contain_text("2 Exemplare")

    press_last_button(page)

    expect(page).to_have_url(re.compile(DONE))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Bestellung ist angekommen")
    number = page.locator("strong").filter(has_text=re.compile("^B-[0-9A-Z]{4}-[0-9A-Z]{4}$")).inner_text()
    expect_accessible(page, look)
    assert page.context.cookies() == []
    assert take_orders(portal, family_name) == [(number, "rheinland", "50674", "Köln", [f"{KEY} 2"])]
    assert left(portal, KEY, "rheinland") == before - 2


@every_look
def test_slips_are_mended_where_they_are_said(page: Page, portal: Portal, family_name: str, look: Look) -> None:
    page.goto(f"{ORDER}?b={KEY}")
    page.get_by_label(TITLE).fill("vier")
    go_on(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect_step(page, 1, "Broschüren bestellen")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label(TITLE)).to_be_focused()
    page.get_by_label(TITLE).fill("1")
    go_on(page)
    type_address(page, family_name, Postleitzahl="5067", Ort="")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Postleitzahl: Eine deutsche Postleitzahl hat fünf Ziffern")
    page.get_by_label("Postleitzahl").fill("50674")
    go_on(page)
    expect(page.get_by_label("Ort", exact=True)).to_have_value("Köln")
    page.get_by_label("Ort", exact=True).fill("Kölle")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Zu 50674 kennen wir Köln. Stimmt Ihre Angabe?")
    expect_accessible(page, look)
    go_on(page)
    expect_step(page, 3, "Stimmen Ihre Angaben?")
    page.get_by_role("button", name=re.compile("Ändern.*Anschrift")).click()
    page.get_by_label("Ort", exact=True).fill("Köln")
    go_on(page)
    expect_step(page, 3, "Stimmen Ihre Angaben?")

    page.wait_for_timeout(3_100)  # programs are faster
    page.get_by_role("button", name="Jetzt bestellen").dblclick()

    expect(page).to_have_url(re.compile(DONE))
    assert [row[3:] for row in take_orders(portal, family_name)] == [("Köln", [f"{KEY} 1"])]


@every_look
def test_postcode_in_two_laender_asks_which_ikk_sends(page: Page, portal: Portal, family_name: str, look: Look) -> None:
    page.goto(f"{ORDER}?b={KEY}")
    go_on(page)
    type_address(page, family_name, Postleitzahl="14715", Ort="")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Zu dieser Postleitzahl gehören")
    page.get_by_label("Ort", exact=True).fill("Schollene")
    go_on(page)
    expect_step(page, 3, "Ihre IKK", of=4)
    expect_accessible(page, look)
    page.get_by_label("Muster-IKK Spree-Havel").check()
    go_on(page)
    expect_step(page, 4, "Stimmen Ihre Angaben?", of=4)

    press_last_button(page)

    expect(page).to_have_url(re.compile(DONE))
    assert [row[1:3] for row in take_orders(portal, family_name)] == [("spree-havel", "14715")]


def test_brochure_that_runs_out_meanwhile_is_said_at_its_field(page: Page, portal: Portal, family_name: str) -> None:
    put(portal, "lieblingsheft", "Lieblingsheft", 3)
    page.goto(f"{ORDER}?b=lieblingsheft")
    page.get_by_label("Lieblingsheft").fill("3")
    go_on(page)
    type_address(page, family_name)
    go_on(page)
    expect_step(page, 3, "Stimmen Ihre Angaben?")
    put(portal, "lieblingsheft", "Lieblingsheft", 1)

    press_last_button(page)

    expect(page.get_by_role("alert")).to_contain_text("Lieblingsheft: Davon ist nur noch 1 Exemplar da.")
    expect(page.get_by_label("Lieblingsheft")).to_have_value("3")
    expect_step(page, 1, "Broschüren bestellen")
    page.get_by_label("Lieblingsheft").fill("1")
    go_on(page)
    expect(page.locator(".answers")).to_contain_text("50674 Köln")
    press_last_button(page)
    expect(page).to_have_url(re.compile(DONE))
    assert [row[4] for row in take_orders(portal, family_name)] == [["lieblingsheft 1"]]


def test_back_button_of_the_browser_after_the_order_makes_no_second_one(
    page: Page, portal: Portal, family_name: str
) -> None:
    page.goto(ORDER)
    page.get_by_label(TITLE).check()
    go_on(page)
    type_address(page, family_name)
    go_on(page)
    expect_step(page, 3, "Stimmen Ihre Angaben?")
    page.go_back()
    expect(page.get_by_label("Nachname")).to_have_value(family_name)
    go_on(page)
    expect_step(page, 3, "Stimmen Ihre Angaben?")

    press_last_button(page)
    expect(page).to_have_url(re.compile(DONE))
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Bestellung ist angekommen")
    assert len(take_orders(portal, family_name)) == 1


def test_filled_trap_gets_an_honest_page_and_loses_nothing(visit: Visit, portal: Portal, family_name: str) -> None:
    page = visit(Look(320), errors={403})
    come_from_elsewhere(page)
    page.goto(f"{ORDER}?b={KEY}")
    go_on(page)
    type_address(page, family_name)
    go_on(page)
    page.locator("#id_homepage").evaluate("field => field.value = 'x'")
    page.get_by_role("button", name="Jetzt bestellen").click()
    expect(page.get_by_role("alert")).to_contain_text("unsichtbares Feld")
    expect(page.locator(".answers")).to_contain_text(family_name)
    assert violations(page) == []
    assert take_orders(portal, family_name) == []
    press_last_button(page)
    expect(page).to_have_url(re.compile(DONE))
    assert len(take_orders(portal, family_name)) == 1


def test_button_pressed_too_fast_gets_an_honest_page_and_loses_nothing(visit: Visit, portal: Portal) -> None:
    window = visit(Look(320), errors={429})
    answers = {**ANNA, f"anzahl-{KEY}": "1"}
    sealed = Draft(None, answers=answers, begun_at=timezone.now() + timedelta(days=1)).sealed()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    body = urlencode({"step": "check", "sealed": sealed})

    show(window, portal, pages.Page("too-fast", ORDER, 429, "", "POST", headers, body))

    expect(window.get_by_role("alert")).to_contain_text("Das ging sehr schnell")
    expect(window.locator(".answers")).to_contain_text("50674 Köln")
    assert violations(window) == []
    assert overflow(window) == 0
