"""P09: what holds for every page of the branch and of the staff area, whoever wrote it: kept by no browser, changed by
nothing that was not sent from the page itself."""

from html import unescape
from typing import Any

import pytest

from accounts.areas import MEMBERS
from internetfiliale.services.catalogue import catalogue
from internetfiliale.services.declaration import Audience, DocumentService
from tests.access_table import Line, lines
from tests.promises.test_p09_only_with_number_and_pin import SOCIAL_DATA
from tests.visitors import visiting

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

#: Who tries it: everybody has pages of their own.
TRYING = ("anna", "brandt", "Texte", "Druck", "Freig", "Ansch", "Anfra", "Benut*")


def _behind_the_door() -> list[Line]:
    return [line for line in lines() if line.words["nobody"] == "in"]


def _open_to(who: str) -> list[Line]:
    """Return the lines of the pages behind a door that let somebody in."""
    return [line for line in _behind_the_door() if line.words[who] in ("yes", "own")]


@pytest.mark.parametrize("who", ["pin", "anna", "brandt"])
def test_no_browser_stores_a_page_of_the_branch(who: str) -> None:
    with visiting(who) as visitor:
        told = {
            (method, line.address): visitor.ask(method, visitor.address(line.address)).headers.get("Cache-Control", "")
            for line in _open_to(who)
            for method in {"POST", line.method}
        }

    assert {page: rule for page, rule in told.items() if "no-store" not in rule} == {}


@pytest.mark.parametrize("who", TRYING)
def test_nothing_that_another_site_sends_is_taken(who: str) -> None:
    with visiting(who) as visitor:
        statuses = {
            line.address: visitor.ask("POST", visitor.address(line.address), data="").status_code
            for line in _open_to(who)
        }

    assert {address: status for address, status in statuses.items() if status not in (403, 405)} == {}


@pytest.mark.parametrize("who", ["nobody", "anna", "brandt"])
def test_no_other_method_gets_in_where_the_usual_ones_do_not(who: str) -> None:
    with visiting(who) as visitor:
        statuses = {
            (method, line.address): visitor.ask(method, visitor.address(line.address)).status_code
            for line in _behind_the_door()
            if line.address.startswith(MEMBERS.prefix)
            for method in ("OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")
        }

    assert {asked: status for asked, status in statuses.items() if status not in (302, 403, 404, 405)} == {}


def test_head_tells_what_get_tells_without_the_page() -> None:
    with visiting("anna") as visitor:
        for line in _open_to("anna"):
            address = visitor.address(line.address)
            head, get = visitor.ask("HEAD", address), visitor.ask("GET", address)
            assert (line.address, head.status_code, head.content) == (line.address, get.status_code, b"")


def test_pin_alone_shows_no_social_data_on_any_page() -> None:
    with visiting("pin") as visitor:
        pages = {line.address: visitor.ask("GET", visitor.address(line.address)) for line in _open_to("pin")}

    texts = {address: unescape(_own_part(page)) for address, page in pages.items() if page.status_code == 200}
    assert {address: value for address, text in texts.items() for value in SOCIAL_DATA if value in text} == {}
    assert "Dr. Anna Müller-Lüdenscheidt" in texts["/internetfiliale/"]


def test_pin_alone_gets_no_document() -> None:
    documents = [service for service in catalogue() if isinstance(service, DocumentService)]

    with visiting("pin") as visitor:
        words = {
            service.slug: visitor.answer("POST", f"/internetfiliale/dienste/{service.slug}/")
            for service in documents
            if Audience.INSURED in service.audience
        }

    assert set(words.values()) == {"proof"}


def _own_part(page: Any) -> str:
    """Return what a page says of the person: all but the service office, which has an address, too."""
    if not page.headers["Content-Type"].startswith("text/html"):
        return ""
    return str(page.text).partition('aria-labelledby="servicestelle"')[0]
