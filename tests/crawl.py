"""Pytest plugin: the whole portal as a search engine would see it, without and with a chosen IKK."""

import re
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urljoin

import pytest

from tests.html_page import HtmlPage, path_of
from tests.http_visitor import Answer, HttpVisitor
from tests.live import Portal
from tests.pages import REGION

LIMIT = 2_000  # answers; more means that links breed links
WAYS_BACK = 3  # of the addresses that differ only in where they lead back to, so many stand for all
_STYLE_URL = re.compile(r"""url\(["']?([^"')]+)""")
_LOCATION = re.compile(r"<loc>(.+?)</loc>")


@dataclass
class Crawl:
    """What one visitor meets who follows every link of one origin.

    Attributes:
        origin: the portal's.
        answers: path and query -> answer, static files included.
        pages: path and query -> parsed page.
        found_on: path and query -> the first page that leads there.

    Every page links the choice of an IKK with the way back to itself: thirty addresses a page that differ in nothing
    else. A few of each kind are asked for.
    """

    origin: str
    answers: dict[str, Answer] = field(default_factory=dict)
    pages: dict[str, HtmlPage] = field(default_factory=dict)
    found_on: dict[str, str] = field(default_factory=dict)
    _alike: dict[str, list[str]] = field(default_factory=dict)

    def is_own(self, url: str) -> bool:
        return url.startswith(f"{self.origin}/")

    def asked_for(self, url: str) -> str:
        """Return path and query of what was asked for to know what ``url`` answers."""
        path = path_of(url)
        address, _, query = path.partition("?")
        rest = [part for part in query.split("&") if not part.startswith("zurueck=")]
        if "zurueck=" not in query:
            return path
        alike = self._alike.setdefault("&".join([address, *rest]), [])
        if path not in alike and len(alike) < WAYS_BACK:
            alike.append(path)
        return path if path in alike else alike[0]

    def walk(self, visitor: HttpVisitor, starts: list[str]) -> None:
        """Ask for ``starts`` and for everything that can be reached from there."""
        waiting = deque(starts)
        while waiting:
            path = waiting.popleft()
            if path in self.answers:
                continue
            assert len(self.answers) < LIMIT, "The links have no end."
            answer = self.answers[path] = visitor.get(path)
            for url in self._references(answer):
                if self.is_own(url):
                    self.found_on.setdefault(path_of(url), path)
                    waiting.append(self.asked_for(url))

    def _references(self, answer: Answer) -> list[str]:
        url = self.origin + answer.path
        if location := answer.header("Location"):
            return [urljoin(url, location)]
        if answer.media_type == "text/html":
            page = self.pages[answer.path] = HtmlPage(url, answer.text)
            return [*(link for _, link in page.links()), *page.loaded()]
        if answer.media_type == "text/css":
            return [urljoin(url, reference) for reference in _STYLE_URL.findall(answer.text)]
        if answer.media_type == "application/xml":
            return _LOCATION.findall(answer.text)
        return []


_STARTS = ["/", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/site.webmanifest"]


@pytest.fixture(scope="session")
def national_crawl(portal: Portal) -> Crawl:
    """Everything that a visitor without a choice reaches."""
    crawl = Crawl(portal.url)
    crawl.walk(HttpVisitor(portal.url), _STARTS)
    return crawl


@pytest.fixture(scope="session")
def regional_crawl(portal: Portal) -> Crawl:
    """Everything that a visitor of the Muster-IKK Rheinland reaches."""
    crawl = Crawl(portal.url)
    crawl.walk(HttpVisitor(portal.url, {"ikk_region": REGION}), _STARTS)
    return crawl


@pytest.fixture(params=["national", "regional"])
def crawl(request: pytest.FixtureRequest) -> Crawl:
    """Both walks, one after the other."""
    found: Crawl = request.getfixturevalue(f"{request.param}_crawl")
    return found


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker do all that needs a walk, another what needs the other one: none is done twice."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        callspec = getattr(item, "callspec", None)
        for who in ("national", "regional"):
            if f"{who}_crawl" in fixtures or (callspec and callspec.params.get("crawl") == who):
                item.add_marker(pytest.mark.xdist_group(f"{who}-crawl"))
                break
