"""People register: insured and employer, with and without JavaScript, with slips, and with the back button."""

import re
from urllib.parse import urlencode

import psycopg
import pytest
from playwright.sync_api import Page, expect

from accounts.drafts import Draft
from accounts.models.registration import Kind
from tests.accounts.registering import DONE, EMPLOYER, INSURED
from tests.browser import Look, Visit, come_from_elsewhere, follow, overflow, violations
from tests.http_visitor import HttpVisitor
from tests.live import Portal, database_url
from tests.pages import ANSWERS

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280), id="desktop", marks=pytest.mark.long),
    pytest.param(Look(320, scripts=False), id="phone-without-scripts"),
    pytest.param(Look(1280, scripts=False), id="desktop-without-scripts", marks=pytest.mark.long),
]
every_look = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture(autouse=True)
def _connection_of_its_own(request: pytest.FixtureRequest) -> None:
    """Each visitor comes from another address, as the TLS front would tell: five an hour are few for tests."""
    if "page" in request.fixturenames:
        come_from_elsewhere(request.getfixturevalue("page"))


def registrations(portal: Portal, number: str) -> list[tuple[str, str, str]]:
    """Return what was kept of ``number``, and take it away."""
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        return connection.execute(
            "DELETE FROM accounts_registration WHERE number = %s RETURNING postcode, letter_form, chosen_region",
            [number],
        ).fetchall()


def go_on(page: Page) -> None:
    """Send the page; the next one is whole, or the browser could not go back to it."""
    follow(page.get_by_role("button", name="Weiter", exact=True))


def expect_step(page: Page, number: int, heading: str) -> None:
    expect(page.get_by_text(f"Schritt {number} von 4")).to_be_visible()
    assert page.get_by_role("heading", level=1).inner_text().replace("\N{SOFT HYPHEN}", "") == heading


def begin(page: Page, who: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Für die Internetfiliale registrieren").click()
    page.get_by_label(who).check()
    go_on(page)


def answer_as_insured(page: Page, number: str) -> None:
    """Answer all questions up to the last button."""
    expect_step(page, 1, "Ihre Versichertennummer")
    page.get_by_label("Versichertennummer").fill(number)
    go_on(page)
    expect_step(page, 2, "Geburtsdatum und Postleitzahl")
    page.get_by_label("Tag").fill("9")
    page.get_by_label("Monat").fill("3")
    page.get_by_label("Jahr").fill("1954")
    page.get_by_label("Postleitzahl").fill("50674")
    go_on(page)
    expect_step(page, 3, "Form des Briefs")
    page.get_by_label("In großer Schrift").check()
    go_on(page)
    expect_step(page, 4, "Stimmen Ihre Angaben?")


@every_look
def test_insured_person_registers(page: Page, portal: Portal) -> None:
    begin(page, "Ich bin bei einer IKK versichert")
    answer_as_insured(page, "k 220 645 122")
    expect(page.locator(".answers")).to_contain_text("9. März 1954")

    page.get_by_role("button", name="Jetzt registrieren").click()

    expect(page).to_have_url(re.compile(f"{DONE}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Registrierung ist angekommen")
    assert page.context.cookies() == []
    assert registrations(portal, "K220645122") == [("50674", "large", "")]
    page.get_by_role("link", name="Stand der PIN-Briefe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stand der PIN-Briefe")


@every_look
def test_employer_registers_after_slips(page: Page, portal: Portal) -> None:
    page.goto("/regionen/rheinland/")
    page.get_by_role("button", name="Muster-IKK Rheinland wählen").click()
    begin(page, "Ich bin Arbeitgeber")
    page.get_by_label("Betriebsnummer").fill("991 2342")
    go_on(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Fehler: Ihre Betriebsnummer – Schritt 1 von 4"))
    page.get_by_role("button", name="09912342 übernehmen").click()
    expect_step(page, 2, "Sitz des Betriebs")
    go_on(page)
    summary.get_by_role("link").click()
    expect(page.get_by_label("Postleitzahl des Betriebs")).to_be_focused()
    page.get_by_label("Postleitzahl des Betriebs").fill("D-53111")
    page.keyboard.press("Enter")
    expect_step(page, 3, "Form des Briefs")
    page.get_by_label("Mit einem QR-Code").check()
    go_on(page)
    page.get_by_role("button", name=re.compile("Ändern.*Form des Briefs")).click()
    expect(page.get_by_label("Mit einem QR-Code")).to_be_checked()
    page.get_by_label("In normaler Schrift").check()
    go_on(page)
    expect_step(page, 4, "Stimmen Ihre Angaben?")

    page.get_by_role("button", name="Jetzt registrieren").dblclick()

    expect(page).to_have_url(re.compile(f"{DONE}$"))
    assert registrations(portal, "09912342") == [("53111", "normal", "rheinland")]


@every_look
def test_betriebsnummer_in_the_wrong_place_leads_over(page: Page) -> None:
    page.goto(INSURED)
    page.get_by_label("Versichertennummer").fill("1502 7365")
    go_on(page)

    page.get_by_role("button", name="Als Arbeitgeber weiter").click()

    expect(page).to_have_url(re.compile(f"{EMPLOYER}$"))
    expect_step(page, 2, "Sitz des Betriebs")


@every_look
def test_faulty_part_of_the_birth_date_is_reached_from_the_summary(page: Page) -> None:
    page.goto(INSURED)
    page.get_by_label("Versichertennummer").fill("A000500015")
    go_on(page)
    page.get_by_label("Tag").fill("9")
    page.get_by_label("Monat").fill("3")
    page.get_by_label("Jahr").fill("54")
    page.get_by_label("Postleitzahl").fill("50674")
    go_on(page)

    page.get_by_role("alert").get_by_role("link").click()

    expect(page.get_by_label("Jahr")).to_be_focused()
    group = page.get_by_role("group", name="Geburtsdatum")
    expect(group).to_have_accessible_description(re.compile("Fehler: Bitte geben Sie das Jahr mit vier Ziffern ein"))
    expect(page.get_by_label("Jahr")).to_have_attribute("aria-invalid", "true")
    assert page.get_by_label("Tag").get_attribute("aria-invalid") is None
    expect(page.get_by_label("Tag")).to_have_value("9")


@every_look
def test_back_button_of_the_page_keeps_everything(page: Page) -> None:
    page.goto(INSURED)
    answer_as_insured(page, "A000500015")
    back = page.get_by_role("button", name="Zurück")

    back.click()
    expect(page.get_by_label("In großer Schrift")).to_be_checked()
    back.click()
    expect(page.get_by_label("Jahr")).to_have_value("1954")
    back.click()

    expect(page.get_by_label("Versichertennummer")).to_have_value("A000500015")


def test_back_button_of_the_browser_shows_the_pages_and_they_go_on(page: Page, portal: Portal) -> None:
    page.goto(INSURED)
    answer_as_insured(page, "T012345678")

    page.go_back()
    expect_step(page, 3, "Form des Briefs")
    page.go_back()
    expect_step(page, 2, "Geburtsdatum und Postleitzahl")
    expect(page.get_by_label("Postleitzahl")).to_have_value("50674")
    expect(page.get_by_label("Jahr")).to_have_value("1954")
    # The number alone is not kept: on a computer that others use, too, the browser must not offer it to them.
    page.get_by_label("Postleitzahl").fill("50667")
    go_on(page)
    page.get_by_label("In normaler Schrift").check()
    go_on(page)
    page.get_by_role("button", name="Jetzt registrieren").click()

    expect(page).to_have_url(re.compile(f"{DONE}$"))
    assert registrations(portal, "T012345678") == [("50667", "normal", "")]


def test_answers_do_not_stay_in_the_browser(remembered: Page, portal: Portal) -> None:
    remembered.goto(INSURED)
    answer_as_insured(remembered, "M123456785")
    remembered.get_by_role("button", name="Jetzt registrieren").click()
    expect(remembered).to_have_url(re.compile(f"{DONE}$"))

    # Chromium has the address in its history, but asks before it would send the answers again.
    remembered.evaluate("history.back()")
    remembered.wait_for_timeout(1_500)

    assert "M 123" not in remembered.content()
    assert "Ihre Registrierung ist angekommen" not in remembered.content()
    assert registrations(portal, "M123456785") == [("50674", "large", "")]


def test_too_many_registrations_wait_with_all_answers(visit: Visit, portal: Portal) -> None:
    page = visit(Look(320), errors={429})
    address = come_from_elsewhere(page)
    for _ in range(5):
        sealed = Draft(Kind.INSURED, answers=ANSWERS).sealed()
        body = urlencode({"step": "check", "sealed": sealed})
        assert HttpVisitor(portal.url).post(INSURED, body, **{"X-Forwarded-For": address}).status == 303
    page.goto(INSURED)
    answer_as_insured(page, "A000500015")

    page.get_by_role("button", name="Jetzt registrieren").click()

    expect(page.get_by_role("alert")).to_contain_text("Bitte warten Sie noch etwas")
    expect(page.locator(".answers")).to_contain_text("A 000 500 015")
    assert violations(page) == []
    assert overflow(page) == 0
