"""Every address that the portal names: it answers, it is valid, and it is dressed for a hostile network."""

import json
from collections import defaultdict

import pytest

from tests.crawl import Crawl
from tests.html_page import HtmlPage, fragment_of, path_of
from tests.http_visitor import Answer, HttpVisitor
from tests.live import Portal
from tests.pages import PUBLIC, Page

HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SELF = ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action", "manifest-src")
_NONE = ("default-src", "base-uri", "object-src", "frame-ancestors")
STAFF_POLICY = {**dict.fromkeys(_SELF, "'self'"), **dict.fromkeys(_NONE, "'none'")}
PUBLIC_POLICY = {**STAFF_POLICY, "require-trusted-types-for": "'script'"}


def policy_of(answer: Answer) -> dict[str, str]:
    """Return the directives of the Content-Security-Policy."""
    directives = (part.strip().partition(" ") for part in answer.header("Content-Security-Policy").split(";"))
    return {name: value for name, _, value in directives if name}


def missing_headers(answer: Answer, policy: dict[str, str]) -> list[str]:
    """Return what an answer does not say as it must."""
    wrong = [f"{answer.path}: {name}" for name, value in HEADERS.items() if answer.header(name) != value]
    if policy_of(answer) != policy:
        wrong.append(f"{answer.path}: {policy_of(answer)}")
    features = answer.header("Permissions-Policy").split(", ")
    if not {"camera=()", "geolocation=()", "microphone=()"} <= set(features) or not all(
        feature.endswith("=()") for feature in features
    ):
        wrong.append(f"{answer.path}: Permissions-Policy")
    return wrong


def test_every_address_answers(crawl: Crawl) -> None:
    wrong = [
        f"{answer.status} {path}, named on {crawl.found_on.get(path)}"
        for path, answer in crawl.answers.items()
        if answer.status != 200
    ]

    assert wrong == []


def test_crawl_reaches_the_sitemap_and_the_static_files(crawl: Crawl) -> None:
    media_types = {answer.media_type for answer in crawl.answers.values()}

    assert len(crawl.pages) > 30
    assert media_types >= {"text/html", "text/css", "application/xml", "image/svg+xml", "image/png", "text/plain"}


def test_every_anchor_exists(crawl: Crawl) -> None:
    missing = [
        f"{page.url} -> {url}"
        for page in crawl.pages.values()
        for _, url in page.links()
        if crawl.is_own(url) and fragment_of(url) and fragment_of(url) not in crawl.pages[crawl.asked_for(url)].ids
    ]

    assert missing == []


def test_every_page_is_valid_html(crawl: Crawl) -> None:
    faults = [f"{path}: {fault}" for path, page in crawl.pages.items() for fault in page.faults()]

    assert faults == []


def test_every_title_is_given_once(crawl: Crawl) -> None:
    paths = defaultdict(set)
    for path, page in crawl.pages.items():
        address, _, query = path.partition("?")
        state = "&".join(part for part in query.split("&") if not part.startswith(("zurueck=", "b=")))
        paths[page.title].add(f"{address}?{state}")

    assert {title: where for title, where in paths.items() if len(where) > 1} == {}


def test_every_answer_carries_the_security_headers(crawl: Crawl) -> None:
    wrong = [line for answer in crawl.answers.values() for line in missing_headers(answer, PUBLIC_POLICY)]

    assert wrong == []


def test_icons_of_the_web_manifest_exist(portal: Portal, national_crawl: Crawl) -> None:
    manifest = json.loads(national_crawl.answers["/site.webmanifest"].text)

    answers = [HttpVisitor(portal.url).get(icon["src"]) for icon in manifest["icons"]]
    assert [(answer.status, answer.media_type) for answer in answers] == [(200, "image/png")] * len(answers)
    assert [line for answer in answers for line in missing_headers(answer, PUBLIC_POLICY)] == []


@pytest.mark.parametrize("wanted", PUBLIC, ids=str)
def test_page_in_its_state_is_valid_and_guarded(portal: Portal, wanted: Page) -> None:
    answer = HttpVisitor(portal.url, wanted.cookies).ask(wanted.method, wanted.path, wanted.body, wanted.headers)
    policy = STAFF_POLICY if wanted.path.startswith("/verwaltung/") else PUBLIC_POLICY

    assert answer.status == wanted.status
    assert list(HtmlPage(portal.url + wanted.path, answer.text).faults()) == []
    assert missing_headers(answer, policy) == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/static/gibt-es-nicht.css", 404),
        ("POST", "/", 405),
        ("GET", "/hilfe", 301),
        ("GET", "/verwaltung/", 302),
        ("GET", "/verwaltung/gibt-es-nicht/", 302),
        ("GET", "/gesund/live", 200),
        ("GET", "/gesund/bereit", 200),
        ("HEAD", "/", 200),
        ("GET", "/datenschutz/archiv/2026-13-45/", 404),
    ],
)
def test_answer_beside_the_pages_carries_the_security_headers(
    portal: Portal, method: str, path: str, status: int
) -> None:
    answer = HttpVisitor(portal.url).ask(method, path)
    policy = STAFF_POLICY if path.startswith("/verwaltung/") else PUBLIC_POLICY

    assert answer.status == status
    assert missing_headers(answer, policy) == []


@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize("cookies", [{}, {"ikk_region": "rheinland"}], ids=["national", "regional"])
def test_first_visit_loads_one_stylesheet_and_less_than_60_kilobytes(
    portal: Portal, encoding: str, cookies: dict[str, str]
) -> None:
    visitor = HttpVisitor(portal.url, cookies)
    start = visitor.get("/", **{"Accept-Encoding": encoding})
    page = HtmlPage(f"{portal.url}/", start.text)
    files = [visitor.get(path_of(url), **{"Accept-Encoding": encoding}) for url in dict.fromkeys(page.loaded())]
    texts = [answer for answer in (start, *files) if answer.media_type in {"text/html", "text/css"}]

    assert [answer.header("Content-Encoding") for answer in texts] == [encoding] * len(texts)
    assert len(page.all("link[rel=stylesheet]")) == 1
    assert sum(answer.wire_bytes for answer in (start, *files)) < 60_000
