"""P07: statistics use anonymised records only: no page and no role of the web can read the raw log."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors

from ikk_portal.database_roles import ROLES
from tests.conftest import DATABASE, url_for

#: Every role of the portal's database but the one that owns the log, and the demo's, which is all of them.
OTHERS = sorted({role.name for role in ROLES if role.alias == "default"} - {"ikk_jobs", "ikk_all"})
STATEMENTS = [
    "SELECT * FROM access_log.loggedrequest",
    "SELECT count(*) FROM access_log.loggedrequest",
    "SELECT address FROM access_log.loggedrequest_probe",
    "COPY access_log.loggedrequest TO STDOUT",
    "INSERT INTO access_log.loggedrequest (page) VALUES ('/')",
    "UPDATE access_log.loggedrequest SET page = '/'",
    "DELETE FROM access_log.loggedrequest",
    "TRUNCATE access_log.loggedrequest",
    "DROP TABLE access_log.loggedrequest_probe",
    "CREATE TABLE access_log.stray (a int)",
    "GRANT SELECT ON access_log.loggedrequest TO PUBLIC",
]


@pytest.fixture(scope="module")
def a_day(django_db_setup: None) -> Iterator[None]:
    """A day of the log with one row, made by its owner over a connection of its own."""
    with psycopg.connect(url_for("ikk_jobs", DATABASE), autocommit=True) as owner:
        owner.execute(
            "CREATE TABLE access_log.loggedrequest_probe PARTITION OF access_log.loggedrequest "
            "FOR VALUES FROM ('2000-01-01Z') TO ('2000-01-02Z')"
        )
        owner.execute(
            "INSERT INTO access_log.loggedrequest VALUES ('2000-01-01 12:00Z', '203.0.113.77', 'GET', '/', 200, '', 0)"
        )
        yield
        owner.execute("DROP TABLE access_log.loggedrequest_probe")


@pytest.fixture(scope="module")
def connected(a_day: None) -> Iterator[dict[str, psycopg.Connection[Any]]]:
    """A connection for each of the other roles; those that never connect are become, as pages do."""
    open_for_all = {role.name: role.connection_limit for role in ROLES if role.alias == "default"}
    connections = {}
    for role in OTHERS:
        user = role if open_for_all[role] else "postgres"
        connections[role] = psycopg.connect(url_for(user, DATABASE), autocommit=True)
        connections[role].execute(f"SET ROLE {role}")
    yield connections
    for connection in connections.values():
        connection.close()


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("role", OTHERS)
def test_raw_log_is_closed_to_every_role_but_its_owner(connected: Any, role: str, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        connected[role].execute(statement)


@pytest.mark.parametrize("column", ["lines", "size", "name"])
@pytest.mark.parametrize("role", [role for role in OTHERS if role != "ikk_owner"])
def test_requests_of_a_minute_are_counted_for_the_owner_of_the_log_only(connected: Any, role: str, column: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        connected[role].execute(f"SELECT {column} FROM access_log_loadedfile")


def test_roles_tried_are_those_of_the_web_and_of_the_statistics() -> None:
    assert {"ikk_public", "ikk_staff", "ikk_statistics", "ikk_accounts", "ikk_owner"} <= set(OTHERS)


@pytest.mark.parametrize("role", ["ikk_public", "ikk_staff", "ikk_statistics", "ikk_accounts"])
def test_web_and_statistics_cannot_become_the_owner(connected: Any, role: str) -> None:
    (may,) = connected[role].execute("SELECT pg_has_role(%s, 'ikk_jobs', 'MEMBER')", [role]).fetchone()

    assert may is False


def test_owner_of_the_log_reads_it_and_owns_all_of_it(a_day: None) -> None:
    with psycopg.connect(url_for("ikk_jobs", DATABASE), autocommit=True) as owner:
        assert owner.execute("SELECT count(*) FROM access_log.loggedrequest_probe").fetchone() == (1,)
        owners = owner.execute(
            "SELECT DISTINCT relowner::regrole::text, nspowner::regrole::text FROM pg_class "
            "JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = 'access_log'"
        ).fetchall()

    assert owners == [("ikk_jobs", "ikk_jobs")]


def test_owner_of_the_house_sees_only_whether_a_row_lies_outside_its_day(connected: Any) -> None:
    house = connected["ikk_owner"]

    assert house.execute("SELECT count(*) FROM access_log.loggedrequest_default").fetchone() == (0,)
    assert house.execute("SELECT access_log_has_strays()").fetchone() == (False,)
