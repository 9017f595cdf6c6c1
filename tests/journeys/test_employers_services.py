"""The bakery's payroll clerk calculates, mends a slip, and takes the rates along as a file.

Every service from its first page to its end: ``test_every_service.py``.
"""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bestand.demo_data import BRANDT
from internetfiliale.contributions import values_on
from tests.accounts.live_members import Working, cookie_of
from tests.browser import Look, Visit, overflow, violations
from tests.journeys.test_signing_in import expect_heading

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(320, scripts=False), id="phone-without-scripts"),
    pytest.param(Look(1280), id="desktop", marks=pytest.mark.long),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
]
SERVICES = "/internetfiliale/dienste/"


@pytest.fixture
def cookies(working: Working) -> dict[str, str]:
    """Sign the bakery in."""
    with working():
        return cookie_of(BRANDT.number, "employer")


def expect_sound(page: Page, look: Look) -> None:
    """The page is accessible and fits; looked at without scripts, axe cannot run."""
    if look.scripts:
        assert violations(page) == []
        assert overflow(page) == 0


@pytest.mark.parametrize("look", LOOKS)
def test_clerk_calculates_and_mends_a_slip(visit: Visit, cookies: dict[str, str], look: Look) -> None:
    page = visit(look, cookies=cookies)
    page.goto(f"{SERVICES}beitragsrechner/")
    expect_heading(page, "Beiträge berechnen")
    expect_sound(page, look)
    if values_on(timezone.localdate()) is None:  # the year has turned, and nobody has entered its limits yet
        expect(page.get_by_text("sind hier noch nicht alle Sätze und Grenzen hinterlegt")).to_be_visible()
        return

    page.get_by_label("Bruttoentgelt im Monat in Euro").fill("zweitausend")
    page.get_by_label("3 Kinder unter 25").check()
    page.get_by_role("button", name="Berechnen").click()
    expect(page.get_by_role("link", name=re.compile("Bitte geben Sie einen Betrag in Euro ein"))).to_be_visible()
    expect(page.get_by_label("3 Kinder unter 25")).to_be_checked()
    expect_sound(page, look)

    page.get_by_label("Bruttoentgelt im Monat in Euro").fill("1.800,00")
    page.get_by_role("button", name="Berechnen").click()
    expect(page.get_by_role("heading", name=re.compile("1.800,00 Euro brutto im"))).to_be_visible()
    expect(page.get_by_text("Das Entgelt liegt im Übergangs")).to_be_visible()
    assert page.url.endswith(f"{SERVICES}beitragsrechner/")
    expect_sound(page, look)


@pytest.mark.parametrize("look", LOOKS)
def test_clerk_looks_rates_up_and_takes_them_along(visit: Visit, cookies: dict[str, str], look: Look) -> None:
    page = visit(look, cookies=cookies)
    page.goto(f"{SERVICES}beitragssaetze/")
    expect_heading(page, "Beitragssätze und Umlagen nachsehen")
    expect_sound(page, look)

    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Alle Sätze als Tabelle herunterladen")).click()

    assert download.value.suggested_filename == "beitragssaetze-rheinland.csv"
    assert "Zusatzbeitrag;2,90;" in download.value.path().read_text(encoding="utf-8-sig")
