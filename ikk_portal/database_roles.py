"""Database roles: who exists, with which limits, and what each may do with the tables of the rooms.

The rooms declare their grants in ``grants.py``; this module collects and applies them. Everything not
declared is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module, util

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")

_WEB_LIMITS = {
    "statement_timeout": "3s",
    "lock_timeout": "1s",
    "idle_in_transaction_session_timeout": "10s",
}


@dataclass(frozen=True)
class Role:
    """A login role of one database alias, without any right of its own beyond its grants."""

    name: str
    alias: str
    connection_limit: int
    limits: dict[str, str] = field(default_factory=dict)
    member_of: tuple[str, ...] = ()
    demo_only: bool = False
    temporary_tables: bool = False

    @property
    def inherits(self) -> bool:
        return bool(self.member_of)


OWNERS = {"default": "ikk_owner"}

ROLES = (
    Role("ikk_owner", "default", 10),
    Role("ikk_public", "default", 60, _WEB_LIMITS),
    Role("ikk_staff", "default", 30, _WEB_LIMITS),
    Role("ikk_jobs", "default", 10, {"statement_timeout": "5min", "lock_timeout": "5s"}, temporary_tables=True),
    Role(
        "ikk_all",
        "default",
        60,
        _WEB_LIMITS,
        member_of=("ikk_public", "ikk_staff", "ikk_jobs"),
        demo_only=True,
    ),
)


def roles_of(alias: str, *, demo: bool) -> list[Role]:
    """Return the roles of one database, those for the demo only where ``demo`` says so."""
    return [role for role in ROLES if role.alias == alias and (demo or not role.demo_only)]


def role_statements(alias: str, *, demo: bool) -> Iterator[sql.Composable]:
    """Yield the statements that make the roles of ``alias`` what they are declared to be."""
    for role in roles_of(alias, demo=demo):
        name = sql.Identifier(role.name)
        yield sql.SQL(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {literal}) "
            "THEN CREATE ROLE {name}; END IF; END $$"
        ).format(literal=sql.Literal(role.name), name=name)
        yield sql.SQL(
            "ALTER ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS "
            "{inherit} CONNECTION LIMIT {limit}"
        ).format(
            name=name,
            inherit=sql.SQL("INHERIT" if role.inherits else "NOINHERIT"),
            limit=sql.Literal(role.connection_limit),
        )
        yield sql.SQL("ALTER ROLE {} RESET ALL").format(name)
        for setting, value in role.limits.items():
            yield sql.SQL("ALTER ROLE {} SET {} = {}").format(name, sql.Identifier(setting), sql.Literal(value))
        for group in role.member_of:
            yield sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), name)
    for role in ROLES:
        if role.alias == alias and role.demo_only and not demo:
            yield sql.SQL(
                "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = {literal}) "
                "THEN ALTER ROLE {name} NOLOGIN; END IF; END $$"
            ).format(literal=sql.Literal(role.name), name=sql.Identifier(role.name))
    # A server's administrator who is no superuser must be a member of the owner to make its database.
    yield sql.SQL(
        "DO $$ BEGIN IF NOT pg_has_role(current_user, {literal}, 'MEMBER') "
        "THEN EXECUTE format('GRANT %I TO %I', {literal}, current_user); END IF; END $$"
    ).format(literal=sql.Literal(OWNERS[alias]))


def database_statements(alias: str, database: str, *, demo: bool) -> Iterator[sql.Composable]:
    """Yield the statements, run inside ``database``, that close it to everybody but the declared roles."""
    for extension in EXTENSIONS:
        yield sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
    name = sql.Identifier(database)
    yield sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name)
    yield sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    yield sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNERS[alias]))
    for role in roles_of(alias, demo=demo):
        rights = "CONNECT, TEMPORARY" if role.temporary_tables else "CONNECT"
        yield sql.SQL("GRANT {} ON DATABASE {} TO {}").format(sql.SQL(rights), name, sql.Identifier(role.name))
        yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role.name))


def declared_grants() -> dict[str, dict[str, str]]:
    """Collect the rooms' ``GRANTS``: role -> table -> privileges ("SELECT, INSERT").

    Raises:
        ValueError: if two rooms speak about the same table of one role.
    """
    grants: dict[str, dict[str, str]] = {}
    for config in apps.get_app_configs():
        if util.find_spec(f"{config.name}.grants") is None:
            continue
        for role, tables in import_module(f"{config.name}.grants").GRANTS.items():
            for table, privileges in tables.items():
                if table in grants.setdefault(role, {}):
                    raise ValueError(f"Two rooms grant {role} something on {table}.")
                grants[role][table] = privileges
    return grants


def apply_grants(connection: BaseDatabaseWrapper) -> None:
    """Take every right on every table from the application's roles and give back the declared ones.

    One transaction: no request ever sees a table without its grants. Runs as the owner of the tables.
    """
    alias = connection.alias
    roles = [role.name for role in ROLES if role.alias == alias and role.name != OWNERS[alias]]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [roles])
        existing = sorted(name for (name,) in cursor.fetchall())
        grantees = sql.SQL(", ").join([sql.SQL("PUBLIC"), *map(sql.Identifier, existing)])
        for kind in ("TABLES", "SEQUENCES"):
            cursor.execute(sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA public FROM {}").format(sql.SQL(kind), grantees))
        tables = set(connection.introspection.table_names(cursor))
        for role, privileges_by_table in declared_grants().items():
            if role not in existing:
                continue
            for table, privileges in privileges_by_table.items():
                if table in tables:
                    cursor.execute(
                        sql.SQL("GRANT {} ON {} TO {}").format(
                            sql.SQL(privileges), sql.Identifier(table), sql.Identifier(role)
                        )
                    )
