"""What each database role may and may not do, tried over real connections."""

import difflib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from ikk_portal.database_roles import ROLES, SCHEMAS
from tests.conftest import DATABASE, REGISTER, url_for

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"

# Every right on database, schema, tables, columns, sequences and functions, but for what belongs to an
# extension and for what an owner has on its own.
ACL_QUERY = """
WITH objects(kind, name, acl, owner) AS (
    SELECT 'database', 'the portal''s', coalesce(datacl, acldefault('d', datdba)), datdba
    FROM pg_database WHERE datname = current_database()
    UNION ALL
    SELECT 'schema', nspname::text, coalesce(nspacl, acldefault('n', nspowner)), nspowner
    FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'
    UNION ALL
    SELECT CASE relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, pg_class.oid::regclass::text,
           coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)), relowner
    FROM pg_class WHERE relnamespace = ANY(%(schemas)s::regnamespace[]) AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    UNION ALL
    SELECT 'column', attrelid::regclass || '.' || attname, attacl, relowner
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attacl IS NOT NULL AND relnamespace = ANY(%(schemas)s::regnamespace[])
    UNION ALL
    SELECT 'function', pg_proc.oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner)), proowner
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
)
SELECT coalesce(rolname, 'PUBLIC'), kind, name, string_agg(privilege_type, ', ' ORDER BY privilege_type)
FROM objects CROSS JOIN LATERAL aclexplode(acl) AS entry LEFT JOIN pg_roles ON pg_roles.oid = entry.grantee
WHERE entry.grantee <> owner GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@pytest.mark.parametrize("kind", ["database", "register"])
def test_rights_are_exactly_those_of_the_golden_file(db: None, kind: str) -> None:
    golden = GOLDEN / f"{kind}_acl.txt"
    database = {"database": DATABASE, "register": REGISTER}[kind]
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database) as connection:
        schemas = ["public", *SCHEMAS["default" if kind == "database" else "bestand"]]
        found = [" | ".join(row) + "\n" for row in connection.execute(ACL_QUERY, {"schemas": schemas})]
    kept = golden.read_text().splitlines(keepends=True)
    actual = ROOT / "var" / "test" / golden.name
    actual.parent.mkdir(parents=True, exist_ok=True)
    actual.write_text("".join(found))

    difference = "".join(difflib.unified_diff(kept, found, "golden", "found"))
    assert not difference, f"{difference}\nIf this is meant: cp {actual} {golden}"


@pytest.fixture
def as_role(db: None) -> Iterator[Any]:
    """Open real connections to this worker's database: ``as_role("ikk_public")``."""
    opened: list[psycopg.Connection[Any]] = []

    def connect(role: str) -> psycopg.Connection[Any]:
        opened.append(psycopg.connect(url_for(role, DATABASE), autocommit=True))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


REFUSED = [
    ("ikk_public", "INSERT INTO accounts_user (kind, number) VALUES ('insured', 'A123456780')"),
    ("ikk_public", "DELETE FROM accounts_user"),
    ("ikk_public", "UPDATE accounts_user SET kind = 'staff'"),
    ("ikk_public", "UPDATE accounts_user SET blocked_at = NULL"),
    ("ikk_public", "UPDATE accounts_user SET missed_since = now()"),
    ("ikk_staff", "UPDATE accounts_user SET missed_since = now()"),
    ("ikk_public", "ALTER TABLE accounts_user DISABLE ROW LEVEL SECURITY"),
    ("ikk_public", "SELECT * FROM accounts_pincredential"),
    ("ikk_public", "UPDATE accounts_pincredential SET active_pin = ''"),
    ("ikk_public", "SELECT * FROM accounts_pinletter"),
    ("ikk_public", "ALTER TABLE accounts_session DISABLE ROW LEVEL SECURITY"),
    ("ikk_public", "INSERT INTO accounts_session VALUES ('', now(), 'x', now(), 'staff', NULL)"),
    ("ikk_public", "DELETE FROM accounts_wrongtries"),
    ("ikk_staff", "SELECT * FROM pin_checks('insured', '', '')"),
    ("ikk_staff", "SELECT * FROM use_letter('insured', '', gen_random_uuid())"),
    ("ikk_staff", "SELECT * FROM accounts_wrongtries"),
    ("ikk_jobs", "SELECT * FROM pin_checks('insured', '', '')"),
    ("ikk_jobs", "SELECT renew_hashes('insured', '', gen_random_uuid(), '', '')"),
    ("ikk_public", "SELECT * FROM privacy_staffaccess"),
    ("ikk_public", "SELECT * FROM django_admin_log"),
    ("ikk_public", "UPDATE regions_region SET phone = ''"),
    ("ikk_public", "INSERT INTO regions_postcode (code, town, land, search_key) VALUES ('1', '', '', '')"),
    ("ikk_public", "DELETE FROM regions_rate"),
    ("ikk_public", "CREATE TABLE stray (a int)"),
    ("ikk_public", "CREATE TEMP TABLE stray (a int)"),
    ("ikk_public", "SET ROLE ikk_owner"),
    ("ikk_public", "SET ROLE ikk_staff"),
    ("ikk_public", "SET ROLE ikk_jobs"),
    ("ikk_public", "COPY (SELECT 1) TO PROGRAM 'true'"),
    ("ikk_public", "SELECT pg_read_file('/etc/passwd')"),
    ("ikk_staff", "SELECT * FROM privacy_staffaccess"),
    ("ikk_staff", "DELETE FROM regions_region"),
    ("ikk_staff", "UPDATE privacy_staffaccess SET by = 'x'"),
    ("ikk_staff", "DELETE FROM privacy_staffaccess"),
    ("ikk_staff", "TRUNCATE privacy_staffaccess"),
    ("ikk_staff", "INSERT INTO accounts_user_groups (user_id, group_id) VALUES (1, 1)"),
    ("ikk_staff", "DELETE FROM accounts_user"),
    ("ikk_staff", "UPDATE accounts_user SET committed_on = now()"),
    ("ikk_staff", "UPDATE accounts_user SET region_id = NULL"),
    ("ikk_staff", "INSERT INTO accounts_user SELECT * FROM accounts_user"),
    ("ikk_staff", "DELETE FROM accounts_secondfactor"),
    ("ikk_staff", "INSERT INTO accounts_secondfactor SELECT * FROM accounts_secondfactor"),
    ("ikk_staff", "UPDATE accounts_staffinvitation SET token_hash = 'x'"),
    ("ikk_public", "SELECT * FROM accounts_secondfactor"),
    ("ikk_public", "SELECT * FROM accounts_staffinvitation"),
    ("ikk_public", "SET ROLE ikk_accounts"),
    ("ikk_jobs", "SET ROLE ikk_accounts"),
    ("ikk_staff", "UPDATE auth_group SET name = 'x'"),
    ("ikk_staff", "SET ROLE ikk_owner"),
    ("ikk_staff", "CREATE TABLE stray (a int)"),
    ("ikk_jobs", "UPDATE privacy_staffaccess SET by = 'x'"),
    ("ikk_jobs", "UPDATE accounts_user SET password = ''"),
    ("ikk_jobs", "UPDATE accounts_user SET left_at = now()"),
    ("ikk_jobs", "SET ROLE ikk_owner"),
    ("ikk_jobs", "DROP TABLE privacy_staffaccess"),
]


@pytest.mark.parametrize(("role", "statement"), REFUSED)
def test_role_is_refused(as_role: Any, role: str, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        as_role(role).execute(statement)


def test_staff_area_becomes_the_role_that_changes_accounts(as_role: Any) -> None:
    connection = as_role("ikk_staff")
    connection.execute("SET ROLE ikk_accounts")

    assert connection.execute("SELECT current_user").fetchone() == ("ikk_accounts",)


ALLOWED = [
    ("ikk_public", "SELECT count(*) FROM regions_region"),
    ("ikk_public", "SELECT count(*) FROM regions_postcode"),
    ("ikk_public", "SELECT count(*) FROM pin_checks('insured', '', '')"),
    ("ikk_all", "SELECT count(*) FROM pin_checks('insured', '', '')"),
    ("ikk_staff", "SELECT count(*) FROM accounts_user"),
    ("ikk_jobs", "SELECT count(*) FROM accounts_session"),
    ("ikk_all", "SELECT count(*) FROM accounts_user"),
]


@pytest.mark.parametrize(("role", "statement"), ALLOWED)
def test_role_may_read_what_it_needs(as_role: Any, role: str, statement: str) -> None:
    assert as_role(role).execute(statement).fetchone() is not None


_A_MEMBER = """
INSERT INTO accounts_user (kind, number, given_name, family_name, password, is_superuser, is_active, created_at,
    failed_tries) VALUES ('insured', 'Z000000005', '', '', '', false, true, now(), 0)
"""
SEEN = [
    ("ikk_public", ["insured"]),
    ("ikk_staff", ["insured", "staff"]),
    ("ikk_jobs", ["insured", "staff"]),
    ("ikk_all", ["insured", "staff"]),
    ("ikk_owner", ["insured", "staff"]),
]


@pytest.fixture
def a_member(as_role: Any) -> Iterator[None]:
    owner = as_role("ikk_owner")
    owner.execute(_A_MEMBER)
    yield
    owner.execute("DELETE FROM accounts_user WHERE number = 'Z000000005'")


@pytest.mark.parametrize(("role", "kinds"), SEEN)
def test_role_sees_users_of_these_kinds_only(as_role: Any, a_member: None, role: str, kinds: list[str]) -> None:
    found = as_role(role).execute("SELECT DISTINCT kind FROM accounts_user ORDER BY kind").fetchall()

    assert [kind for (kind,) in found] == kinds


def test_public_surface_changes_rows_of_members_only(as_role: Any, a_member: None) -> None:
    public = as_role("ikk_public")

    assert public.execute("UPDATE accounts_user SET failed_tries = 0").rowcount == 1
    assert public.execute("UPDATE accounts_user SET last_login = now() WHERE kind = 'staff'").rowcount == 0


def test_policies_are_for_these_roles_and_no_other_role_sees_a_user(as_role: Any) -> None:
    found = as_role("ikk_owner").execute(
        "SELECT polname, array_agg(rolname::text ORDER BY rolname), relrowsecurity FROM pg_policy "
        "JOIN pg_roles ON pg_roles.oid = ANY(polroles) JOIN pg_class ON pg_class.oid = polrelid "
        "WHERE relname = 'accounts_user' GROUP BY polname, relrowsecurity ORDER BY polname"
    )

    assert found.fetchall() == [
        ("accounts_of_staff", ["ikk_accounts"], True),
        ("everybody", ["ikk_jobs", "ikk_staff"], True),
        ("members", ["ikk_public"], True),
    ]


@pytest.mark.parametrize("role", ["ikk_public", "ikk_staff", "ikk_all"])
def test_web_roles_have_short_timeouts(as_role: Any, role: str) -> None:
    connection = as_role(role)

    limits = [connection.execute(f"SHOW {name}").fetchone()[0] for name in ("statement_timeout", "lock_timeout")]

    assert limits == ["3s", "1s"]


def test_trail_refuses_even_its_owner_to_change_or_shorten_it(as_role: Any) -> None:
    owner = as_role("ikk_owner")
    with owner.transaction(force_rollback=True):
        owner.execute(
            "INSERT INTO privacy_staffaccess (id, at, by, region, action, kind, record, detail) "
            "VALUES (gen_random_uuid(), now(), 'probe', '', 'view', 'x', '', '')"
        )
        for change in (
            "UPDATE privacy_staffaccess SET by = 'x'",
            "DELETE FROM privacy_staffaccess",
            "TRUNCATE privacy_staffaccess",
        ):
            with pytest.raises(errors.InsufficientPrivilege, match="append-only"), owner.transaction():
                owner.execute(change)


def test_trail_lets_entries_older_than_three_years_go(as_role: Any) -> None:
    owner = as_role("ikk_owner")
    with owner.transaction(force_rollback=True):
        owner.execute(
            "INSERT INTO privacy_staffaccess (id, at, by, region, action, kind, record, detail) "
            "VALUES (gen_random_uuid(), now() - interval '1096 days', 'old', '', 'view', 'x', '', '')"
        )

        assert owner.execute("DELETE FROM privacy_staffaccess WHERE by = 'old'").rowcount == 1


@pytest.mark.parametrize(("hours", "goes"), [(1, 1), (3, 0)])
def test_trail_lets_entries_go_that_are_three_years_old_by_another_clock(as_role: Any, hours: int, goes: int) -> None:
    """Housekeeping counts by the clock on the wall, which in some nights is an hour ahead of so many times 24."""
    owner = as_role("ikk_owner")
    with owner.transaction(force_rollback=True):
        owner.execute(
            "INSERT INTO privacy_staffaccess (id, at, by, region, action, kind, record, detail) "
            "VALUES (gen_random_uuid(), now() - interval '1095 days' + %s, 'old', '', 'view', 'x', '', '')",
            [timedelta(hours=hours)],
        )
        gone = 0
        with suppress(errors.InsufficientPrivilege), owner.transaction():
            gone = owner.execute("DELETE FROM privacy_staffaccess WHERE by = 'old'").rowcount

        assert gone == goes


def test_no_role_has_a_right_of_the_cluster(db: None) -> None:
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"]) as connection:
        rows = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) "
            "AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)",
            [[role.name for role in ROLES]],
        ).fetchall()

    assert rows == []


def test_only_the_demo_role_inherits(db: None) -> None:
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"]) as connection:
        rows = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND rolinherit",
            [[role.name for role in ROLES]],
        ).fetchall()

    assert rows == [("ikk_all",)]


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_migrate_under_the_web_role_stops_with_one_line(db: None) -> None:
    result = manage("migrate", DATABASE_URL=url_for_web(), OWNER_DATABASE_URL="")

    assert result.returncode == 1
    assert result.stderr == (
        "CommandError: This command needs the database role ikk_owner, but DATABASE_URL names ikk_public.\n"
    )


def test_setup_roles_prints_sql_without_touching_a_server() -> None:
    result = manage("setup_roles", "--print-sql", DATABASE_URL="postgresql://ikk_public@/ikk?host=/nowhere", DEMO="on")

    statements = result.stdout.splitlines()
    assert result.returncode == 0
    assert 'CREATE DATABASE "ikk" OWNER "ikk_owner" TEMPLATE template0 ENCODING \'UTF8\';' in statements
    assert 'REVOKE ALL ON DATABASE "ikk" FROM PUBLIC;' in statements


def url_for_web() -> str:
    """Return a URL, not a conninfo string, of this worker's database under the public role."""
    return os.environ["DATABASE_URL"].replace("ikk_owner", "ikk_public", 1)
