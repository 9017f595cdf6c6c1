"""Real processes for tests: gunicorn under real database roles, on a database of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.database_server import BASE_DIR, REGISTER_TEMPLATE, TEMPLATE


@dataclass
class Portal:
    """A running portal.

    Attributes:
        url: where it answers, without a slash at the end.
        database: name of the database it works on.
        register: name of the register's database.
        process: gunicorn's master process.
        log: file that takes what it writes to standard error.
    """

    url: str
    database: str
    register: str
    process: "subprocess.Popen[bytes]"
    log: Path


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url(role: str, database: str) -> str:
    """Return the URL of ``database`` under ``role``, on the server of the tests."""
    return os.environ["DATABASE_URL"].replace("//ikk_owner", f"//{role}", 1).replace(f"/{TEMPLATE}", f"/{database}", 1)


def register_url(role: str, database: str) -> str:
    """Return the URL of the register in ``database`` under ``role``, on the server of the tests."""
    template = os.environ["BESTAND_DATABASE_URL"].replace("//bestand_owner", f"//{role}", 1)
    return template.replace(f"/{REGISTER_TEMPLATE}", f"/{database}", 1)


@contextmanager
def running_portal(
    database: str, log: Path, *, role: str = "ikk_all", register: str = "no_register", **environment: str
) -> Iterator[Portal]:
    """Serve ``database`` under ``role`` until the block ends; ``environment`` overrides settings by name.

    ``register`` names the database of the register; without it the portal runs as while the register is down.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "deploy/gunicorn.conf.py",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [*command, "ikk_portal.wsgi"],
            cwd=BASE_DIR,
            env={
                **os.environ,
                "DATABASE_URL": database_url(role, database),
                "BESTAND_DATABASE_URL": register_url("ikk_all" if role == "ikk_all" else "bestand_read", register),
                **(_browser_printing(role, database, register) if role == "ikk_all" else {}),
                **environment,
            },
            stderr=errors,
        ) as process,
    ):
        try:
            _wait_until_it_answers(f"{url}/gesund/live", process, log)
            yield Portal(url, database, register, process, log)
        finally:
            process.terminate()
            process.wait(timeout=15)


def _browser_printing(role: str, database: str, register: str) -> dict[str, str]:
    """Switch on what the demo has on, too."""
    return {
        "PRINT_DATABASE_URL": database_url(role, database),
        "PRINT_BESTAND_DATABASE_URL": register_url(role, register),
    }


def _wait_until_it_answers(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"The portal did not start.\n{log.read_text()}")
