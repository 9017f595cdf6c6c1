"""P19: cookies serve the choice of the IKK and the sign-in; they say nothing and end with the visit."""

from typing import Any

import pytest
from django.conf import settings

from bestand.demo_data import ANNA
from regions.models import Region
from tests.accounts.live_members import member_of, working_on
from tests.accounts.members import PIN
from tests.browser import Look, Visit, follow
from tests.crawl import Crawl
from tests.http_visitor import HttpVisitor
from tests.live import Portal
from tests.pages import PUBLIC, REGION, Page
from tests.staff import sign_in


def attributes(cookie: str) -> set[str]:
    """Return the names of a Set-Cookie field's attributes, in lower case."""
    return {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}


def test_reading_sets_no_cookie(crawl: Crawl) -> None:
    assert {path: answer.cookies for path, answer in crawl.answers.items() if answer.cookies} == {}


@pytest.mark.parametrize("wanted", [page for page in PUBLIC if page.name != "form-expired"], ids=str)
def test_no_state_of_a_public_page_sets_a_cookie(portal: Portal, wanted: Page) -> None:
    answer = HttpVisitor(portal.url, wanted.cookies).ask(wanted.method, wanted.path, wanted.body, wanted.headers)

    assert answer.cookies == []


@pytest.mark.django_db
def test_choice_sets_the_slug_until_the_browser_closes(portal: Portal) -> None:
    slugs = list(Region.objects.values_list("slug", flat=True))

    answers = {slug: HttpVisitor(portal.url).post(f"/regionen/{slug}/", "zurueck=%2F") for slug in slugs}

    assert len(slugs) == 12
    assert {slug: answer.cookies for slug, answer in answers.items()} == {
        slug: [f"ikk_region={slug}; HttpOnly; Path=/; SameSite=Lax"] for slug in slugs
    }


def test_forgetting_removes_the_cookie(portal: Portal) -> None:
    visitor = HttpVisitor(portal.url, {"ikk_region": REGION})

    (cookie,) = visitor.post("/regionen/vergessen/", "zurueck=%2F").cookies

    assert cookie.startswith('ikk_region=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0;')
    assert visitor.cookies == {}


@pytest.mark.parametrize("value", ["gibt-es-nicht", "Rheinland", "x" * 41, "name%40example.org", "1"])
def test_cookie_that_names_no_ikk_is_removed(portal: Portal, value: str) -> None:
    visitor = HttpVisitor(portal.url, {"ikk_region": value})

    answer = visitor.get("/hilfe/")

    assert (answer.status, visitor.cookies) == (200, {})


def test_browser_keeps_the_listed_cookies_only_and_none_beyond_the_session(
    visit: Visit, portal: Portal, staff_cookies: dict[str, str], django_db_setup: None, django_db_blocker: Any
) -> None:
    with working_on(portal, django_db_blocker):
        member_of(ANNA.number)
    window = visit(Look())
    window.goto(f"/regionen/{REGION}/")
    follow(window.get_by_role("button", name="wählen"))
    assert [(cookie["name"], cookie["value"]) for cookie in window.context.cookies()] == [("ikk_region", REGION)]

    window.goto("/internetfiliale/anmelden/")
    window.fill("#id_number", ANNA.number)
    window.fill("#id_pin", PIN)
    window.press("#id_pin", "Enter")
    window.wait_for_url("**/internetfiliale/")
    sign_in(window, portal, "sander")
    kept = window.context.cookies()

    assert {cookie["name"] for cookie in kept} == set(settings.COOKIE_PURPOSES)
    assert {cookie["expires"] for cookie in kept} == {-1}
    assert {cookie["httpOnly"] for cookie in kept} == {True}
    assert {cookie["name"]: cookie["sameSite"] for cookie in kept} == {
        "ikk_region": "Lax",
        "ikk_csrf": "Lax",
        "ikk_session": "Lax",
        "ikk_staff": "Strict",
    }


def test_sign_in_form_sets_its_token_for_the_session_only(portal: Portal) -> None:
    cookies = HttpVisitor(portal.url).get("/verwaltung/login/").cookies

    assert [cookie.partition("=")[0] for cookie in cookies] == ["ikk_csrf"]
    assert [attributes(cookie) for cookie in cookies] == [{"httponly", "path", "samesite"}]


def test_statement_lists_exactly_the_cookies_of_the_settings(portal: Portal, national_crawl: Crawl) -> None:
    page = national_crawl.pages["/datenschutz/"]
    listed = {code.to_text() for code in page.all("code") if code.to_text().startswith("ikk_")}

    assert listed == {"ikk_region", "ikk_session", "ikk_staff", "ikk_csrf"}
    assert listed == set(settings.COOKIE_PURPOSES)
