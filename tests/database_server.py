"""Pytest plugin: the PostgreSQL of the tests, ready before Django reads its settings.

Loaded by ``-p`` in pyproject.toml. The first process starts an embedded server, whatever DATABASE_URL says,
so that no test ever meets real data; it makes the roles and prepares one database with all migrations, demo
data and static files; every worker copies it.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from pyrage import x25519

from ikk_portal.platform import keys
from ikk_portal.postgres import FAST, embedded_server

BASE_DIR = Path(__file__).resolve().parent.parent
TEMPLATE = "ikk_test"
REGISTER_TEMPLATE = "ikk_test_bestand"

_stack = ExitStack()


def _prepare() -> None:
    data = Path(_stack.enter_context(tempfile.TemporaryDirectory(prefix="ikk-test-", ignore_cleanup_errors=True)))
    (data / "runtime").mkdir()
    os.environ.update(
        DEMO="on",
        SURFACE="all",
        KEYS_DIRECTORY=str(keys.make_missing(data / "keys")),
        ACCESS_LOG_DIRECTORY=str(data / "access-log"),
        SECRET_KEY="only-for-tests-" * 4,
        PIN_HASHING="cheap",
        ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
        HOSTING_LOCATION="dem Rechenzentrum der Tests in Musterstadt",
        SECURITY_CONTACT="mailto:sicherheit@muster-ikk.example",
        NATIONAL_PHONE="+49 30 23125 000",
        CORE_SYSTEM_PUBLIC_KEY=str(x25519.Identity.generate().to_public()),  # nobody keeps the private one
        STATIC_ROOT=str(data / "static"),
        RUNTIME_DIRECTORY=str(data / "runtime"),
        EMAIL_URL=f"filemail:///{data / 'mail'}",  # of live servers; Django keeps mails of the tests' own process
        DJANGO_ALLOW_ASYNC_UNSAFE="on",  # the browser's driver keeps an event loop in the test's thread
    )
    server = _stack.enter_context(embedded_server(data / "postgres", FAST))
    os.environ.update(server.settings("ikk_owner", database=TEMPLATE, register=REGISTER_TEMPLATE))
    result = subprocess.run(
        [sys.executable, "manage.py", "set_up_demo"],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        _stack.close()
        sys.exit(f"Preparing the test database failed.\n{result.stdout}{result.stderr}")


def _take_own_runtime_directory(worker: str) -> None:
    """Give a worker places of its own: a test that takes all of them would make the other worker's portal wait."""
    own = Path(os.environ["RUNTIME_DIRECTORY"]) / worker
    own.mkdir(exist_ok=True)
    os.environ["RUNTIME_DIRECTORY"] = str(own)


def pytest_unconfigure() -> None:
    """Stop the server when the last test is over."""
    _stack.close()


if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    _take_own_runtime_directory(worker)
elif not {"--help", "-h", "--version"} & set(sys.argv):
    _prepare()
