"""Fixtures that every room's tests share: databases, clients under real roles, named people."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from whitenoise.base import WhiteNoise

from accounts.fresh_factor import SESSION_KEY
from accounts.models import User
from ikk_portal.database_roles import OWNERS, database_statements
from regions.models import Region
from tests.brochures.brochures import clear_room
from tests.database_server import REGISTER_TEMPLATE, TEMPLATE
from tests.live import Portal, running_portal
from tests.staff import factor_of

pytest_plugins = ["tests.browser", "tests.crawl"]

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


def url_for(role: str, database: str) -> str:
    """Return the connection string of ``database`` under ``role``, on the server of the tests."""
    parts: dict[str, Any] = {
        **conninfo_to_dict(os.environ["ADMIN_DATABASE_URL"]),
        "user": role,
        "dbname": database,
    }
    return make_conninfo(**parts)


def make_database(name: str, template: str = TEMPLATE, alias: str = "default") -> None:
    """Copy a prepared database, with its rights: PostgreSQL does not copy those of the database itself."""
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(OWNERS[alias]), sql.Identifier(template)
            )
        )
    with psycopg.connect(url_for("postgres", name), autocommit=True) as admin:
        for statement in database_statements(alias, name, demo=True):
            admin.execute(statement)


DATABASE = f"{TEMPLATE}_{WORKER}"
REGISTER = f"{REGISTER_TEMPLATE}_{WORKER}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Give this worker a copy of each prepared database, connected as its owner.

    The sessions belong to the administrator, so that ``SET ROLE`` can lead to every role of the house.
    """
    make_database(DATABASE)
    make_database(REGISTER, REGISTER_TEMPLATE, "bestand")
    with django_db_blocker.unblock():
        for alias, database in (("default", DATABASE), ("bestand", REGISTER)):
            connections[alias].close()
            connections[alias].settings_dict.update(
                NAME=database,
                USER=conninfo_to_dict(os.environ["ADMIN_DATABASE_URL"])["user"],
                OPTIONS={**connections[alias].settings_dict["OPTIONS"], "options": f"-c role={OWNERS[alias]}"},
            )
        yield
        connections.close_all()


class RoleClient(Client):
    """Django's test client whose requests run under the database role of the surface they address."""

    def request(self, **request: Any) -> Any:
        role = "ikk_staff" if request["PATH_INFO"].startswith("/verwaltung/") else "ikk_public"
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
        try:
            return super().request(**request)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


@pytest.fixture
def client(db: None) -> RoleClient:
    return RoleClient()


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_looked_for_once() -> Iterator[None]:
    """Let WhiteNoise find the files of a directory once in a worker: every test client makes the middleware anew."""
    look: Any = WhiteNoise.update_files_dictionary
    found: dict[tuple[str, str], dict[str, Any]] = {}

    def look_once(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in found:
            look(self, root, prefix)
            found[root, prefix] = dict(self.files)
        self.files.update(found[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", look_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _transactions_of_tests_stay_open() -> Iterator[None]:
    """Let requests look after connections as ever, but for one on which a test has begun a transaction around them."""
    close = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def close_outside_transactions(self: BaseDatabaseWrapper) -> None:
        if not self.in_atomic_block:
            close(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", close_outside_transactions)
        yield


@pytest.fixture(autouse=True)
def _test_settings(settings: Any, tmp_path: Path) -> None:
    """Cheap passwords, an access log of one's own; and no page cache: its pages would outlive a test's transaction."""
    settings.ACCESS_LOG_DIRECTORY = tmp_path / "access-log"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("PageCacheMiddleware")]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def own_machine(settings: Any, tmp_path: Path) -> None:
    """A runtime directory of the test's own: what is lost on its machine is told on the health page of no other."""
    settings.RUNTIME_DIRECTORY = tmp_path


@pytest.fixture
def sander(db: None) -> User:
    """Sachbearbeiterin Sander: master data of all regions."""
    return User.objects.get(username="sander")


@pytest.fixture
def rheinberg(db: None) -> User:
    """Sachbearbeiter Rheinberg: master data of the Muster-IKK Rheinland only."""
    return User.objects.get(username="rheinberg")


@pytest.fixture
def ritter(db: None) -> User:
    """Redakteurin Ritter: texts of all IKKs."""
    return User.objects.get(username="ritter")


@pytest.fixture
def rosen(db: None) -> User:
    """Redakteur Rosen: texts of the Muster-IKK Rheinland only."""
    return User.objects.get(username="rosen")


@pytest.fixture
def fischer(db: None) -> User:
    """Sachbearbeiterin Fischer: decides about PIN letters of the Muster-IKK Rheinland."""
    return User.objects.get(username="fischer")


@pytest.fixture
def vogel(db: None) -> User:
    """Sachbearbeiter Vogel: prints PIN letters of the Muster-IKK Rheinland."""
    return User.objects.get(username="vogel")


@pytest.fixture
def pauli(db: None) -> User:
    """Petra Pauli sends the brochures of the Muster-IKK Rheinland; her desk is empty in the beginning."""
    clear_room()
    return User.objects.get(username="pauli")


@pytest.fixture
def busch(db: None) -> User:
    """Birgit Busch: Benutzerverwaltung."""
    return User.objects.get(username="busch")


@pytest.fixture
def national_editor(ritter: User) -> RoleClient:
    """A client signed in as Redakteurin Ritter."""
    return signed_in(ritter)


@pytest.fixture
def regional_editor(rosen: User) -> RoleClient:
    """A client signed in as Redakteur Rosen."""
    return signed_in(rosen)


@pytest.fixture
def staff_client(sander: User) -> RoleClient:
    """A client signed in as Sachbearbeiterin Sander."""
    return signed_in(sander)


def signed_in(user: User) -> RoleClient:
    """Return a client signed in as ``user`` just now, second factor included; the cookie is that of the staff area."""
    client = RoleClient()
    client.force_login(user)
    assert settings.STAFF_COOKIE_NAME in client.cookies
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = factor_of(user).persistent_id
    session[SESSION_KEY] = timezone.now().isoformat()
    session.save()
    return client


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo as users meet it, with two workers of gunicorn, on a database of its own."""
    database, register = f"{TEMPLATE}_portal_{WORKER}", f"{REGISTER_TEMPLATE}_portal_{WORKER}"
    make_database(database)
    make_database(register, REGISTER_TEMPLATE, "bestand")
    with running_portal(database, tmp_path_factory.mktemp("portal") / "stderr.log", register=register) as running:
        yield running


@pytest.fixture
def rheinland(db: None) -> Region:
    return Region.objects.get(slug="rheinland")
