"""Real processes for the tests of faults: the demo's command, and a database server of one's own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from ikk_portal.postgres import FAST, embedded_server
from tests.database_server import BASE_DIR, REGISTER_TEMPLATE, TEMPLATE
from tests.live import free_port


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Return whether ``condition`` came true within ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


class OwnDatabase:
    """A database server that a test may stop: prepared like the demo's, in ``directory``."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._stack = ExitStack()
        self.urls: dict[str, str] = {}

    def start(self) -> None:
        """Start the server and wait until it answers."""
        server = self._stack.enter_context(embedded_server(self.directory, FAST))
        self.urls = server.settings(database=TEMPLATE, register=REGISTER_TEMPLATE)

    def stop(self) -> None:
        """Stop the server; it ends every connection."""
        self._stack.close()

    def admin_url(self) -> str:
        """Return the administrator's URL of the portal's database."""
        return self.urls["ADMIN_DATABASE_URL"].replace("/postgres?", f"/{TEMPLATE}?", 1)

    def prepare(self) -> None:
        """Make roles, tables and demo data."""
        command = [sys.executable, "manage.py", "set_up_demo"]
        subprocess.run(command, cwd=BASE_DIR, env={**os.environ, **self.urls}, check=True, stdout=subprocess.DEVNULL)


def _listen_to_ctrl_c() -> None:
    """Undo what shells do to what they run in the background, and all that it starts: they let it ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Demo:
    """``manage.py demo`` in a process group of its own, as a terminal would start it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.bind = f"127.0.0.1:{free_port()}"
        self.log = data.parent / f"{data.name}.log"
        without_urls = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        # Files of its own: those of the tests are being served while it collects.
        environment = {**without_urls, "PYTHONUNBUFFERED": "1", "STATIC_ROOT": str(data.parent / "static")}
        command = [sys.executable, "manage.py", "demo", "--bind", self.bind, "--data", str(data)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=BASE_DIR,
                env=environment,
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=_listen_to_ctrl_c,  # noqa: PLW1509  (does nothing that a lock could stand against)
            )

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return self.log.read_text()

    def wait_until_up(self) -> None:
        """Wait for the line with the address."""
        ended = self.process.poll
        assert wait_until(lambda: "The portal is up" in self.output or ended() is not None, 180), self.output
        assert ended() is None, self.output

    def children(self) -> list[psutil.Process]:
        """Return its processes, and those that belong to its data directory (PostgreSQL leaves the tree)."""
        own = psutil.Process(self.process.pid).children(recursive=True)
        return own + [process for process in _postgres_processes(self.data) if process not in own]

    def interrupt(self) -> None:
        """What a terminal does at Ctrl-C: a signal to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self) -> None:
        """End it without giving it a chance to tidy up."""
        self.process.kill()
        self.process.wait()


def _postgres_processes(data: Path) -> list[psutil.Process]:
    masters = [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres" and str(data / "postgres") in (process.info["cmdline"] or [])
    ]
    return masters + [child for master in masters for child in master.children(recursive=True)]


@contextmanager
def own_database(directory: Path) -> Iterator[OwnDatabase]:
    """Give a prepared database server that is the test's own."""
    database = OwnDatabase(directory)
    database.start()
    try:
        database.prepare()
        yield database
    finally:
        database.stop()
