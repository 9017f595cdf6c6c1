"""P07: pages with statistics read anonymised figures only, under a database role that can read nothing else."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors

from ikk_portal.database_roles import declared_grants
from tests.conftest import DATABASE, url_for

RAW, BASE, PUBLISHED = "access_log.loggedrequest", "access_log_basecount", "access_log_publishedcount"


@pytest.fixture
def as_role(db: None) -> Iterator[Any]:
    """Open real connections under a role of the web; ``become`` is the role that its page takes for a moment."""
    opened: list[psycopg.Connection[Any]] = []

    def connect(role: str, become: str = "") -> psycopg.Connection[Any]:
        opened.append(psycopg.connect(url_for(role, DATABASE), autocommit=True))
        if become:
            opened[-1].execute(f"SET ROLE {become}")
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def test_role_of_the_statistics_has_one_right() -> None:
    assert declared_grants()["ikk_statistics"] == {PUBLISHED: "SELECT"}


@pytest.mark.parametrize("process", ["ikk_public", "ikk_staff"])
def test_pages_read_published_figures_under_the_role_of_the_statistics_only(as_role: Any, process: str) -> None:
    as_role(process, "ikk_statistics").execute(f"SELECT count(*) FROM {PUBLISHED}")
    for table in (RAW, BASE, PUBLISHED):
        with pytest.raises(errors.InsufficientPrivilege):
            as_role(process).execute(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        f"SELECT count(*) FROM {RAW}",
        "SELECT count(*) FROM access_log.loggedrequest_default",
        f"SELECT count(*) FROM {BASE}",
        "SELECT count(*) FROM access_log_loadedfile",
        "SELECT count(*) FROM accounts_pinletter",
        "SELECT count(*) FROM regions_region",
        f"INSERT INTO {PUBLISHED} (cube, day, section, part, count) VALUES ('hours', now(), '', '00', 10)",
        f"UPDATE {PUBLISHED} SET count = 10",
        f"DELETE FROM {PUBLISHED}",
        "SELECT access_log_has_strays()",
        "CREATE TABLE stray (a int)",
    ],
)
def test_role_of_the_statistics_can_do_nothing_else(as_role: Any, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        as_role("ikk_staff", "ikk_statistics").execute(statement)


def test_nobody_signs_in_as_the_role_of_the_statistics(db: None) -> None:
    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        psycopg.connect(url_for("ikk_statistics", DATABASE))
