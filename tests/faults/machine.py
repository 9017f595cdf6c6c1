"""A machine of the access log, for tests with real processes: its spool, its timers, and the database they work on."""

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from tests.access_log.logs import line
from tests.conftest import WORKER, url_for
from tests.database_server import BASE_DIR
from tests.live import database_url

DATABASE = f"faults_access_log_{WORKER}"
PAST = datetime.now(UTC) - timedelta(minutes=2)
PAGES = [f"/{number}/" for number in range(300)]


class Machine:
    """A machine with a spool of its own, whose loader runs under the real role."""

    def __init__(self, directory: Path) -> None:
        self.spool = directory / "spool"
        (directory / "runtime").mkdir()
        self.environment = {
            "ACCESS_LOG_DIRECTORY": str(self.spool),
            "RUNTIME_DIRECTORY": str(directory / "runtime"),
        }

    def loader(
        self, *before: str, database: str = DATABASE, command: str = "load_access_log"
    ) -> "subprocess.Popen[str]":
        """Start the loader, or another command; ``before`` are arguments between Python and the command."""
        return subprocess.Popen(
            [sys.executable, *(before or ["manage.py"]), command],
            cwd=BASE_DIR,
            env={**os.environ, **self.environment, "DATABASE_URL": database_url("ikk_jobs", database)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def load(self, **changes: str) -> tuple[int, str, str]:
        """Run a command to its end; return its exit code, and what it wrote to standard output and error."""
        with self.loader(**changes) as process:
            out, err = process.communicate()
            return process.returncode, out, err

    def fill(self, minutes: int = 0) -> None:
        """Put all pages and a damaged line into the file of a past minute."""
        minute = PAST - timedelta(minutes=minutes)
        self.spool.mkdir(exist_ok=True)
        lines = b"".join(line(minute, page) for page in PAGES)
        (self.spool / f"{minute:%Y%m%dT%H%MZ}.web1.log").write_bytes(lines + b"half a line")

    def waiting(self) -> bool:
        """Whether a file waits to be loaded, or to be removed."""
        return any(path.suffix != ".damaged" for path in self.spool.iterdir())

    def pages(self) -> "Counter[str]":
        """Return how often each page stands in the spool, in whole lines."""
        lines = [one for path in self.spool.glob("*.log") for one in path.read_bytes().split(b"\n")[:-1]]
        return Counter(one.split(b"\t")[3].decode() for one in lines)


def stored() -> "Counter[str]":
    """Return how often each page stands in the raw log."""
    with psycopg.connect(url_for("ikk_jobs", DATABASE)) as owner:
        return Counter(page for (page,) in owner.execute("SELECT page FROM access_log.loggedrequest"))


def waits() -> bool:
    """Whether a loader waits for a lock."""
    return _loaders("wait_event_type = 'Lock'") > 0


def gone() -> bool:
    """Whether the database has noticed that the loader is no more."""
    return _loaders("true") == 0


def _loaders(condition: str) -> int:
    query = f"SELECT FROM pg_stat_activity WHERE usename = 'ikk_jobs' AND datname = %s AND {condition}"
    with psycopg.connect(url_for("postgres", DATABASE), autocommit=True) as admin:
        return admin.execute(query, [DATABASE]).rowcount
