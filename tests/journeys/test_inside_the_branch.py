"""Anna looks round in the branch: what is open, how far her cases are, and what lies in her mailbox."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from bestand.demo_data import ANNA
from internetfiliale.models import Case
from tests.accounts.live_members import Working, cookie_of, member_of
from tests.browser import Look, Visit, overflow, violations
from tests.internetfiliale.mailboxes import case_of, cases_of, notice_of, notices_of
from tests.journeys.test_signing_in import HOME, NAME, expect_heading

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(320, scripts=False), id="phone-without-scripts", marks=pytest.mark.long),
    pytest.param(Look(320, "dark"), id="phone-dark", marks=pytest.mark.long),
    pytest.param(Look(1280), id="desktop", marks=pytest.mark.long),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
]
SERVICE = "Form der Briefe wählen"


@pytest.fixture
def working(working: Working) -> Iterator[Working]:
    """Work on the running portal's database; before and afterwards nobody in it has sent anything."""
    with working():
        Case.objects.all().delete()  # and their notices; other journeys leave some
    yield working
    with working():
        Case.objects.all().delete()


def some_weeks_later() -> None:
    """Let Anna have sent much, and have read all of it but for what is new today."""
    anna, today = member_of(ANNA.number), timezone.localdate()
    for notice in notices_of(cases_of(anna, 30, state="handed_over")):
        notice.read_on = today
        notice.save()
    notice_of(
        case_of(anna, state="sent_back", submitted_on=today - timedelta(days=3)), kind="sent_back", posted_on=today
    )
    notice_of(case_of(anna, state="done", submitted_on=today - timedelta(days=4)), kind="done", posted_on=today)


def ways_inside(page: Page) -> Locator:
    return page.get_by_role("navigation", name="In der Internetfiliale")


def rows(page: Page) -> Locator:
    return page.locator("tbody").get_by_role("row")


@pytest.mark.parametrize("look", LOOKS)
def test_anna_sees_what_is_open_and_reads_her_notices(visit: Visit, working: Working, look: Look) -> None:
    with working():
        some_weeks_later()
        cookies = cookie_of(ANNA.number)
    page = visit(look, cookies=cookies)

    def expect_sound() -> None:
        assert overflow(page) == 0
        if look.scripts:
            assert violations(page) == []

    page.goto(HOME)
    expect_heading(page, NAME)
    expect(page.get_by_role("link", name="2 ungelesene Nachrichten")).to_be_visible()
    expect(page.get_by_role("link", name="Alle 30 laufenden Vorgänge")).to_be_visible()
    expect(page.get_by_role("link", name=SERVICE, exact=True)).to_have_count(4)  # three cases, and the service
    expect(ways_inside(page).locator("[aria-current=page]")).to_have_text("Übersicht")
    expect_sound()

    page.get_by_role("link", name="2 ungelesene Nachrichten").click()
    expect_heading(page, "Postfach")
    expect(page.get_by_role("table")).to_contain_text("2 ungelesen, Seite 1 von 2")
    expect(rows(page).get_by_text("ungelesen", exact=True)).to_have_count(2)
    expect(rows(page)).to_have_count(20)
    expect_sound()

    page.get_by_role("link", name=f"{SERVICE}: zurück\N{SOFT HYPHEN}gegeben").click()
    expect_heading(page, f"{SERVICE}: zurückgegeben")
    expect(page.get_by_text("Hier zu lesen bis")).to_be_visible()
    expect(ways_inside(page)).to_contain_text("Postfach (1 ungelesen)")
    expect_sound()

    page.get_by_role("button", name="Als ungelesen markieren").click()
    expect(page.get_by_text("Die Nachricht gilt wieder als ungelesen.")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("2 ungelesen")
    page.get_by_role("link", name="Nächste Seite").click()
    expect(rows(page)).to_have_count(12)
    page.get_by_role("button", name="Alle als gelesen markieren").click()
    expect(page.get_by_text("Alle Nachrichten gelten als gelesen.")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("Alles gelesen")
    expect_sound()

    ways_inside(page).get_by_role("link", name="Vorgänge").click()
    expect_heading(page, "Ihre Vorgänge")
    expect(page.get_by_role("table")).to_contain_text("32 Vorgänge, davon 30 laufend, Seite 1 von 2")
    expect(rows(page)).to_have_count(20)
    expect(page.get_by_role("row", name=re.compile("erledigt"))).to_have_count(1)
    expect_sound()


def test_new_member_finds_empty_pages_that_say_what_will_be_there(visit: Visit, working: Working) -> None:
    with working():
        member_of(ANNA.number)
        cookies = cookie_of(ANNA.number)
    page = visit(Look(320), cookies=cookies)

    for place, heading, words in (
        ("Postfach", "Postfach", "Ihr Postfach ist leer."),
        ("Vorgänge", "Ihre Vorgänge", "Sie haben hier noch nichts eingereicht."),
        ("Übersicht", NAME, "Kein laufender Vorgang"),
    ):
        page.goto(HOME)
        ways_inside(page).get_by_role("link", name=place).click()
        expect_heading(page, heading)
        expect(page.locator("main")).to_contain_text(words)
        assert overflow(page) == 0
        assert violations(page) == []
