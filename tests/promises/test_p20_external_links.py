"""P20: links to other sites are marked, open without referrer, and are explained."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from justhtml import Element

from accounts.areas import MEMBERS
from internetfiliale.services.catalogue import catalogue
from tests.access_table import lines
from tests.browser import Look, Visit
from tests.crawl import Crawl
from tests.html_page import HtmlPage
from tests.http_visitor import HttpVisitor
from tests.live import Portal
from tests.pages import PUBLIC, Page
from tests.visitors import visiting

ORIGIN = "http://testserver"
OWN_SCHEMES = {"tel", "mailto"}


def external_links(page: HtmlPage, origin: str) -> Iterator[tuple[Element, str]]:
    """Yield the links that lead to another origin."""
    for element, url in page.links():
        if not url.startswith(f"{origin}/") and urlsplit(url).scheme not in OWN_SCHEMES:
            yield element, url


def faults(element: Element, url: str) -> list[str]:
    """Return what is missing at an external link."""
    wrong = []
    if urlsplit(url).scheme != "https":
        wrong.append(f"{url} is not https")
    if "external" not in (element.attrs.get("class") or "").split():
        wrong.append(f"{url} is not marked")
    if "(externe Seite)" not in element.to_text():
        wrong.append(f"{url} is not marked for screen readers")
    if "noreferrer" not in (element.attrs.get("rel") or "").split():
        wrong.append(f"{url} gives the referrer away")
    if element.attrs.get("target"):
        wrong.append(f"{url} opens a window of its own")
    return wrong


def test_every_external_link_is_marked_and_opens_without_referrer(crawl: Crawl) -> None:
    links = [link for page in crawl.pages.values() for link in external_links(page, crawl.origin)]

    assert len(links) >= 4
    assert [fault for element, url in links for fault in faults(element, url)] == []


@pytest.mark.parametrize("wanted", PUBLIC, ids=str)
def test_page_in_its_state_has_no_unmarked_external_link(portal: Portal, wanted: Page) -> None:
    answer = HttpVisitor(portal.url, wanted.cookies).ask(wanted.method, wanted.path, wanted.body, wanted.headers)
    page = HtmlPage(portal.url + wanted.path, answer.text)

    assert [fault for link in external_links(page, portal.url) for fault in faults(*link)] == []


@pytest.mark.django_db(databases=["default", "bestand"])
@pytest.mark.parametrize(("who", "at_least"), [("anna", 0), ("brandt", 4)])
def test_every_page_of_the_branch_marks_its_external_links_and_loads_nothing_from_elsewhere(
    who: str, at_least: int
) -> None:
    services = [f"{MEMBERS.prefix}dienste/{service.slug}/" for service in catalogue()]
    with visiting(who) as visitor:
        open_lines = [line for line in lines() if line.method == "GET" and line.words[who] in ("yes", "own")]
        inside = [visitor.address(line.address) for line in open_lines if line.address.startswith(MEMBERS.prefix)]
        answers = {address: visitor.ask("GET", address) for address in (*inside, *services)}
    pages = [
        HtmlPage(ORIGIN + address, answer.text)
        for address, answer in answers.items()
        if answer.headers.get("Content-Type", "").startswith("text/html")
    ]
    links = [link for page in pages for link in external_links(page, ORIGIN)]

    assert len(links) >= at_least
    assert [fault for link in links for fault in faults(*link)] == []
    assert [url for page in pages for url in page.loaded() if not url.startswith(f"{ORIGIN}/")] == []


def test_only_external_links_are_marked(crawl: Crawl) -> None:
    marked = [
        url
        for page in crawl.pages.values()
        for element, url in page.links()
        if "external" in str(element.attrs.get("class"))
    ]

    assert [url for url in marked if crawl.is_own(url)] == []


def test_mark_is_visible_and_names_no_other_page_by_itself(visit: Visit) -> None:
    window = visit(Look(320))
    window.goto("/quellen/")
    marks = window.locator("a.external").evaluate_all(
        "links => links.map(link => getComputedStyle(link, '::after').content)"
    )

    assert len(marks) == 4
    assert {mark.split('"')[1] for mark in marks} == {" ↗"}


def test_imprint_and_statement_explain_the_mark(crawl: Crawl) -> None:
    imprint, statement = (crawl.pages[path].document.root.to_text() for path in ("/impressum/", "/datenschutz/"))

    assert "mit dem Zeichen ↗ gekennzeichnet" in imprint
    assert "Diese Verweise sind als extern gekennzeichnet." in statement
