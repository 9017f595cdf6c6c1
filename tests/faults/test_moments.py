"""What appears or ends by its date does so at that moment, in every process, without anybody changing anything."""

import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.conftest import WORKER, make_database
from tests.database_server import TEMPLATE
from tests.http_visitor import HttpVisitor
from tests.live import Portal, database_url, running_portal

pytestmark = pytest.mark.long

APPEARS = "/themen/leistungen/fahrkosten/"
ENDS = "/themen/leistungen/hilfsmittel/"
LIST = "/themen/leistungen/"
DATES = """
    UPDATE regions_page
    SET public_from = CASE key WHEN 'fahrkosten' THEN to_timestamp(%(appears)s) ELSE public_from END,
        public_until = CASE key WHEN 'hilfsmittel' THEN to_timestamp(%(ends)s) END
    WHERE region_id IS NULL AND key IN ('fahrkosten', 'hilfsmittel')
"""


@pytest.fixture
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Portal]]:
    """Two servers of one process each, on the same database."""
    database = f"{TEMPLATE}_moments_{WORKER}"
    make_database(database)
    logs = tmp_path_factory.mktemp("moments")
    with (
        running_portal(database, logs / "one.log", GUNICORN_CMD_ARGS="--workers 1") as one,
        running_portal(database, logs / "two.log", GUNICORN_CMD_ARGS="--workers 1") as two,
    ):
        yield [one, two]


def seen(portal: Portal) -> tuple[int, int, bool, bool]:
    """Return what the pages answer, and whether the list of their section names them."""
    visitor = HttpVisitor(portal.url)
    listed = visitor.get(LIST).text
    return visitor.get(APPEARS).status, visitor.get(ENDS).status, APPEARS in listed, ENDS in listed


def test_page_appears_and_ends_at_its_moment_in_every_process(processes: list[Portal]) -> None:
    assert [seen(portal) for portal in processes] == [(200, 200, True, True)] * 2
    appears = time.time() + 3
    ends = appears + 2
    with psycopg.connect(database_url("ikk_staff", processes[0].database), autocommit=True) as staff:
        staff.execute(DATES, {"appears": appears, "ends": ends})
    time.sleep(1.1)  # each process looks once a second

    before, between, after = (404, 200, False, True), (200, 200, True, True), (200, 404, True, False)
    assert [seen(portal) for portal in processes] == [before] * 2
    for moment, earlier, later in ((appears, before, between), (ends, between, after)):
        time.sleep(max(0.0, moment - 0.3 - time.time()))
        assert [seen(portal) for portal in processes] == [earlier] * 2
        assert time.time() < moment, "This machine is too slow to look right before."
        time.sleep(max(0.0, moment + 0.1 - time.time()))
        assert [seen(portal) for portal in processes] == [later] * 2
        assert time.time() < moment + 1
