"""A database that is away, locked or slow: 503 with the portal's own page, never 500, and back by itself."""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message

import psutil
import psycopg
import pytest

from ikk_portal.platform.kept import CHECK_EVERY
from tests.faults.processes import OwnDatabase, own_database, wait_until
from tests.live import Portal, running_portal

pytestmark = pytest.mark.xdist_group("own-database")

#: Pages for which the database must be asked, and the status each has while all is well.
FRESH = {"/suche/?q=Zahn": 200, "/regionen/?q=K%C3%B6ln": 200, "/regionen/nord/?frisch": 200, "/verwaltung/": 302}
#: Pages that a process may have ready, or make of parts that it has ready.
KEPT = ("/", "/?frisch", "/regionen/", "/hilfe/")
SIGNED_IN = {"Cookie": "ikk_staff=abcdefghijklmnopqrstuvwxyz012345; ikk_region=nord"}


@dataclass
class Answer:
    """Status, headers and text of one answer."""

    status: int
    headers: Message
    text: str


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnDatabase]:
    with own_database(tmp_path_factory.mktemp("own") / "postgres") as running:
        yield running


@pytest.fixture(scope="module")
def site(database: OwnDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    log = tmp_path_factory.mktemp("own-site") / "stderr.log"
    with running_portal("unused", log, **database.urls) as portal:
        yield portal


def get(portal: Portal, path: str) -> Answer:
    """Ask for ``path`` as somebody with an IKK chosen and a staff session (redirects are not followed)."""
    connection = http.client.HTTPConnection(portal.url.removeprefix("http://"), timeout=15)
    try:
        connection.request("GET", path, headers=SIGNED_IN)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read().decode())
    finally:
        connection.close()


def assert_pause(answer: Answer) -> None:
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert "Das Portal macht gerade eine Pause" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@contextmanager
def locked(database: OwnDatabase, table: str) -> Iterator[None]:
    """Hold the strongest lock on ``table``, as a careless change of the table would; nothing is kept any more."""
    with psycopg.connect(database.admin_url()) as connection:
        connection.execute("UPDATE ikk_portal_contentversion SET version = version + 1")
        connection.commit()
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        time.sleep(CHECK_EVERY + 0.1)  # until every process has seen the new version
        yield


def assert_all_is_well(portal: Portal) -> None:
    assert {path: get(portal, path).status for path in FRESH} == FRESH


def test_stopped_database_answers_503_and_returns_by_itself(site: Portal, database: OwnDatabase) -> None:
    assert_all_is_well(site)
    assert [get(site, path).status for path in KEPT] == [200] * len(KEPT)

    database.stop()
    try:
        for _ in range(6):  # more often than the workers have connections
            for path in FRESH:
                assert_pause(get(site, path))
            for path in KEPT:  # ready in one worker, perhaps not in the other
                answer = get(site, path)
                if answer.status != 200:
                    assert_pause(answer)
        assert get(site, "/gesund/live").status == 200
        ready = get(site, "/gesund/bereit")
        assert (ready.status, ready.text) == (503, "not ready: default, bestand\n")
    finally:
        database.start()

    assert wait_until(lambda: get(site, "/gesund/bereit").status == 200, 5)
    for _ in range(6):
        assert_all_is_well(site)


def test_locked_table_costs_its_own_page_one_second_and_no_other(site: Portal, database: OwnDatabase) -> None:
    with locked(database, "accounts_session"):
        start = time.monotonic()
        assert_pause(get(site, "/verwaltung/"))
        waited = time.monotonic() - start
        assert [get(site, path).status for path in FRESH if path != "/verwaltung/"] == [200, 200, 200]

    assert 0.9 < waited < 2.9
    assert_all_is_well(site)


def test_locked_table_of_a_public_page_is_answered_503(site: Portal, database: OwnDatabase) -> None:
    with locked(database, "regions_region"):
        assert_pause(get(site, "/regionen/nord/?frisch"))
        assert get(site, "/gesund/bereit").status == 200

    assert_all_is_well(site)


def test_error_page_that_needs_a_locked_table_is_answered_503(site: Portal, database: OwnDatabase) -> None:
    with locked(database, "regions_region"):
        assert_pause(get(site, "/gibt-es-nicht/"))


def test_statement_beyond_the_limit_is_answered_503(site: Portal, database: OwnDatabase) -> None:
    with psycopg.connect(database.admin_url(), autocommit=True) as admin:
        admin.execute("ALTER TABLE regions_region RENAME TO regions_region_true")
        # Like the table, but each reading takes longer than the role's statement_timeout of three seconds.
        admin.execute("CREATE VIEW regions_region AS SELECT t.* FROM regions_region_true t, pg_sleep(60)")
        admin.execute("GRANT SELECT ON regions_region TO ikk_all")
        try:
            start = time.monotonic()
            assert_pause(get(site, "/regionen/nord/?frisch"))
            assert 2.9 < time.monotonic() - start < 6
        finally:
            admin.execute("DROP VIEW regions_region")
            admin.execute("ALTER TABLE regions_region_true RENAME TO regions_region")

    assert_all_is_well(site)


def test_connections_closed_by_the_server_are_replaced_unseen(site: Portal, database: OwnDatabase) -> None:
    assert_all_is_well(site)
    with psycopg.connect(database.admin_url(), autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ikk_all'")

    for _ in range(4):
        assert_all_is_well(site)


def test_killed_worker_is_replaced_and_the_site_goes_on(site: Portal) -> None:
    workers = psutil.Process(site.process.pid).children()
    assert len(workers) == 2

    workers[0].kill()

    assert [_status(f"{site.url}/hilfe/") for _ in range(20)] == [200] * 20
    assert wait_until(lambda: len(psutil.Process(site.process.pid).children()) == 2, 5)
    assert workers[0] not in psutil.Process(site.process.pid).children()


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
