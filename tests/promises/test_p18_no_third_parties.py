"""P18: nothing is passed to third parties; no page makes a browser ask another origin.

Every page and every error state is shown to a browser once, in `tests/journeys/test_every_page.py`; there
`assert_files_are_own` of this module judges its files, and a watch whatever else the window asks for.
"""

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser import Look, watched
from tests.crawl import Crawl
from tests.live import Portal

THIRD_PARTY = "http://third-party.invalid"
_FILES = "performance.getEntriesByType('resource').map(file => file.name)"
_SCRIPTS = "[...document.scripts].map(script => script.src)"
_awaited: set[str] = set()


def assert_files_are_own(window: Page, portal: Portal) -> None:
    """Judge all files that the page in ``window`` has asked for.

    What a page names is there when it is loaded. What its scripts may ask for later is waited for at the first page
    that brings the script.
    """
    scripts = set(window.evaluate(_SCRIPTS))
    if not scripts <= _awaited:
        window.wait_for_load_state("networkidle")
        _awaited.update(scripts)
    files = window.evaluate(_FILES)
    assert any(file.endswith(".css") for file in files)
    assert scripts <= {*files}
    assert [file for file in files if not file.startswith(f"{portal.url}/")] == []


@pytest.mark.parametrize(
    "asking",
    [f"const picture = new Image(); picture.src = '{THIRD_PARTY}/pixel.png'", f"fetch('{THIRD_PARTY}/count')"],
    ids=["picture", "script"],
)
def test_window_that_asks_somebody_else_is_noticed(browser: Browser, portal: Portal, asking: str) -> None:
    with watched(browser, portal, Look()) as (window, watch):
        window.route("**/impressum/", _without_policy)
        window.goto("/impressum/")
        assert_files_are_own(window, portal)
        watch.confirm()

        window.evaluate(f"() => {{ {asking} }}")
        window.wait_for_function(f"address => {_FILES}.some(file => file.startsWith(address))", arg=THIRD_PARTY)

        assert THIRD_PARTY in watch.origins
        with pytest.raises(AssertionError):
            watch.confirm()
        with pytest.raises(AssertionError, match=THIRD_PARTY):
            assert_files_are_own(window, portal)


def _without_policy(route: Route) -> None:
    """Take away what would keep the browser from asking."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": ""})


def test_no_page_and_no_stylesheet_names_a_file_of_another_origin(crawl: Crawl) -> None:
    foreign = [f"{path}: {url}" for path, page in crawl.pages.items() for url in page.loaded() if not crawl.is_own(url)]
    styles = [answer.text for answer in crawl.answers.values() if answer.media_type == "text/css"]

    assert foreign == []
    assert styles
    assert [style for style in styles if "http:" in style or "https:" in style or "url(//" in style] == []
