"""Databases of a test's own with a released batch in them, and the commands that work on it, as real processes."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from tests.conftest import make_database, url_for
from tests.database_server import BASE_DIR, REGISTER_TEMPLATE, TEMPLATE
from tests.live import database_url, register_url

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
DATABASE, REGISTER = f"{TEMPLATE}_printing_{WORKER}", f"{REGISTER_TEMPLATE}_printing_{WORKER}"


class PrintHouse:
    """Six letters in a released batch of the Muster-IKK Rheinland; ``logs`` is where all processes write."""

    def __init__(self, logs: Path) -> None:
        make_database(DATABASE)
        make_database(REGISTER, REGISTER_TEMPLATE, "bestand")
        self.logs = logs
        logs.mkdir()
        self.batch = int(self._as_owner("from tests.faults.print_house import prepare; print(prepare())"))
        self.owner: psycopg.Connection[Any] = psycopg.connect(url_for("ikk_owner", DATABASE), autocommit=True)

    def close(self) -> None:
        self.owner.close()

    def print(self, command: str, *, sheets: int = 3, **environment: str) -> "subprocess.Popen[bytes]":
        """Start the print run with ``command`` as its printer."""
        arguments = self.arguments(sheets=sheets)
        return self.start("print_pin_letters", *arguments, "--to-command", command, **environment)

    def arguments(self, *, sheets: int = 3) -> list[str]:
        """Return what the print run has to know."""
        return ["--batch", str(self.batch), "--by", "Ott", "--reason", "Test", "--sheets", str(sheets)]

    def settle(self) -> None:
        """Run the timer that looks after dead print runs."""
        assert self.start("expire_pin_letters").wait(60) == 0, self.log

    @property
    def log(self) -> str:
        """What the processes wrote."""
        return "\n".join(path.read_text() for path in sorted(self.logs.iterdir()))

    def one(self, statement: str) -> Any:
        """Return the only value that a statement gives."""
        row = self.owner.execute(statement).fetchone()
        return row and row[0]

    def states(self) -> dict[str, int]:
        rows = self.owner.execute("SELECT state, count(*) FROM accounts_pinletter GROUP BY state").fetchall()
        return dict(rows)

    def letters_with_secrets(self) -> set[Any]:
        return {row[0] for row in self.owner.execute("SELECT pending_letter FROM accounts_pincredential")}

    def letters_in(self, state: str) -> set[Any]:
        return {row[0] for row in self.owner.execute("SELECT id FROM accounts_pinletter WHERE state = %s", [state])}

    def dump(self) -> str:
        """Return every row of every table, as text."""
        tables = self.owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        lines = []
        for (table,) in tables:
            lines += [row[0] for row in self.owner.execute(f'SELECT t::text FROM "{table}" AS t')]
        return "\n".join(lines)

    def data_directory(self) -> Path:
        """Return where the database server keeps its files, with everything written to them."""
        with psycopg.connect(url_for("postgres", DATABASE), autocommit=True) as admin:
            admin.execute("CHECKPOINT")
            row = admin.execute("SHOW data_directory").fetchone()
        assert row
        return Path(row[0])

    def start(self, *arguments: str, stdout: Any = None, **environment: str) -> "subprocess.Popen[bytes]":
        """Start a command under the roles of jobs; what it writes is logged, but for another ``stdout``."""
        log = self.logs / f"{len(list(self.logs.iterdir())):03}.log"
        values = {
            **os.environ,
            "DATABASE_URL": database_url("ikk_jobs", DATABASE),
            "BESTAND_DATABASE_URL": register_url("bestand_match", REGISTER),
            **environment,
        }
        with log.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "manage.py", *arguments], cwd=BASE_DIR, env=values, stdout=stdout or file, stderr=file
            )

    def _as_owner(self, statement: str) -> str:
        code = f"import django; django.setup(); {statement}"
        values = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ikk_portal.settings",
            "DATABASE_URL": database_url("ikk_owner", DATABASE),
            "BESTAND_DATABASE_URL": register_url("bestand_owner", REGISTER),
        }
        done = subprocess.run([sys.executable, "-c", code], cwd=BASE_DIR, env=values, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()


def prepare() -> int:
    """Register people, match them, and have a batch of their letters released; return its number."""
    from uuid import uuid4  # here and below: this runs in a process of its own, after Django is set up

    from accounts.actions import Details, match_waiting, register
    from accounts.models import PinLetter, User
    from tests.accounts.printing import NUMBERS, desk_user, on_file, released_batch

    for place, number in enumerate(NUMBERS, start=1):
        on_file(number, street=f"Kanarienweg {place}")
        register(key=uuid4(), details=Details("insured", number, (1954, 3, 9), "5 06 74", "normal", ""))
        match_waiting()
    PinLetter.objects.filter(state="review").update(state="requested")
    letters = list(PinLetter.objects.filter(state="requested"))
    assert len(letters) == len(NUMBERS)
    return released_batch(desk_user("kanarienvogt"), User.objects.get(username="fischer"), letters).pk
