"""Every service of the catalogue, end to end in a real browser: a new module is tested by being there.

Fields are filled in by what they are: a choice by its first or last answer, a line by the example beside it or by what
browsers know it for. A field that this does not suit says so when the walk stops at its error.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import cache

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from bestand.demo_data import ANNA, BRANDT, LENA, METALLBAU
from internetfiliale.services.catalogue import catalogue
from internetfiliale.services.declaration import Audience, CaseService, DocumentService, Service
from regions.models import Region
from tests.accounts.live_members import Working, cookie_of
from tests.browser import Look, Watch, follow, keep, overflow, violations, watched
from tests.internetfiliale.filling import every_service
from tests.live import Portal

MOST_PAGES = 12  # more questions than anybody answers
LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(320, scripts=False), id="phone-without-scripts"),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
]
#: What browsers know a line for -> what is typed.
KNOWN = {
    "given-name": "Mia",
    "family-name": "Muster",
    "name": "Mia Muster",
    "organization": "Muster GmbH",
    "address-line1": "Musterweg 5",
    "postal-code": "50667",
    "address-level2": "Köln",
    "country-name": "Österreich",
    "tel": "0221 4710 999",
    "bday-day": "9",
    "bday-month": "3",
    "bday-year": str(timezone.localdate().year - 6),
}
EVERY_SERVICE = [
    pytest.param(service, audience, id=f"{service.slug}-{audience}") for service, audience in every_service()
]


@pytest.fixture(scope="module")
def windows(browser: Browser, portal: Portal) -> Iterator[Callable[[Look], tuple[Page, Watch]]]:
    """One window for each look: a browser that has read a script once, axe above all, need not read it again."""
    with ExitStack() as stack:
        yield cache(lambda look: stack.enter_context(watched(browser, portal, look)))


@pytest.fixture
def member(working: Working, service: Service, audience: Audience, look: Look) -> dict[str, str]:
    """The cookie of somebody of that audience at an IKK that offers the service, second proof shown."""
    one, other = (ANNA, LENA) if audience is Audience.INSURED else (BRANDT, METALLBAU)
    number = one.number if look.scripts else other.number  # so that nobody sends more cases than people do
    with working():
        slug = next(region.slug for region in Region.objects.order_by("pk") if service.is_offered(region))
        return cookie_of(number, audience, second_proof=True, region=slug, regions=[slug])


@pytest.fixture
def page(
    windows: Callable[[Look], tuple[Page, Watch]], portal: Portal, look: Look, member: dict[str, str]
) -> Iterator[Page]:
    """The window of that look, in which ``member`` is signed in."""
    window, watch = windows(look)
    window.context.clear_cookies()
    keep(window, portal, member)
    yield window
    watch.confirm()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("service", "audience"), EVERY_SERVICE)
def test_service_from_the_first_page_to_its_end(page: Page, service: Service, look: Look) -> None:
    answered = page.goto(f"/internetfiliale/dienste/{service.slug}/")
    assert answered is not None
    assert answered.status == 200
    expect_sound(page, look)

    if isinstance(service, CaseService):
        walk_to_receipt(page, service, look)
    elif isinstance(service, DocumentService):
        take_document(page, look)
    elif page.locator("main form").count():
        fill_in(page, look)
        follow(page.locator("main form .button").first)
        expect_no_error(page)
        expect_sound(page, look)


def walk_to_receipt(page: Page, service: CaseService, look: Look) -> None:
    """Answer every question, look at all answers, send them, and take the receipt along."""
    follow(page.get_by_role("button", name="Weiter"))
    expect(page.locator(".error-summary, .step-line").first).to_be_visible()
    expect_sound(page, look)
    for number in range(1, MOST_PAGES):
        if page.get_by_role("button", name=service.button, exact=True).count():
            break
        fill_in(page, look)
        follow(page.get_by_role("button", name="Weiter"))
        expect_no_error(page)
        expect(page.locator(".step-line")).to_have_text(re.compile(f"Schritt {number + 1} von"))
        expect_sound(page, look)
    page.get_by_role("button", name=service.button, exact=True).click()

    heading = f"{service.heading or service.title}: Ihre Angaben sind angekommen"
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("strong.order-number")).to_have_text(re.compile(r"^V-\w{4}-\w{4}$"))
    expect_sound(page, look, is_new=service is catalogue()[0])
    paper = page.request.get(page.get_by_role("link", name="Quittung als PDF").get_attribute("href") or "")
    assert (paper.status, paper.headers["content-type"], paper.body()[:5]) == (200, "application/pdf", b"%PDF-")


def take_document(page: Page, look: Look) -> None:
    """Answer what is asked, and get the file."""
    fill_in(page, look)
    with page.expect_download() as download:
        page.locator("main form .button").first.click()
    assert re.fullmatch(r"[a-z0-9-]+\.[a-z]+", download.value.suggested_filename)
    assert download.value.path().read_bytes()[:5] == b"%PDF-"


def fill_in(page: Page, look: Look) -> None:
    """Answer all questions of a page: with scripts by the first of each choice, without by the last one."""
    form = page.locator("main form:has(.button)").first
    for group in sorted({radio.get_attribute("name") or "" for radio in form.locator("input[type=radio]").all()}):
        radios = form.locator(f'input[type=radio][name="{group}"]')
        (radios.first if look.scripts else radios.last).check()
    for box in form.locator("input[type=checkbox]").all():
        box.check()
    for select in form.locator("select").all():
        values = [option.get_attribute("value") or "" for option in select.locator("option").all()]
        filled = [value for value in values if value]
        select.select_option(filled[0] if look.scripts else filled[-1])
    for line in form.locator("input:not([type=hidden], [type=radio], [type=checkbox]), textarea").all():
        line.fill(answer_for(line))


def answer_for(line: Locator) -> str:
    """Return something right for one field."""
    known = KNOWN.get(line.get_attribute("autocomplete") or "")
    if known:
        return known
    name = line.get_attribute("name") or ""
    if part_of_day := re.search(r"_([012])$", name):
        legend = line.locator("xpath=ancestor::fieldset[1]/legend").inner_text()
        away = timedelta(days=-6 * 366 if "Geburt" in legend else 14)
        day = timezone.localdate() + away
        return str((day.day, day.month, day.year)[int(part_of_day[1])])
    example = re.search(r"zum Beispiel ([^.;]+)", hint_of(line), re.IGNORECASE)
    return example[1].strip() if example else "Muster"


def hint_of(line: Locator) -> str:
    """Return what stands beside a field to help."""
    ids = (line.get_attribute("aria-describedby") or "").split()
    return " ".join(line.page.locator(f'[id="{one}"]').inner_text() for one in ids)


def expect_no_error(page: Page) -> None:
    expect(page.locator("main h1")).to_be_visible()
    assert page.locator(".error-summary").all_inner_texts() == []


def expect_sound(page: Page, look: Look, *, is_new: bool = True) -> None:
    """The page fits and, unless others of its template were looked at before, is accessible.

    Without scripts nobody can measure either.
    """
    if look.scripts:
        assert overflow(page) == 0
        assert not is_new or violations(page) == []
