"""P18: nothing is passed to third parties; no page makes a browser ask another origin."""

import pytest

from tests.browser import Look, Visit, show
from tests.crawl import Crawl
from tests.live import Portal
from tests.pages import PUBLIC, STAFF, Page


@pytest.mark.parametrize("wanted", PUBLIC, ids=str)
def test_browser_asks_the_own_origin_only(visit: Visit, portal: Portal, wanted: Page) -> None:
    window = visit(Look(), status=wanted.status, cookies=wanted.cookies)
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    show(window, portal, wanted)
    window.wait_for_load_state("networkidle")

    assert {url for url in asked if not url.startswith(f"{portal.url}/")} == set()
    assert any(url.endswith(".css") for url in asked)


@pytest.mark.parametrize("wanted", STAFF, ids=str)
def test_browser_of_staff_asks_the_own_origin_only(
    visit: Visit, portal: Portal, staff_cookies: dict[str, str], wanted: Page
) -> None:
    window = visit(Look(), cookies=staff_cookies)
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    show(window, portal, wanted)
    window.wait_for_load_state("networkidle")

    assert {url for url in asked if not url.startswith(f"{portal.url}/")} == set()
    assert any(url.endswith(".css") for url in asked)


def test_no_page_and_no_stylesheet_names_a_file_of_another_origin(crawl: Crawl) -> None:
    foreign = [
        f"{path}: {url}" for path, page in crawl.pages.items() for url in page.loaded() if not crawl.is_own(url)
    ]
    styles = [answer.text for answer in crawl.answers.values() if answer.media_type == "text/css"]

    assert foreign == []
    assert styles
    assert [style for style in styles if "http:" in style or "https:" in style or "url(//" in style] == []
