"""Anna takes her certificate along; the office that gets it finds out that it is ours, and that another one is not."""

import io
import re
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from bestand.demo_data import ANNA
from internetfiliale.certificates.budgets import PER_HOUR
from tests.accounts.live_members import Working, cookie_of
from tests.browser import Look, Visit, come_from_elsewhere, overflow, violations
from tests.http_visitor import HttpVisitor
from tests.internetfiliale.checking import CHECK, typed_date
from tests.internetfiliale.filling import service_path
from tests.live import Portal

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(320, scripts=False), id="phone-without-scripts"),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
]


@pytest.fixture
def cookie(working: Working) -> dict[str, str]:
    """The cookie of Anna, second proof shown."""
    with working():
        return cookie_of(ANNA.number, second_proof=True)


@pytest.mark.parametrize("look", LOOKS)
def test_certificate_is_taken_along_and_checked_by_somebody_else(
    visit: Visit, look: Look, cookie: dict[str, str]
) -> None:
    annas = visit(look, cookies=cookie)
    annas.goto(service_path("versicherungsbescheinigung"))
    with annas.expect_download() as download:
        annas.get_by_role("button", name="Bescheinigung herunterladen (PDF)").click()
    paper = PdfReader(io.BytesIO(download.value.path().read_bytes())).pages[0].extract_text()
    code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", paper)
    date = re.search(r"Datum: (\d\d\.\d\d\.\d{4})", paper)
    assert code
    assert date

    office = visit(look)
    come_from_elsewhere(office)
    office.goto(CHECK)
    check(office, code[0].lower().replace("-", " "), "anna musterfrau", date[1])
    expect(office.locator(".notice--success h2")).to_have_text("Stimmt überein")
    expect(office.locator(".notice--success dd")).to_contain_text(["als Mitglied", "1. Januar 1999"])
    expect_sound(office, look)

    check(office, code[0], "Anna Meisterfrau", date[1])
    expect(office.locator(".notice--warning h2")).to_have_text("Stimmt nicht")
    expect(office.get_by_label("Name auf der Bescheinigung")).to_have_value("Anna Meisterfrau")
    expect_sound(office, look)


def test_too_many_checks_wait_with_all_that_was_typed(visit: Visit, portal: Portal) -> None:
    page = visit(Look(320), errors={429})
    address = come_from_elsewhere(page)
    today = timezone.localdate()
    body = urlencode({"code": "7KQ2-M9XD-4F8T-0ZPC", "name": "Anna Ahrens", **typed_date(today)})
    for _ in range(PER_HOUR.burst):
        assert HttpVisitor(portal.url).post(CHECK, body, **{"X-Forwarded-For": address}).status == 200
    page.goto(CHECK)

    check(page, "7KQ2-M9XD-4F8T-0ZPC", "Anna Ahrens", f"{today:%d.%m.%Y}")

    expect(page.get_by_role("alert")).to_contain_text("Bitte warten Sie noch etwas")
    expect(page.get_by_label("Code", exact=True)).to_have_value("7KQ2-M9XD-4F8T-0ZPC")
    assert violations(page) == []
    assert overflow(page) == 0


def check(page: Page, code: str, name: str, date: str) -> None:
    """Type what stands on a certificate; the date goes whole into its first field."""
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_label("Name auf der Bescheinigung").fill(name)
    for part in ("Monat", "Jahr"):
        page.get_by_label(part).fill("")
    page.get_by_label("Tag").fill(date)
    page.get_by_role("button", name="Prüfen", exact=True).click()


def expect_sound(page: Page, look: Look) -> None:
    """The page is accessible and fits; looked at without scripts, axe cannot run."""
    if look.scripts:
        assert violations(page) == []
        assert overflow(page) == 0
