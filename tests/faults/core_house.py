"""A database with cases in it, the exchange with a core system, and the two commands between them as real processes."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pyrage

from internetfiliale.case_numbers import case_number
from tests.conftest import WORKER, make_database, url_for
from tests.database_server import BASE_DIR
from tests.internetfiliale.core_system import IDENTITY, Exchange, opened
from tests.live import database_url

DATABASE = f"faults_cases_{WORKER}"
TODAY = date.today()  # noqa: DTZ011  (days are all that cases know)
YESTERDAY = TODAY - timedelta(days=1)

_MEMBER = """
INSERT INTO accounts_user (kind, number, given_name, family_name, password, is_superuser, is_active, created_at,
    failed_tries) VALUES ('insured', 'A123456780', '', '', '', false, true, now(), 0) RETURNING id
"""
_CASE = (
    "COPY internetfiliale_case (id, number, account_id, service, region_id, submitted_on, state, state_on) FROM STDIN"
)
_PAYLOAD = "COPY internetfiliale_casepayload (case_id, sealed, submitted_on) FROM STDIN"


class CoreHouse:
    """Both sides of the exchange. What the core system has taken is remembered here, as it would do."""

    def __init__(self, directory: Path) -> None:
        make_database(DATABASE)
        self.owner: psycopg.Connection[Any] = psycopg.connect(url_for("ikk_owner", DATABASE), autocommit=True)
        self.exchange = Exchange(directory / "inbox", directory / "answers")
        for path in (self.exchange.inbox, self.exchange.answers):
            path.mkdir()
        (self.exchange.inbox / "INBOX").touch()
        self.taken: Counter[str] = Counter()
        (self._account,) = self.owner.execute(_MEMBER).fetchone() or ()

    def close(self) -> None:
        self.owner.close()

    def receive(self, count: int, *, state: str = "received") -> list[str]:
        """Let cases be as far as ``state`` since yesterday; return their numbers, in the order they are handed over."""
        keys = sorted((uuid4() for _ in range(count)), key=lambda key: key.int)
        (region,) = self.owner.execute("SELECT id FROM regions_region WHERE slug = 'rheinland'").fetchone() or ()
        with self.owner.transaction(), self.owner.cursor() as cursor:
            with cursor.copy(_CASE) as rows:
                for key in keys:
                    values = (key, case_number(key), self._account, "anschrift", region, YESTERDAY, state, YESTERDAY)
                    rows.write_row(values)
            if state == "received":
                with cursor.copy(_PAYLOAD) as rows:
                    for key in keys:
                        rows.write_row((key, _sealed(key), YESTERDAY))
        return [case_number(key) for key in keys]

    def start(self, command: str, *before: str) -> "subprocess.Popen[str]":
        """Start a command under the role of the timers; ``before`` are arguments between Python and the command."""
        return subprocess.Popen(
            [*(before or (sys.executable, "manage.py")), command],
            cwd=BASE_DIR,
            env={
                **os.environ,
                "DATABASE_URL": database_url("ikk_jobs", DATABASE),
                "CORE_SYSTEM_INBOX": str(self.exchange.inbox),
                "CORE_SYSTEM_ANSWERS": str(self.exchange.answers),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, command: str, *before: str) -> tuple[int, str]:
        """Run a command to its end; return its exit code and all that it told."""
        with self.start(command, *before) as process:
            told = "".join(process.communicate())
            return process.returncode, told

    def take(self) -> None:
        """Let the core system take what lies in its inbox, and know by its number what it has already."""
        for path in self.exchange.inbox.glob("*.age"):
            assert opened(path.read_bytes()) == {"case": path.stem}
            self.taken[path.stem] += 1
            path.unlink()

    def states(self) -> dict[str, int]:
        return dict(self.owner.execute("SELECT state, count(*) FROM internetfiliale_case GROUP BY state").fetchall())

    def notices(self) -> dict[str, int]:
        rows = self.owner.execute("SELECT kind, count(*) FROM internetfiliale_notice GROUP BY kind").fetchall()
        return dict(rows)

    def payloads(self) -> int:
        row = self.owner.execute("SELECT count(*) FROM internetfiliale_casepayload").fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def locked(self, table: str) -> Iterator[None]:
        """Let every timer wait, in its transaction, where it is about to write to ``table``."""
        with psycopg.connect(url_for("postgres", DATABASE)) as admin:
            admin.execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield

    def waits(self) -> bool:
        """Whether a timer waits for a lock."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'ikk_jobs' AND datname = %s"
        with psycopg.connect(url_for("postgres", DATABASE), autocommit=True) as admin:
            return admin.execute(f"{query} AND wait_event_type = 'Lock'", [DATABASE]).fetchone() != (0,)

    def gone(self) -> bool:
        """Whether the database has noticed that the timer is no more."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'ikk_jobs' AND datname = %s"
        with psycopg.connect(url_for("postgres", DATABASE), autocommit=True) as admin:
            return admin.execute(query, [DATABASE]).fetchone() == (0,)


def _sealed(key: UUID) -> bytes:
    sealed: bytes = pyrage.encrypt(f'{{"case": "{case_number(key)}"}}'.encode(), [IDENTITY.to_public()])
    return sealed
