"""People sign in: insured and employer, with and without JavaScript, with slips, and out again for good."""

import re
import secrets
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.actions.sign_in import HASHES_AT_ONCE
from accounts.models import Session, User
from bestand.demo_data import ANNA, BERND, BRANDT, BRANDT_BRANCH, EMIL, GUSTAV, HANNA, IVO
from ikk_portal.platform.host_slots import slot
from tests.accounts.live_members import Working, cookie_of, fresh_letter_of, member_of
from tests.accounts.members import PIN, UNLOCK_CODE
from tests.browser import Look, Visit, come_from_elsewhere, overflow, violations, violations_without_scripts
from tests.live import Portal

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
    pytest.param(Look(320, scripts=False), id="phone-without-scripts"),
]
every_look = pytest.mark.parametrize("look", LOOKS)
HOME, SIGN_IN, IKK = "/internetfiliale/", "/internetfiliale/anmelden/", "/internetfiliale/ikk/"
NAME = "Guten Tag, Dr. Anna Musterfrau"


@pytest.fixture(autouse=True)
def _connection_of_its_own(request: pytest.FixtureRequest) -> None:
    if "page" in request.fixturenames:
        come_from_elsewhere(request.getfixturevalue("page"))


def fill_in(page: Page, number: str, pin: str = PIN) -> None:
    page.get_by_label("Versichertennummer oder Betriebsnummer").fill(number)
    page.get_by_label("PIN", exact=True).fill(pin)
    page.get_by_role("button", name="Anmelden", exact=True).click()


def expect_heading(page: Page, heading: str) -> None:
    """The page has this heading, wherever its words may be hyphenated."""
    may_break = re.compile("\N{SOFT HYPHEN}?".join(map(re.escape, heading)))
    expect(page.get_by_role("heading", level=1)).to_have_text(may_break)


def expect_sound(page: Page, look: Look) -> None:
    """The page is accessible and fits, with scripts and without."""
    assert (violations if look.scripts else violations_without_scripts)(page) == []
    assert overflow(page) == 0


@every_look
def test_insured_person_signs_in_sees_her_data_and_signs_out(page: Page, working: Working, look: Look) -> None:
    with working():
        member_of(ANNA.number)
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Internet.?filiale$")).click()
    expect_heading(page, "In der Internetfiliale anmelden")

    fill_in(page, "a 765-432 103", "1234 5678")

    expect_heading(page, NAME)
    expect(page.get_by_text("Zülpicher Straße …, 50… Köln")).to_be_visible()
    expect(page.get_by_text("melden wir Sie ab, wenn Sie nichts tun.")).to_be_visible()
    expect_sound(page, look)
    page.get_by_role("link", name="Alle Angaben mit dem Entsperrcode ansehen").click()
    expect_heading(page, "Bitte zeigen Sie, dass Sie es sind")
    page.get_by_label("Entsperrcode").fill("482 015 967 330 741 26")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Entsperrcode")).to_be_focused()
    expect_sound(page, look)
    page.get_by_label("Entsperrcode").fill("482-015-967-330-741-268")
    page.get_by_role("button", name="Weiter").click()
    expect_heading(page, "Ihre Angaben bei uns")
    expect(page.get_by_text("Zülpicher Straße 12, 50674 Köln")).to_be_visible()
    expect(page.get_by_text("A 765 432 103")).to_be_visible()
    expect_sound(page, look)
    assert {cookie["name"] for cookie in page.context.cookies()} == {"ikk_session", "ikk_csrf"}

    page.get_by_role("button", name="Abmelden", exact=True).click()

    expect_heading(page, "Sie sind abgemeldet")
    expect_sound(page, look)
    page.goto(HOME)
    expect_heading(page, "In der Internetfiliale anmelden")
    expect(page).to_have_url(re.compile(re.escape(SIGN_IN)))


@every_look
def test_employer_uses_a_letter_for_the_first_time_and_changes_the_ikk(
    page: Page, working: Working, look: Look
) -> None:
    pin = f"{secrets.randbelow(10**8):08}"  # the other looks have used theirs
    with working():
        fresh_letter_of(BRANDT.number, "employer", pin=pin)
    page.goto(SIGN_IN)

    fill_in(page, "9900 0019", pin)

    expect_heading(page, "Willkommen in der Internetfiliale")
    expect(page.get_by_text("Brief bestellt am")).to_be_visible()
    expect_sound(page, look)
    page.get_by_role("link", name="Weiter").click()
    expect_heading(page, "Für welche IKK?")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte wählen Sie eine IKK aus.")
    expect_sound(page, look)
    page.get_by_label("Muster-IKK Nord").check()
    page.get_by_role("button", name="Weiter").click()
    expect_heading(page, "Guten Tag, Bäckerei Brandt")
    bar = page.get_by_role("region", name="Ihre Anmeldung", exact=True)
    expect(bar).to_contain_text("Ihre IKK: Muster-IKK Nord")
    bar.get_by_role("link", name="IKK wechseln").click()
    page.get_by_label("Muster-IKK Rheinland").check()
    page.get_by_role("button", name="Weiter").click()
    expect(bar).to_contain_text("Ihre IKK: Muster-IKK Rheinland")
    expect_sound(page, look)


@every_look
def test_wrong_pins_lead_to_the_entsperrcode_and_in(page: Page, working: Working, look: Look) -> None:
    with working():
        member_of(BERND.number)
    page.goto(SIGN_IN)
    for left in (
        "noch 4 Versuche",
        "noch 3 Versuche",
        "noch 2 Versuche",
        "noch einen Versuch",
        "auch nach dem Entsperrcode",
    ):
        fill_in(page, BERND.number, "0000 0000")
        expect(page.get_by_role("alert")).to_contain_text(left)
        expect(page.get_by_label("Versichertennummer oder Betriebsnummer")).to_have_value(BERND.number)
    expect_sound(page, look)

    fill_in(page, BERND.number)

    expect_heading(page, "Bitte geben Sie auch den Entsperrcode ein")
    expect_sound(page, look)
    page.get_by_label("Entsperrcode").fill("000 000 000 000 000 000")
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("passen nicht zusammen")
    expect_sound(page, look)
    page.get_by_label("Entsperrcode").fill(UNLOCK_CODE)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect_heading(page, "Guten Tag, Bernd Muster")


def test_shut_doors_have_sound_pages(visit: Visit, working: Working) -> None:
    page = visit(Look(320), errors={403})
    come_from_elsewhere(page)
    with working():
        User.objects.filter(pk=member_of(HANNA.number).pk).update(blocked_at=timezone.now())
        fresh_letter_of(EMIL.number, valid_until=timezone.localdate() - timedelta(days=1))
        for gone in (GUSTAV, IVO):
            member_of(gone.number)
        member_of(BRANDT_BRANCH.number, "employer")
    for person, heading in (
        (HANNA, "Dieser Zugang ist gesperrt"),
        (EMIL, "Ihre PIN ist abgelaufen"),
        (GUSTAV, "Für Angehörige"),
        (IVO, "Die Versicherung bei uns ist beendet"),
        (BRANDT_BRANCH, "Ihre Nummer hat sich geändert"),
    ):
        page.goto(SIGN_IN)
        fill_in(page, person.number)
        expect_heading(page, heading)
        expect_sound(page, Look(320))


def test_crowd_has_a_sound_page_and_lets_in_when_it_has_gone(visit: Visit, working: Working) -> None:
    page = visit(Look(320), errors={503})
    come_from_elsewhere(page)
    with working():
        member_of(ANNA.number)
    page.goto(SIGN_IN)
    with slot("pin-hash", slots=HASHES_AT_ONCE, patience=5), slot("pin-hash", slots=HASHES_AT_ONCE, patience=5):
        fill_in(page, ANNA.number)
        expect(page.get_by_role("heading", level=1)).to_have_text("Gerade melden sich sehr viele an", timeout=15_000)
    expect_sound(page, Look(320))

    page.get_by_role("button", name="Noch einmal versuchen").click()

    expect_heading(page, NAME)


def test_pin_can_be_shown_and_is_sent_as_a_secret(page: Page) -> None:
    page.goto(SIGN_IN)
    pin = page.get_by_label("PIN", exact=True)
    pin.fill("1234 5678")
    assert pin.get_attribute("type") == "password"

    page.get_by_role("button", name="PIN anzeigen").click()

    assert pin.get_attribute("type") == "text"
    assert violations(page) == []
    page.get_by_role("button", name="PIN verbergen").click()
    assert pin.get_attribute("type") == "password"


@pytest.fixture
def anna_inside(visit: Visit, working: Working) -> Page:
    """A window in which Anna is signed in."""
    with working():
        cookies = cookie_of(ANNA.number)
    return visit(Look(320), errors={403}, cookies=cookies)


def test_warning_comes_two_minutes_before_the_end_and_one_key_prolongs(anna_inside: Page) -> None:
    page = anna_inside
    page.clock.install()
    page.goto(HOME)
    dialog = page.get_by_role("dialog", name="Ihre Anmeldung")
    page.clock.fast_forward("12:50")
    expect(dialog).to_be_hidden()

    page.clock.fast_forward("00:20")

    expect(dialog).to_have_accessible_description(re.compile(r"^In 2\sMinuten melden wir Sie ab, weil Sie"))
    expect(dialog.get_by_role("button", name="Angemeldet bleiben")).to_be_focused()
    assert violations(page) == []
    assert overflow(page) == 0
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("12:50")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("00:20")
    expect(dialog).to_be_visible()


def test_last_warning_before_the_longest_time_only_informs(visit: Visit, working: Working) -> None:
    nearly_four_hours_ago = timezone.now() - timedelta(hours=3, minutes=50)
    with working():
        cookies = cookie_of(ANNA.number, _started_at=nearly_four_hours_ago.isoformat())
    page = visit(Look(320), cookies=cookies)
    page.clock.install()
    page.goto(HOME)
    bar = page.get_by_role("region", name="Ihre Anmeldung", exact=True)
    expect(bar).to_contain_text("Eine Anmeldung dauert höchstens 4 Stunden.")

    page.clock.fast_forward("08:10")

    dialog = page.get_by_role("dialog", name="Ihre Anmeldung")
    expect(dialog).to_have_accessible_description(re.compile(r"dauert zu Ihrem Schutz höchstens 4\sStunden"))
    expect(dialog.get_by_role("button")).to_have_text(["Verstanden"])
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def test_page_without_a_form_gives_way_when_the_session_has_ended(anna_inside: Page, working: Working) -> None:
    page = anna_inside
    page.clock.install()
    page.goto(HOME)
    with working():
        Session.objects.filter(kind="member").delete()

    page.clock.fast_forward("15:10")

    expect(page).to_have_url(re.compile(re.escape(SIGN_IN)))
    expect(page.get_by_text("Musterfrau")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("Ihre Anmeldung ist beendet.")
    assert violations(page) == []


def test_form_that_came_too_late_comes_back_after_the_sign_in(visit: Visit, working: Working) -> None:
    with working():
        cookies = cookie_of(ANNA.number, regions=["nord", "rheinland"])
    page = visit(Look(320), errors={403}, cookies=cookies)
    come_from_elsewhere(page)
    page.clock.install()
    page.goto(IKK)
    page.get_by_label("Muster-IKK Nord").check()
    with working():
        for row in Session.objects.filter(kind="member"):
            row.expire_date = row.started_at
            row.save()
    page.clock.fast_forward("15:10")
    dialog = page.get_by_role("dialog", name="Ihre Anmeldung")
    expect(dialog).to_have_accessible_description(re.compile("^Ihre Anmeldung ist beendet."))
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("alert")).to_contain_text("dann kommt das Formular mit Ihren Eingaben zurück")
    assert violations(page) == []

    fill_in(page, ANNA.number)

    expect(page).to_have_url(re.compile(re.escape(IKK)))
    expect(page.get_by_text("Ihre Eingaben sind wieder da.")).to_be_visible()


def test_signed_in_elsewhere_is_seen_and_ended(visit: Visit, working: Working) -> None:
    with working():
        first, second = (
            visit(Look(320), cookies=cookie_of(ANNA.number)),
            visit(Look(320), cookies=cookie_of(ANNA.number)),
        )
    first.goto(HOME)
    second.goto(HOME)
    expect(first.get_by_text("An anderer Stelle")).to_have_count(1)

    first.get_by_role("button", name="Alle anderen abmelden").click()

    expect(first.get_by_text("An anderer Stelle")).to_have_count(0)
    expect(first.get_by_text("Alle anderen sind abgemeldet.")).to_be_visible()
    second.reload()
    expect_heading(second, "In der Internetfiliale anmelden")


def bring_in(page: Page, portal: Portal, working: Working) -> None:
    """Let Anna be signed in, on the overview."""
    with working():
        (key,) = cookie_of(ANNA.number).values()
    page.context.add_cookies([{"name": "ikk_session", "value": key, "url": portal.url}])
    page.goto(HOME)
    expect_heading(page, NAME)


def keep_whole(page: Page, portal: Portal) -> None:
    """Let the browser keep the overview for its back button, as some do in spite of ``no-store``."""

    def without_the_header(route: Route) -> None:
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "cache-control"}
        route.fulfill(response=answer, headers=headers)

    page.route(portal.url + HOME, without_the_header)
    page.add_init_script(
        "addEventListener('pageshow', (event) => { if (event.persisted) sessionStorage.kept = 'whole' })"
    )


def test_back_button_shows_nothing_after_the_sign_out(remembered: Page, working: Working, portal: Portal) -> None:
    keep_whole(remembered, portal)
    bring_in(remembered, portal, working)
    remembered.get_by_role("button", name="Abmelden", exact=True).click()
    expect_heading(remembered, "Sie sind abgemeldet")
    remembered.wait_for_load_state()  # before its stylesheet is there, the browser paints nothing of it

    remembered.evaluate("history.back()")

    expect_heading(remembered, "In der Internetfiliale anmelden")
    assert "Musterfrau" not in remembered.content()
    assert remembered.evaluate("sessionStorage.kept") is None  # thrown away by the stylesheet's answer


@pytest.mark.parametrize("look", [Look(scripts=False)], ids=str)
def test_back_button_shows_nothing_without_scripts_either(
    remembered: Page, working: Working, portal: Portal, look: Look
) -> None:
    keep_whole(remembered, portal)
    bring_in(remembered, portal, working)
    remembered.get_by_role("button", name="Abmelden", exact=True).click()
    expect_heading(remembered, "Sie sind abgemeldet")
    remembered.wait_for_load_state()  # before its stylesheet is there, the browser paints nothing of it

    remembered.evaluate("history.back()")

    expect_heading(remembered, "In der Internetfiliale anmelden")
    assert "Musterfrau" not in remembered.content()


def test_page_kept_whole_by_the_browser_is_asked_for_again(remembered: Page, working: Working, portal: Portal) -> None:
    keep_whole(remembered, portal)
    bring_in(remembered, portal, working)
    remembered.goto("/hilfe/")
    with working():
        Session.objects.filter(kind="member").delete()

    remembered.evaluate("history.back()")

    expect_heading(remembered, "In der Internetfiliale anmelden")
    assert "Musterfrau" not in remembered.content()
    assert remembered.evaluate("sessionStorage.kept") == "whole"
