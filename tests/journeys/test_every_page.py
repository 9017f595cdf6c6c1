"""Every page and every error state in a real browser: accessible, no wider than its window, silent, own files only."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from playwright.sync_api import expect

from ikk_portal import error_pages
from tests.browser import Look, Visit, overflow, show, show_each, violations
from tests.http_visitor import HttpVisitor
from tests.live import Portal
from tests.pages import ERROR_STATUSES, NATIONAL, PUBLIC, STAFF, STAFF_LISTS, Page
from tests.promises.test_p18_no_third_parties import assert_files_are_own

PHONE = Look(320)
DESKTOP = Look(1280)
LONG_LOOKS = [
    pytest.param(look, marks=pytest.mark.long, id=str(look))
    for look in (DESKTOP, Look(320, "dark"), Look(1280, "dark"))
]
LOOKS = [pytest.param(PHONE, id=str(PHONE)), *LONG_LOOKS]
#: Links, buttons and fields outside of running text that a finger would miss.
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary')]
  .filter(element => element.checkVisibility())
  .filter(element => !element.closest('svg, p, dd, address, main li, .skip-link, [aria-hidden=true]'))
  .map(element => [element.getBoundingClientRect(), element])
  .filter(([box]) => box.height < 24 || box.width < 24)
  .map(([box, element]) => `${box.width}x${box.height} ${element.outerHTML.slice(0, 90)}`)"""
LOW_BUTTONS = """() => [...document.querySelectorAll('main .button')]
  .filter(button => button.getBoundingClientRect().height < 44).map(button => button.outerHTML.slice(0, 90))"""
EVERY_PAGE = pytest.mark.parametrize("wanted", PUBLIC, ids=str)
EVERY_STAFF_PAGE = pytest.mark.parametrize("wanted", STAFF, ids=str)


@pytest.fixture
def visit(visit_in_turn: Visit) -> Visit:
    """Look at all pages in one window."""
    return visit_in_turn


def kind_of(path: str) -> str:
    """Return what pages of one template have in common: "/regionen/…" for all IKKs."""
    room, _, record = path[1:].partition("/")
    return f"/{room}/…" if record else path


def test_pages_above_are_those_of_the_sitemap(portal: Portal) -> None:
    sitemap = HttpVisitor(portal.url).get("/sitemap.xml").text
    listed = {line.partition("<loc>")[2].partition("</loc>")[0] for line in sitemap.splitlines() if "<loc>" in line}
    paths = {location.removeprefix(portal.url) for location in listed}

    shown = {page.path for page in NATIONAL if "?" not in page.path} - {"/regionen/vergessen/"}
    assert {kind_of(path) for path in paths} == {kind_of(path) for path in shown}
    assert shown - paths == set()


@pytest.mark.parametrize("look", LOOKS)
@EVERY_PAGE
def test_page_is_accessible_and_fits(visit: Visit, portal: Portal, wanted: Page, look: Look) -> None:
    window = visit(look, errors={wanted.status}, cookies=wanted.cookies)
    show(window, portal, wanted)
    assert_files_are_own(window, portal)

    assert violations(window) == []
    assert overflow(window) == 0
    assert window.evaluate(SMALL_TARGETS) == []
    assert window.evaluate(LOW_BUTTONS) == []


@pytest.mark.long
def test_pages_fit_a_wide_window(visit: Visit, portal: Portal) -> None:
    window = visit(DESKTOP, errors=ERROR_STATUSES)

    wider = {page.name: overflow(window) for page in show_each(window, portal, PUBLIC)}

    assert {name: pixels for name, pixels in wider.items() if pixels} == {}


@pytest.mark.parametrize("look", LOOKS)
@EVERY_STAFF_PAGE
def test_staff_page_is_accessible_and_fits(
    visit: Visit, portal: Portal, staff_cookies: dict[str, str], wanted: Page, look: Look
) -> None:
    window = visit(look, cookies=staff_cookies)
    show(window, portal, wanted)
    expect(window.get_by_role("button", name="Abmelden")).to_be_visible()  # still signed in: it is the page meant
    assert_files_are_own(window, portal)

    assert violations(window) == []
    assert overflow(window) == 0


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", STAFF_LISTS)
def test_staff_record_is_accessible_and_fits(
    visit: Visit, staff_cookies: dict[str, str], path: str, look: Look
) -> None:
    window = visit(look, cookies=staff_cookies)
    window.goto(path)
    window.locator("#result_list tbody th a").first.click()
    window.wait_for_url("**/change/**")

    assert violations(window) == []
    assert overflow(window) == 0


@pytest.mark.parametrize("look", LOOKS)
def test_staff_form_with_errors_is_accessible_and_fits(visit: Visit, staff_cookies: dict[str, str], look: Look) -> None:
    window = visit(look, cookies=staff_cookies)
    window.goto("/verwaltung/regions/rate/add/")
    window.locator("[name=_save]").click()

    window.locator(".errornote").wait_for()
    assert violations(window) == []
    assert overflow(window) == 0


@pytest.mark.parametrize("look", LOOKS)
def test_staff_sign_in_is_accessible_and_fits(visit: Visit, look: Look) -> None:
    window = visit(look)
    window.goto("/verwaltung/login/")
    assert violations(window) == []

    window.fill("#id_username", "sander")
    window.fill("#id_password", "falsch")
    window.fill("#id_code", "123456")
    window.press("#id_code", "Enter")
    window.locator(".errornote").wait_for()
    assert violations(window) == []
    assert overflow(window) == 0


def _too_many(request: HttpRequest) -> HttpResponse:
    return error_pages.too_many_requests(request, timezone.now() + timedelta(minutes=20))


@pytest.mark.django_db
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "view",
    [error_pages.permission_denied, _too_many, error_pages.server_error, error_pages.service_unavailable],
)
def test_error_page_that_nobody_can_ask_for_is_accessible_and_fits(
    visit: Visit,
    portal: Portal,
    rf: RequestFactory,
    view: Callable[[HttpRequest], HttpResponse],
    look: Look,
) -> None:
    answer = view(rf.get("/fehler/"))
    window = visit(look, errors={answer.status_code})
    window.route(
        f"{portal.url}/fehler/",
        lambda route: route.fulfill(
            status=answer.status_code, headers={"Content-Type": "text/html"}, body=answer.content
        ),
    )
    window.goto("/fehler/")

    assert violations(window) == []
    assert overflow(window) == 0


@pytest.mark.parametrize("look", LOOKS)
def test_staff_password_form_with_errors_is_accessible_and_fits(
    visit: Visit, staff_cookies: dict[str, str], look: Look
) -> None:
    window = visit(look, cookies=staff_cookies)
    window.goto("/verwaltung/password_change/")
    window.fill("#id_old_password", "falsch")
    window.fill("#id_new_password1", "eins")
    window.fill("#id_new_password2", "zwei")
    window.get_by_role("button", name="Passwort ändern").click()

    window.locator(".errornote").wait_for()
    assert violations(window) == []
    assert overflow(window) == 0
