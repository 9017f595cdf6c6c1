"""Fixtures that every room's tests share: databases, clients under real roles, named people."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from accounts.models import User
from ikk_portal.database_roles import database_statements
from regions.models import Region
from tests.database_server import TEMPLATE

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
PASSWORD = "richtig-langes-Kennwort-7"


def url_for(role: str, database: str) -> str:
    """Return the connection string of ``database`` under ``role``, on the server of the tests."""
    parts: dict[str, Any] = {**conninfo_to_dict(os.environ["ADMIN_DATABASE_URL"]), "user": role, "dbname": database}
    return make_conninfo(**parts)


def make_database(name: str, template: str = TEMPLATE) -> None:
    """Copy the prepared database, with its rights: PostgreSQL does not copy those of the database itself."""
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER ikk_owner TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    with psycopg.connect(url_for("postgres", name), autocommit=True) as admin:
        for statement in database_statements("default", name, demo=True):
            admin.execute(statement)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Give this worker a copy of the prepared database, connected as its owner."""
    name = f"{TEMPLATE}_{WORKER}"
    make_database(name)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
        connection.close()


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


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def make_staff(username: str, *roles: str, region: str | None = None, **fields: Any) -> User:
    """Return a saved member of staff with the given roles, committed to secrecy and ready to sign in."""
    from django.contrib.auth.models import Group
    from django.utils import timezone

    fields = {"given_name": "Sabine", "family_name": username.title(), "committed_on": timezone.localdate(), **fields}
    home = Region.objects.get(slug=region) if region else None
    user = User.objects.create_staff(username, PASSWORD, region=home, **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def sander(db: None) -> User:
    """Sachbearbeiterin Sander: master data of all regions."""
    return make_staff("sander2", "Stammdaten")


@pytest.fixture
def rheinberg(db: None) -> User:
    """Sachbearbeiter Rheinberg: master data of the Muster-IKK Rheinland only."""
    return make_staff("rheinberg2", "Stammdaten", region="rheinland")


@pytest.fixture
def staff_client(sander: User) -> RoleClient:
    """A client signed in as Sachbearbeiterin Sander."""
    return signed_in(sander)


def signed_in(user: User) -> RoleClient:
    """Return a client signed in as ``user``; the session cookie is that of the staff area."""
    client = RoleClient()
    client.force_login(user)
    assert settings.STAFF_COOKIE_NAME in client.cookies
    return client


@pytest.fixture
def rheinland(db: None) -> Region:
    return Region.objects.get(slug="rheinland")
