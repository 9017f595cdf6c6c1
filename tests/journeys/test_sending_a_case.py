"""Somebody changes an address with the usual mishaps of browsers: double clicks, reloads, a second window, the end."""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Session
from bestand.demo_data import BERND
from internetfiliale.models import Case
from tests.accounts.live_members import Working, cookie_of
from tests.accounts.members import PIN, UNLOCK_CODE
from tests.browser import Look, Visit, come_from_elsewhere

ADDRESS = "/internetfiliale/dienste/anschrift/"


@pytest.fixture
def working(working: Working) -> Iterator[Working]:
    """Work on the running portal's database; afterwards neither sessions nor cases are left in it."""
    yield working
    with working():
        Case.objects.filter(account__number=BERND.number).delete()


@pytest.fixture
def bernd(working: Working) -> dict[str, str]:
    """The cookie of Bernd Muster, who has shown his PIN only."""
    with working():
        return cookie_of(BERND.number, region="nord", regions=["nord"])


def prove(page: Page) -> None:
    page.get_by_label("Entsperrcode").fill(UNLOCK_CODE)
    page.get_by_role("button", name="Weiter").click()


def answer(page: Page, street: str = "Neue Gasse 5") -> None:
    """Answer the questions up to the page with all answers."""
    page.get_by_label("In Deutschland").check()
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Straße und Hausnummer").fill(street)
    page.get_by_label("Postleitzahl").fill("24105")
    page.get_by_label("Ort", exact=True).fill("Kiel")
    page.get_by_role("button", name="Weiter").click()
    today = timezone.localdate()
    for part, number in (("Tag", today.day), ("Monat", today.month), ("Jahr", today.year)):
        page.get_by_label(part, exact=True).fill(str(number))
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stimmen Ihre Angaben?")


def expect_received(page: Page) -> str:
    expect(page.get_by_role("heading", level=1)).to_have_text("Anschrift ändern: Ihre Angaben sind angekommen")
    return page.locator("strong.order-number").inner_text()


def test_case_clicked_twice_reloaded_and_sent_from_two_windows_is_one_case(
    visit: Visit, look: Look, working: Working, bernd: dict[str, str]
) -> None:
    page = visit(look, cookies=bernd)
    page.goto(ADDRESS)
    prove(page)
    expect(page.get_by_text("Bisherige Anschrift")).to_be_visible()
    answer(page)
    other = page.context.new_page()
    other.goto(ADDRESS)
    answer(other)

    page.get_by_role("button", name="Jetzt absenden").dblclick()
    number = expect_received(page)
    page.reload()
    assert expect_received(page) == number
    other.get_by_role("button", name="Jetzt absenden").click()
    assert expect_received(other) == number

    with working():
        assert Case.objects.filter(account__number=BERND.number).count() == 1


def test_answers_outlive_the_session_and_are_sent_only_when_seen_again(
    visit: Visit, look: Look, working: Working, bernd: dict[str, str]
) -> None:
    page = visit(look, cookies=bernd, errors={403})
    come_from_elsewhere(page)
    page.goto(ADDRESS)
    prove(page)
    answer(page, "Ganz Neue Gasse 7")
    with working():
        Session.objects.filter(kind="member").update(expire_date=timezone.now())

    page.get_by_role("button", name="Jetzt absenden").click()
    page.get_by_label("Versichertennummer oder Betriebsnummer").fill(BERND.number)
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    prove(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Stimmen Ihre Angaben?")
    expect(page.get_by_text("Ihre Eingaben sind wieder da.")).to_be_visible()
    expect(page.get_by_text(re.compile("Ganz Neue Gasse 7"))).to_be_visible()
    with working():
        assert Case.objects.filter(account__number=BERND.number).count() == 0
    page.get_by_role("button", name="Jetzt absenden").click()
    expect_received(page)
