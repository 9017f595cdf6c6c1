"""The whole story: Anna and the Bäckerei Brandt register, two people print and post their letters, and what the
letters say lets them in, shows them their data, and nothing of it once they have signed out.

Pages, timer and paper are real. PIN and Entsperrcode are read from the letters, as people do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from bestand.demo_data import ANNA, BRANDT
from tests.browser import Look, Visit, come_from_elsewhere, overflow, violations, violations_without_scripts
from tests.journeys.letters_on_file import forget_all_letters
from tests.journeys.test_deciding_about_letters import match
from tests.journeys.test_pin_letters_desk import go_on as press
from tests.journeys.test_pin_letters_desk import message, print_in_the_browser, release, sheets_of
from tests.journeys.test_registering import begin, go_on
from tests.journeys.test_signing_in import expect_heading, fill_in
from tests.live import Portal
from tests.staff import sign_in

LOOKS = [
    pytest.param(Look(320), Look(1280, scripts=False), id="phone, and desktop without scripts"),
    *(
        pytest.param(anna, brandt, id=f"{anna}, and {brandt}", marks=pytest.mark.long)
        for anna, brandt in (
            (Look(1280, scripts=False), Look(320)),
            (Look(320, scripts=False), Look(1280)),
            (Look(1280), Look(320, scripts=False)),
            (Look(320, "dark"), Look(1280, "dark")),
        )
    ),
]
INTERNETFILIALE = re.compile("^Internet\N{SOFT HYPHEN}?filiale$")
PIN, UNLOCK_CODE = r"PIN: (\d{4} \d{4})", r"Entsperrcode: (\d{3}(?: \d{3}){5})"


@dataclass(frozen=True)
class Visitor:
    """Somebody at a window, and how they look at it."""

    page: Page
    look: Look

    def meet(self, heading: str) -> None:
        """Wait for a page; it fits the window and is accessible."""
        expect_heading(self.page, heading)
        assert overflow(self.page) == 0
        assert (violations if self.look.scripts else violations_without_scripts)(self.page) == []


@dataclass(frozen=True)
class Letter:
    """What somebody reads on a sheet of paper."""

    words: str = field(repr=False)

    def find(self, pattern: str) -> str:
        (found,) = re.findall(pattern, self.words)
        return str(found)


@pytest.fixture(autouse=True)
def _nobody_has_a_letter(portal: Portal) -> Iterator[None]:
    forget_all_letters(portal)
    yield
    forget_all_letters(portal)


def date_in_words(days: int) -> re.Pattern[str]:
    """Match the day so many days from now as pages write it, "9. März 2026"."""
    day = timezone.localdate() + timedelta(days=days)
    return re.compile(rf"\b{day.day}\. \w+ {day.year}")


def anna_registers(anna: Visitor) -> None:
    page = anna.page
    begin(page, "Ich bin bei einer IKK versichert")
    anna.meet("Ihre Versichertennummer")
    page.get_by_label("Versichertennummer").fill(ANNA.number)
    go_on(page)
    anna.meet("Geburtsdatum und Postleitzahl")
    year, month, day = ANNA.birth_date.split("-")
    for label, part in (("Tag", day), ("Monat", month), ("Jahr", year)):
        page.get_by_label(label, exact=True).fill(part)
    page.get_by_label("Postleitzahl").fill(ANNA.postcode)
    go_on(page)
    anna.meet("Form des Briefs")
    page.get_by_label("In normaler Schrift").check()
    go_on(page)
    send(anna)


def the_bakery_registers(brandt: Visitor) -> None:
    """Its letter is to come from the Rhineland: it has accounts at two IKKs."""
    page = brandt.page
    page.goto("/regionen/rheinland/")
    page.get_by_role("button", name="Muster-IKK Rheinland wählen").click()
    begin(page, "Ich bin Arbeitgeber")
    brandt.meet("Ihre Betriebsnummer")
    page.get_by_label("Betriebsnummer").fill(BRANDT.number)
    go_on(page)
    brandt.meet("Sitz des Betriebs")
    page.get_by_label("Postleitzahl des Betriebs").fill(BRANDT.postcode)
    go_on(page)
    brandt.meet("Form des Briefs")
    page.get_by_label("In großer Schrift").check()
    go_on(page)
    send(brandt)


def send(visitor: Visitor) -> None:
    visitor.meet("Stimmen Ihre Angaben?")
    visitor.page.get_by_role("button", name="Jetzt registrieren").click()
    visitor.meet("Ihre Registrierung ist angekommen")


def letters_are_posted(vogel: Page, fischer: Page) -> list[Letter]:
    """Vogel makes a batch of what waits, Fischer releases it, Vogel prints, counts and posts; return the sheets.

    How the pages of the desk look is seen in their own journey.
    """
    vogel.get_by_role("link", name="Zu druckende PIN-Briefe", exact=True).click()
    press(vogel, "Stapel aus allen wartenden Briefen: 2")
    press(vogel, "Zur Freigabe vorlegen")
    expect(vogel.get_by_text("Sie haben diesen Stapel selbst zusammengestellt.")).to_be_visible()
    release(fischer, vogel.url, press)
    vogel.reload()
    sheets = sheets_of(print_in_the_browser(vogel, press))
    press(vogel, "Druck bestätigen")
    press(vogel, "Zur Post geben")
    vogel.get_by_label("Kuvertiert").fill("2")
    vogel.get_by_label("Vernichtet").fill("0")
    press(vogel, "Weiter")
    press(vogel, "Ja, zur Post gegeben")
    expect(message(vogel)).to_contain_text("zur Post gegeben")
    return [Letter(words) for words in sheets]


def letter_to(name: str, letters: list[Letter]) -> Letter:
    """Open the envelope with this name in the window."""
    (letter,) = [letter for letter in letters if name in letter.words]
    return letter


def comes_in(visitor: Visitor, letter: Letter, number: str) -> None:
    """Do what the letter says, and be told that this was the first time."""
    page = visitor.page
    page.goto("/")
    assert letter.find("Wählen Sie oben „(.+)“") == "Internetfiliale"
    page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name=INTERNETFILIALE).click()
    visitor.meet("In der Internetfiliale anmelden")
    assert number.endswith(letter.find(r"nummer mit dem Ende (\w{3})"))
    fill_in(page, number, letter.find(PIN))
    visitor.meet("Willkommen in der Internetfiliale")
    expect(page.get_by_text("Brief zur Post gegeben am")).to_be_visible()
    expect(page.locator("main")).to_contain_text(date_in_words(0))
    page.get_by_role("link", name="Weiter").click()


def shows_the_second_proof(visitor: Visitor, letter: Letter) -> None:
    page = visitor.page
    page.get_by_role("link", name="Alle Angaben mit dem Entsperrcode ansehen").click()
    visitor.meet("Bitte zeigen Sie, dass Sie es sind")
    page.get_by_label("Entsperrcode").fill(letter.find(UNLOCK_CODE))
    page.get_by_role("button", name="Weiter").click()
    visitor.meet("Ihre Angaben bei uns")
    expect(page).to_have_url(re.compile("/internetfiliale/meine-daten/$"))


def reads_something_and_comes_back(visitor: Visitor, heading: str) -> None:
    """The public pages know nobody; their menu leads back in all the same."""
    menu = visitor.page.get_by_role("navigation", name="Hauptnavigation")
    menu.get_by_role("link", name="Hilfe").click()
    visitor.meet("Hilfe")
    menu.get_by_role("link", name=INTERNETFILIALE).click()
    visitor.meet(heading)


def leaves_for_good(visitor: Visitor, secret: str) -> None:
    """Sign out, and see nothing of the signed-in pages by the back button."""
    page = visitor.page
    expect(page.get_by_text(secret)).to_be_visible()
    page.get_by_role("button", name="Abmelden", exact=True).click()
    visitor.meet("Sie sind abgemeldet")
    page.go_back()
    visitor.meet("In der Internetfiliale anmelden")
    assert secret not in page.content()


def own_bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Ihre Anmeldung", exact=True)


@pytest.mark.parametrize(("anna_looks", "brandt_looks"), LOOKS)
def test_letter_opens_the_door_that_was_asked_for(
    visit: Visit, portal: Portal, anna_looks: Look, brandt_looks: Look
) -> None:
    anna, brandt = (Visitor(visit(look), look) for look in (anna_looks, brandt_looks))
    for visitor in (anna, brandt):
        come_from_elsewhere(visitor.page)
    anna_registers(anna)
    the_bakery_registers(brandt)
    assert "requested: 2" in match(portal)

    vogel, fischer = visit(Look(1280)), visit(Look(1280))
    sign_in(vogel, portal, "vogel")
    sign_in(fischer, portal, "fischer")
    letters = letters_are_posted(vogel, fischer)
    assert len(letters) == 2
    anna.page.get_by_role("link", name="Stand der PIN-Briefe").click()
    anna.meet("Stand der PIN-Briefe")
    expect(anna.page.locator("main .lead")).to_contain_text(date_in_words(-1))

    letter = letter_to(ANNA.name, letters)
    comes_in(anna, letter, ANNA.number)
    anna.meet(f"Guten Tag, {ANNA.name}")
    expect(anna.page.get_by_text("Zülpicher Straße …, 50… Köln")).to_be_visible()
    expect(anna.page.get_by_text("Das ist Ihre erste.")).to_be_visible()
    shows_the_second_proof(anna, letter)
    reads_something_and_comes_back(anna, f"Guten Tag, {ANNA.name}")
    leaves_for_good(anna, "Zülpicher Straße 12, 50674 Köln")

    letter = letter_to(BRANDT.name, letters)
    assert "Muster-IKK Rheinland" in letter.words
    comes_in(brandt, letter, BRANDT.number)
    brandt.meet("Für welche IKK?")
    brandt.page.get_by_label("Muster-IKK Rheinland").check()
    go_on(brandt.page)
    brandt.meet(f"Guten Tag, {BRANDT.name}")
    expect(own_bar(brandt.page)).to_contain_text("Ihre IKK: Muster-IKK Rheinland")
    shows_the_second_proof(brandt, letter)
    reads_something_and_comes_back(brandt, f"Guten Tag, {BRANDT.name}")
    leaves_for_good(brandt, "Sternstraße 7, 53111 Bonn")
