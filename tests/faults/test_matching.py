"""Matching killed in the middle: every registration is still there, or it is done exactly once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.conftest import make_database, url_for
from tests.database_server import BASE_DIR, REGISTER_TEMPLATE, TEMPLATE
from tests.faults.processes import wait_until
from tests.live import database_url, register_url

REGISTRATIONS = 300
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def owner(db: None) -> Iterator[psycopg.Connection[Any]]:
    """A connection to databases of the test's own, with registrations of people who are not on file."""
    make_database(f"{TEMPLATE}_matching_{WORKER}")
    make_database(f"{REGISTER_TEMPLATE}_matching_{WORKER}", REGISTER_TEMPLATE, "bestand")
    with psycopg.connect(url_for("ikk_owner", f"{TEMPLATE}_matching_{WORKER}"), autocommit=True) as connection:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO accounts_registration (id, kind, number, postcode, letter_form, chosen_region, "
                "received_at) VALUES (%s, 'employer', '98000006', '00000', 'normal', '', now())",
                [[uuid4()] for _ in range(REGISTRATIONS)],
            )
        yield connection


def matching(log: Path) -> "subprocess.Popen[bytes]":
    """Start the timer's command under its roles."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url("ikk_jobs", f"{TEMPLATE}_matching_{WORKER}"),
        "BESTAND_DATABASE_URL": register_url("bestand_match", f"{REGISTER_TEMPLATE}_matching_{WORKER}"),
    }
    with log.open("wb") as errors:
        return subprocess.Popen(
            [sys.executable, "manage.py", "match_registrations"], cwd=BASE_DIR, env=environment, stderr=errors
        )


def figures(owner: psycopg.Connection[Any]) -> tuple[int, int, int]:
    """Return the registrations that wait, those counted by day, and those counted by number."""
    statements = (
        "SELECT count(*) FROM accounts_registration",
        "SELECT coalesce(sum(mismatched), 0) FROM accounts_registrationday",
        "SELECT coalesce(sum(count), 0) FROM accounts_registrationmismatch",
    )
    with owner.transaction():
        owner.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        waiting, by_day, by_number = (int(owner.execute(statement).fetchone()[0]) for statement in statements)
    return waiting, by_day, by_number


@pytest.mark.parametrize(
    "done", [pytest.param(1, marks=pytest.mark.long), 50, pytest.param(150, marks=pytest.mark.long)]
)
def test_killed_matching_loses_and_repeats_nothing(owner: psycopg.Connection[Any], tmp_path: Path, done: int) -> None:
    process = matching(tmp_path / "log")
    assert wait_until(lambda: figures(owner)[0] <= REGISTRATIONS - done, 60), (tmp_path / "log").read_text()

    process.kill()
    process.wait()

    waiting, by_day, by_number = figures(owner)
    assert by_day == by_number == REGISTRATIONS - waiting
    assert matching(tmp_path / "log").wait(60) == 0, (tmp_path / "log").read_text()
    assert figures(owner) == (0, REGISTRATIONS, REGISTRATIONS)
