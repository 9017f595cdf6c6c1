"""P18: nothing is passed to third parties; no page makes a browser ask another origin."""

from collections.abc import Iterable

from playwright.sync_api import Page as BrowserPage

from tests.browser import Look, Visit, show_each
from tests.crawl import Crawl
from tests.live import Portal
from tests.pages import ERROR_STATUSES, PUBLIC, STAFF, Page


def asked_by_each(window: BrowserPage, portal: Portal, pages: Iterable[Page]) -> list[str]:
    """Show one page after the other and return every address that the window asks for.

    What a page names is there when it is loaded. What its scripts may ask for later is waited for at the first page
    that brings the script.
    """
    asked: list[str] = []
    awaited: set[str] = set()
    window.context.on("request", lambda request: asked.append(request.url))
    for page in show_each(window, portal, pages):
        assert portal.url + page.path in asked
        scripts = set(window.evaluate("[...document.scripts].map(script => script.src)"))
        if not scripts <= awaited:
            window.wait_for_load_state("networkidle")
            awaited |= scripts
    assert any(url.endswith(".js") for url in awaited)
    return asked


def test_browser_asks_the_own_origin_only(visit: Visit, portal: Portal) -> None:
    asked = asked_by_each(visit(Look(), errors=ERROR_STATUSES), portal, PUBLIC)

    assert {url for url in asked if not url.startswith(f"{portal.url}/")} == set()
    assert any(url.endswith(".css") for url in asked)


def test_browser_of_staff_asks_the_own_origin_only(visit: Visit, portal: Portal, staff_cookies: dict[str, str]) -> None:
    asked = asked_by_each(visit(Look(), cookies=staff_cookies), portal, STAFF)

    assert {url for url in asked if not url.startswith(f"{portal.url}/")} == set()
    assert any(url.endswith(".js") for url in asked)


def test_no_page_and_no_stylesheet_names_a_file_of_another_origin(crawl: Crawl) -> None:
    foreign = [f"{path}: {url}" for path, page in crawl.pages.items() for url in page.loaded() if not crawl.is_own(url)]
    styles = [answer.text for answer in crawl.answers.values() if answer.media_type == "text/css"]

    assert foreign == []
    assert styles
    assert [style for style in styles if "http:" in style or "https:" in style or "url(//" in style] == []
