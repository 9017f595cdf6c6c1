"""Guessing by many at once, over real processes with real commits: what is paid stays paid, and counts once."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.accounts.members import NEW_PIN
from tests.conftest import WORKER, make_database, url_for
from tests.database_server import BASE_DIR, REGISTER_TEMPLATE, TEMPLATE
from tests.live import database_url, register_url

DATABASE, REGISTER = f"{TEMPLATE}_guesses_{WORKER}", f"{REGISTER_TEMPLATE}_guesses_{WORKER}"


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[psycopg.Connection[Any]]:
    """A connection to databases of the test's own, with Anna, her PIN, and a letter that she has not used yet."""
    make_database(DATABASE)
    make_database(REGISTER, REGISTER_TEMPLATE, "bestand")
    (seeded,) = at_once(tmp_path, ["seed"], role="ikk_owner", register_role="bestand_owner")
    assert seeded == "seeded"
    with psycopg.connect(url_for("ikk_owner", DATABASE), autocommit=True) as connection:
        yield connection


def at_once(
    runtime: Path, *tasks: list[str], role: str = "ikk_public", register_role: str = "bestand_read"
) -> list[Any]:
    """Run each task in a process of its own, all at the same moment; return what each has printed."""
    script = Path(__file__).with_name("guesses.py")
    environment = {
        **os.environ,
        "PYTHONPATH": str(BASE_DIR),
        "DJANGO_SETTINGS_MODULE": "ikk_portal.settings",
        "DATABASE_URL": database_url(role, DATABASE),
        "BESTAND_DATABASE_URL": register_url(register_role, REGISTER),
        "RUNTIME_DIRECTORY": str(runtime),
    }
    running = [
        subprocess.Popen(
            [sys.executable, script, *task],
            cwd=BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for task in tasks
    ]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return [json.loads(process.communicate(timeout=60)[0]) for process in running]


def test_of_two_hundred_guesses_at_once_five_are_looked_at(owner: psycopg.Connection[Any], tmp_path: Path) -> None:
    one, other = at_once(tmp_path, ["guess", "0", "100"], ["guess", "100", "100"])

    assert Counter(one) + Counter(other) == {"WrongCredentials": 5, "UnlockCodeNeeded": 195}
    counted = owner.execute("SELECT in_all, since_success FROM accounts_wrongtries").fetchall()
    assert counted == [(5, 200)]


def test_letter_is_used_for_the_first_time_once(owner: psycopg.Connection[Any], tmp_path: Path) -> None:
    entered = at_once(tmp_path, ["enter", NEW_PIN], ["enter", NEW_PIN])

    assert sorted(one["first_use"] for one in entered) == [False, True]
    assert len({one["user"] for one in entered}) == 1
    states = owner.execute("SELECT state FROM accounts_pinletter ORDER BY state").fetchall()
    assert states == [("activated",), ("replaced",)]
    kept = owner.execute("SELECT pending_pin, active_letter IS NOT NULL FROM accounts_pincredential").fetchall()
    assert kept == [("", True)]


def test_try_that_fails_on_its_way_stays_paid(owner: psycopg.Connection[Any], tmp_path: Path) -> None:
    owner.execute("REVOKE EXECUTE ON FUNCTION pin_checks(text, text, text) FROM ikk_public")
    (broken,) = at_once(tmp_path, ["guess", "0", "5"])
    owner.execute("GRANT EXECUTE ON FUNCTION pin_checks(text, text, text) TO ikk_public")

    (after,) = at_once(tmp_path, ["guess", "5", "1"])

    assert (broken, after) == ({"ProgrammingError": 5}, {"UnlockCodeNeeded": 1})
