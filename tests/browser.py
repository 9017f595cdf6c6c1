"""Pytest plugin: a real Chromium, watched. No page may speak to the console or to another origin."""

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests import pages
from tests.http_visitor import HttpVisitor
from tests.live import Portal, database_url
from tests.staff import sign_in
from tools.need import ALIASES, LIGHTER

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
_OF_THE_WIRE = {"content-encoding", "content-length", "transfer-encoding", "connection"}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Look:
    """How a visitor looks at the portal; ``width`` in CSS pixels."""

    width: int = 1280
    scheme: Literal["light", "dark"] = "light"
    scripts: bool = True
    forced_colors: Literal["active", "none"] = "none"

    def __str__(self) -> str:
        parts = [str(self.width), self.scheme, "" if self.scripts else "no-scripts"]
        return "-".join(filter(None, parts))


_DEFAULT = Look()


#: What Chromium tells that nobody need mend.
_NO_FAULTS = (
    "Clear-Site-Data header on",  # it has cleared its cache, as the page after a registration asks
    "Autofocus processing was blocked because a document already has a focused element.",  # tests type that fast
)


@dataclass
class Watch:
    """Collects what a visitor's browser must not see.

    Attributes:
        origin: the only one that may be asked.
        expected: error statuses that visited pages are meant to have; Chromium reports them.
        console: messages of pages and of the browser, uncaught errors included.
        failed: requests without an answer.
        origins: every origin asked.
    """

    origin: str
    expected: Collection[int] = ()
    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)

    def attach(self, context: BrowserContext) -> None:
        context.on("console", lambda message: self._hear(message.text))
        context.on("weberror", lambda error: self.console.append(str(error.error)))
        context.on("request", lambda request: self.origins.add(origin_of(request.url)))
        context.on("requestfailed", lambda request: self._miss(request.url, str(request.failure)))

    def begin(self, expected: Collection[int]) -> None:
        """Forget what was seen; ``expected`` are the statuses that may be seen from now on."""
        self.expected = expected
        self.console, self.failed, self.origins = [], [], set()

    def _hear(self, message: str) -> None:
        meant = (f"Failed to load resource: the server responded with a status of {one} " for one in self.expected)
        if not message.startswith((*meant, *_NO_FAULTS)):
            self.console.append(message)

    def _miss(self, url: str, reason: str) -> None:
        if reason != "net::ERR_ABORTED":  # the visitor went on before the answer was there
            self.failed.append(f"{url} {reason}")

    def confirm(self) -> None:
        """Assert that nothing happened that must not, since this was asked before."""
        seen = (self.console, self.failed, self.origins - {self.origin})
        self.console, self.failed, self.origins = [], [], set()
        assert seen == ([], [], set())


def origin_of(url: str) -> str:
    """Return scheme, host and port of ``url``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def chromium_path(*, whole: bool = False) -> str:
    """Return the system's Chromium; the one without a desktop's parts, where there is one, unless they are needed.

    It draws the same pages with less work: a journey takes about a third less of the processor.
    """
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    names = ALIASES["chromium"] if whole else (LIGHTER["chromium"], *ALIASES["chromium"])
    return next(filter(None, (shutil.which(name, path=path) for name in names)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this worker."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield chromium
        chromium.close()


Visit = Callable[..., Page]


@contextmanager
def watched(
    browser: Browser, portal: Portal, look: Look, *, errors: Collection[int] = ()
) -> Iterator[tuple[Page, Watch]]:
    """Open a window with a cookie jar of its own, and watch it; whoever opens it judges what it saw.

    ``errors`` are the statuses of error pages that the visitor is meant to see.
    """
    context = browser.new_context(
        base_url=portal.url,
        viewport={"width": look.width, "height": 800},
        color_scheme=look.scheme,
        java_script_enabled=look.scripts,
        forced_colors=look.forced_colors,
        locale="de-DE",
        timezone_id="Europe/Berlin",
    )
    watch = Watch(portal.url, errors)
    watch.attach(context)
    try:
        yield context.new_page(), watch
    finally:
        context.close()


@contextmanager
def visiting(
    browser: Browser,
    portal: Portal,
    look: Look,
    *,
    errors: Collection[int] = (),
    cookies: dict[str, str] | None = None,
) -> Iterator[Page]:
    """Open a window as ``watched`` does; the end of the block judges what it saw."""
    with watched(browser, portal, look, errors=errors) as (page, watch):
        keep(page, portal, cookies or {})
        yield page
        watch.confirm()


def keep(page: Page, portal: Portal, cookies: dict[str, str]) -> None:
    """Put cookies into the jar of a window."""
    page.context.add_cookies([{"name": name, "value": value, "url": portal.url} for name, value in cookies.items()])


@pytest.fixture
def visit(browser: Browser, portal: Portal) -> Iterator[Visit]:
    """Open browser windows, each of a new visitor: ``visit(Look(320))``; options as for `visiting`."""
    with ExitStack() as stack:

        def open_window(look: Look = _DEFAULT, **options: Any) -> Page:
            return stack.enter_context(visiting(browser, portal, look, **options))

        yield open_window


@pytest.fixture(scope="session")
def windows(browser: Browser, portal: Portal) -> Iterator[Callable[[Look], tuple[Page, Watch]]]:
    """One window for each look, for tests that look at one page each: opening a window costs more than looking."""
    with ExitStack() as stack:
        open_windows: dict[Look, tuple[Page, Watch]] = {}

        def window_of(look: Look) -> tuple[Page, Watch]:
            if look not in open_windows:
                open_windows[look] = stack.enter_context(watched(browser, portal, look))
            return open_windows[look]

        yield window_of


@pytest.fixture
def visit_in_turn(windows: Callable[[Look], tuple[Page, Watch]], portal: Portal) -> Iterator[Visit]:
    """As ``visit``, in a window that others have used before: its jar is empty, and it has seen nothing yet."""
    watches: list[Watch] = []

    def take_window(
        look: Look = _DEFAULT, *, errors: Collection[int] = (), cookies: dict[str, str] | None = None
    ) -> Page:
        window, watch = windows(look)
        window.unroute_all()
        window.goto("about:blank")
        window.context.clear_cookies()
        watch.begin(errors)
        keep(window, portal, cookies or {})
        watches.append(watch)
        return window

    yield take_window
    for watch in watches:
        watch.confirm()


@pytest.fixture
def look() -> Look:
    """How the visitor of ``page`` looks; tests replace it by parametrisation."""
    return Look()


@pytest.fixture
def page(visit: Visit, look: Look) -> Page:
    """A new visitor's window."""
    return visit(look)


@pytest.fixture
def remembered(browser: Browser, portal: Portal, look: Look) -> Iterator[Page]:
    """A window of a Chromium that keeps whole pages for its back button, as those of visitors do."""
    chromium = browser.browser_type.launch(
        executable_path=chromium_path(whole=True),
        args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    context = chromium.new_context(base_url=portal.url, locale="de-DE", java_script_enabled=look.scripts)
    context.set_default_timeout(10_000)
    page = context.new_page()
    come_from_elsewhere(page)
    yield page
    chromium.close()


def come_from_elsewhere(page: Page) -> str:
    """Let a visitor come from an address of their own, as the TLS front would tell; budgets are counted by it."""
    parts = uuid4().bytes
    address = f"2001:db8:{parts[0]:x}{parts[1]:02x}:{parts[2]:x}{parts[3]:02x}::1"
    page.context.set_extra_http_headers({"X-Forwarded-For": address})
    return address


@pytest.fixture(scope="session")
def staff_cookies(browser: Browser, portal: Portal) -> dict[str, str]:
    """Sign in Sachbearbeiterin Sander, who edits, too, by the form and return her cookies."""
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO accounts_user_groups (user_id, group_id) SELECT accounts_user.id, auth_group.id "
            "FROM accounts_user, auth_group WHERE username = 'sander' AND name = 'Redaktion' ON CONFLICT DO NOTHING"
        )
    with visiting(browser, portal, Look()) as page:
        sign_in(page, portal, "sander")
        return {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}


def show(window: Page, portal: Portal, wanted: pages.Page) -> None:
    """Bring a page in its state before a visitor who has its cookies.

    What no address leads to is asked for by plain HTTP, and the real answer shown under its address.
    """
    if not wanted.is_plain:
        answer = HttpVisitor(portal.url, wanted.cookies).ask(wanted.method, wanted.path, wanted.body, wanted.headers)
        headers = {key: value for key, value in answer.fields if key.lower() not in _OF_THE_WIRE}
        window.route(
            portal.url + wanted.path,
            lambda route: route.fulfill(status=answer.status, headers=headers, body=answer.body),
        )
    response = window.goto(wanted.path)
    assert response is not None
    assert response.status == wanted.status


def show_each(window: Page, portal: Portal, wanted: Iterable[pages.Page]) -> Iterator[pages.Page]:
    """Bring one page after the other before the same visitor, each with its choice of an IKK."""
    for page in wanted:
        window.context.clear_cookies(name="ikk_region")
        if page.region:
            keep(window, portal, {"ikk_region": page.region})
        show(window, portal, page)
        yield page


def follow(way: Locator) -> None:
    """Click what leads to another page, and wait for it: after a bare click the page before may still be seen."""
    with way.page.expect_navigation():
        way.click()


def enlarge_letters(page: Page) -> None:
    """Let a visitor read with letters of twice the usual size, as browsers can be set to."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})


def overflow(page: Page) -> int:
    """Return by how many CSS pixels the page is wider than its window."""
    page.wait_for_load_state()  # a click returns when the answer begins
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def violations(page: Page, *, without: Collection[str] = ()) -> list[str]:
    """Return what axe-core objects to, one line for each element; ``without`` names rules that do not apply."""
    rules = {rule: {"enabled": False} for rule in without}
    page.wait_for_load_state()  # a click returns when the answer begins, and then there may be no document yet
    # Without "preload": axe would copy imported stylesheets into the page, which the policy forbids.
    options = {"resultTypes": ["violations"], "runOnly": _RULES, "rules": rules, "preload": False}
    # In one go, and without the long lists of what is well.
    found = page.evaluate(f"{AXE_SCRIPT};axe.run({json.dumps(options)}).then(results => results.violations)")
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} {node['html'][:200]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def violations_without_scripts(page: Page) -> list[str]:
    """As ``violations``, for a window without scripts: what stands in it is shown to one in which axe can run.

    The portal's own scripts stay away there, too; what was typed is not shown.
    """
    page.wait_for_load_state()  # a click returns when the answer begins
    html, browser = page.content(), page.context.browser
    assert browser is not None
    context = browser.new_context(viewport=page.viewport_size)
    context.add_cookies([{**cookie} for cookie in page.context.cookies()])  # type: ignore[misc]  # the same keys
    try:
        window = context.new_page()
        window.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        window.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        window.goto(page.url)
        return violations(window)
    finally:
        context.close()
