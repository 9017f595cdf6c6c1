"""Registering while something is broken: the register is never needed, and what was typed is never lost."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest

from tests.accounts.registering import ANNA, DONE, INSURED
from tests.conftest import WORKER, make_database
from tests.database_server import TEMPLATE
from tests.http_visitor import Answer, HttpVisitor
from tests.live import Portal, database_url, running_portal

#: Numbers of nobody else; one for each test, for they share a database.
NUMBERS = {"away": "A000500015", "locked": "C000500021"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The public surface under its own role, while the register is away."""
    database = f"{TEMPLATE}_registering_{WORKER}"
    make_database(database)
    log = tmp_path_factory.mktemp("registering") / "stderr.log"
    with running_portal(database, log, role="ikk_public", SURFACE="public") as portal:
        yield portal


def send(site: Portal, typed: dict[str, str], before: Answer | None = None) -> Answer:
    sealed = re.findall(r'name="sealed" value="([^"]*)"', before.text)[-1] if before else ""
    source = {"X-Forwarded-For": f"2001:db8:{uuid4().hex[:4]}::1"}
    return HttpVisitor(site.url).post(INSURED, urlencode({**typed, "sealed": sealed}), **source)


def filled_in(site: Portal, number: str) -> Answer:
    answer = send(site, {"step": "number", "number": number})
    for typed in ANNA[1:]:
        answer = send(site, typed, answer)
    return answer


def kept(site: Portal, number: str) -> int:
    with psycopg.connect(database_url("ikk_owner", site.database)) as connection:
        row = connection.execute("SELECT count(*) FROM accounts_registration WHERE number = %s", [number]).fetchone()
        assert row
        return int(row[0])


def test_register_is_not_needed(site: Portal) -> None:
    check = filled_in(site, NUMBERS["away"])

    sent = send(site, {"step": "check"}, check)

    assert (sent.status, sent.header("Location")) == (303, DONE)
    assert kept(site, NUMBERS["away"]) == 1
    assert "without bestand" in HttpVisitor(site.url).get("/gesund/bereit").text


def test_database_that_does_not_take_it_answers_503_and_sending_again_keeps_it(site: Portal) -> None:
    check = filled_in(site, NUMBERS["locked"])

    with psycopg.connect(database_url("ikk_owner", site.database)) as connection:
        connection.execute("LOCK TABLE accounts_registration IN ACCESS EXCLUSIVE MODE")
        refused = send(site, {"step": "check"}, check)
    assert (refused.status, refused.header("Retry-After")) == (503, "30")
    assert "Gehen Sie mit Ihrem Browser zurück" in refused.text
    assert kept(site, NUMBERS["locked"]) == 0

    assert send(site, {"step": "check"}, check).status == 303
    assert kept(site, NUMBERS["locked"]) == 1
