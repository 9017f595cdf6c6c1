"""The limit holds over processes and threads that try at the same moment, under the role of the public site."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.conftest import WORKER, make_database, url_for
from tests.database_server import BASE_DIR, TEMPLATE
from tests.live import database_url

DATABASE = f"{TEMPLATE}_limits_{WORKER}"


@pytest.fixture(scope="module", autouse=True)
def _database() -> None:
    """Commits are real here, so they go into a database of their own."""
    make_database(DATABASE)


def passed_of(whose: str, *, burst: int, tries: int, processes: int) -> list[int]:
    """Let ``processes`` try at once; return how many tries of each passed."""
    script = Path(__file__).with_name("tries.py")
    running = [
        subprocess.Popen(
            [sys.executable, script, whose, str(burst), str(tries // processes)],
            cwd=BASE_DIR,
            env={
                **os.environ,
                "PYTHONPATH": str(BASE_DIR),
                "DJANGO_SETTINGS_MODULE": "ikk_portal.settings",
                "DATABASE_URL": database_url("ikk_public", DATABASE),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(processes)
    ]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return [int(process.communicate(timeout=60)[0]) for process in running]


@pytest.mark.parametrize("burst", [1, 5, 20])
def test_of_two_hundred_tries_at_once_exactly_the_burst_passes(burst: int) -> None:
    with psycopg.connect(url_for("postgres", DATABASE), autocommit=True) as admin:
        admin.execute("TRUNCATE ikk_portal_spentbudget")

        passed = passed_of("A000500015", burst=burst, tries=208, processes=2)

        rows = admin.execute("SELECT count(*) FROM ikk_portal_spentbudget").fetchone()
    assert (sum(passed), rows) == (burst, (1,))
