"""Make database, owner, roles and extensions of each alias; safe to repeat."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.db import connections
from psycopg import sql

from ikk_portal.database_roles import OWNERS, database_statements, role_statements
from ikk_portal.databases import URL_NAMES


class Command(BaseCommand):
    """Runs once per server and after every release that adds a role, before ``migrate``."""

    help = "Creates databases, roles and extensions with ADMIN_DATABASE_URL (needs CREATEROLE and CREATEDB)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print-sql", action="store_true", help="print the statements, change nothing")

    def handle(self, *, print_sql: bool, **_: Any) -> None:
        for alias in connections:
            database = connections[alias].settings_dict["NAME"]
            roles = list(role_statements(alias, demo=settings.DEMO))
            inside = list(database_statements(alias, database, demo=settings.DEMO))
            if print_sql:
                self._print(database, OWNERS[alias], roles, inside)
            else:
                self._run(alias, database, roles, inside)

    def _print(self, database: str, owner: str, roles: list[Any], inside: list[Any]) -> None:
        for statement in roles:
            self.stdout.write(statement.as_string() + ";")
        self.stdout.write(_create_database(database, owner).as_string() + ";")
        self.stdout.write(f'\\connect "{database}"')
        for statement in inside:
            self.stdout.write(statement.as_string() + ";")

    def _run(self, alias: str, database: str, roles: list[Any], inside: list[Any]) -> None:
        url = settings.ADMIN_DATABASE_URLS[alias]
        if not url:
            name = URL_NAMES[alias].replace("DATABASE_URL", "ADMIN_DATABASE_URL")
            raise CommandError(f"{name} is not set. Set it to the URL of a role with CREATEROLE and CREATEDB.")
        with psycopg.connect(url, autocommit=True) as admin:
            for statement in roles:
                admin.execute(statement)
            known = admin.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount
            if not known:
                admin.execute(_create_database(database, OWNERS[alias]))
        with psycopg.connect(url, dbname=database, autocommit=True) as admin:
            for statement in inside:
                admin.execute(statement)
        self.stdout.write(f"{database}: roles and extensions are in place.")


def _create_database(database: str, owner: str) -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
        sql.Identifier(database), sql.Identifier(owner)
    )
