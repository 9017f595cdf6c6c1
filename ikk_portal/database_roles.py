"""Database roles: who exists, with which limits, and what each may do with the tables of the rooms.

The rooms declare their grants in ``grants.py``; this module collects and applies them. Everything not
declared is refused, tables and the rooms' own functions alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from ikk_portal.platform.room_modules import modules_called

EXTENSIONS = {"default": ("btree_gist", "pg_trgm", "unaccent"), "bestand": ()}

#: Schemas beside ``public``, and whose they are: what only that role may touch, the owner of the house included.
SCHEMAS = {"default": {"access_log": "ikk_jobs"}, "bestand": {}}

_WEB_LIMITS = {
    "statement_timeout": "3s",
    "lock_timeout": "1s",
    "idle_in_transaction_session_timeout": "10s",
}
_READ_ONLY = {"default_transaction_read_only": "on"}


@dataclass(frozen=True)
class Role:
    """A login role of one database alias, without any right of its own beyond its grants.

    ``member_of`` names roles whose rights it has at once, ``may_become`` those that it must name (SET ROLE).
    """

    name: str
    alias: str
    connection_limit: int
    limits: dict[str, str] = field(default_factory=dict)
    member_of: tuple[str, ...] = ()
    may_become: tuple[str, ...] = ()
    demo_only: bool = False
    temporary_tables: bool = False

    @property
    def inherits(self) -> bool:
        return bool(self.member_of)


OWNERS = {"default": "ikk_owner", "bestand": "bestand_owner"}

ROLES = (
    Role("ikk_accounts", "default", 0),  # never connects: staff pages become it
    Role("ikk_statistics", "default", 0),  # never connects: pages with figures become it
    Role("ikk_public", "default", 60, _WEB_LIMITS, may_become=("ikk_statistics",)),
    Role("ikk_staff", "default", 30, _WEB_LIMITS, may_become=("ikk_accounts", "ikk_statistics")),
    Role("ikk_jobs", "default", 10, {"statement_timeout": "5min", "lock_timeout": "5s"}, temporary_tables=True),
    Role("ikk_owner", "default", 10, may_become=("ikk_jobs",)),  # migrations make the raw log, which belongs to it
    Role(
        "ikk_all",
        "default",
        60,
        _WEB_LIMITS,
        member_of=("ikk_public", "ikk_staff", "ikk_jobs"),
        may_become=("ikk_accounts", "ikk_statistics"),
        demo_only=True,
    ),
    Role("bestand_owner", "bestand", 10),
    Role("bestand_read", "bestand", 60, {**_WEB_LIMITS, **_READ_ONLY}),
    Role("bestand_match", "bestand", 10, {"statement_timeout": "30s", **_READ_ONLY}),
    # One import, one that is refused, and what the server has not let go of yet.
    Role("bestand_import", "bestand", 4, {"lock_timeout": "5s"}, may_become=("bestand_owner",)),
    Role("ikk_all", "bestand", 60, _WEB_LIMITS, member_of=("bestand_read", "bestand_match"), demo_only=True),
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
        # Only a superuser may name these three at all; a role that was made above has none of them.
        yield sql.SQL(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = {literal} "
            "AND (rolsuper OR rolreplication OR rolbypassrls)) "
            "THEN ALTER ROLE {name} NOSUPERUSER NOREPLICATION NOBYPASSRLS; END IF; END $$"
        ).format(literal=sql.Literal(role.name), name=name)
        yield sql.SQL("ALTER ROLE {name} LOGIN NOCREATEDB NOCREATEROLE {inherit} CONNECTION LIMIT {limit}").format(
            name=name,
            inherit=sql.SQL("INHERIT" if role.inherits else "NOINHERIT"),
            limit=sql.Literal(role.connection_limit),
        )
        yield sql.SQL("ALTER ROLE {} RESET ALL").format(name)
        for setting, value in role.limits.items():
            yield sql.SQL("ALTER ROLE {} SET {} = {}").format(name, sql.Identifier(setting), sql.Literal(value))
        for group in role.member_of:
            yield sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), name)
        for group in role.may_become:
            yield sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(sql.Identifier(group), name)
    for role in ROLES:
        if role.alias == alias and role.demo_only and not demo:
            yield sql.SQL(
                "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = {literal}) "
                "THEN ALTER ROLE {name} NOLOGIN; END IF; END $$"
            ).format(literal=sql.Literal(role.name), name=sql.Identifier(role.name))
    # A server's administrator who is no superuser must be a member of who owns a database or schema to make it.
    for owner in (OWNERS[alias], *SCHEMAS[alias].values()):
        yield sql.SQL(
            "DO $$ BEGIN IF NOT pg_has_role(current_user, {literal}, 'USAGE') "
            "THEN EXECUTE format('GRANT %I TO %I', {literal}, current_user); END IF; END $$"
        ).format(literal=sql.Literal(owner))


def database_statements(alias: str, database: str, *, demo: bool) -> Iterator[sql.Composable]:
    """Yield the statements, run inside ``database``, that close it to everybody but the declared roles."""
    for extension in EXTENSIONS[alias]:
        yield sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
    name = sql.Identifier(database)
    yield sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name)
    yield sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    yield sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNERS[alias]))
    for role in roles_of(alias, demo=demo):
        rights = "CONNECT, TEMPORARY" if role.temporary_tables else "CONNECT"
        yield sql.SQL("GRANT {} ON DATABASE {} TO {}").format(sql.SQL(rights), name, sql.Identifier(role.name))
        yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role.name))
    for schema, owner in SCHEMAS[alias].items():
        yield sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(
            sql.Identifier(schema), sql.Identifier(owner)
        )


def declared_grants() -> dict[str, dict[str, str]]:
    """Collect the rooms' ``GRANTS``: role -> table -> privileges ("SELECT, INSERT").

    Raises:
        ValueError: if two rooms speak about the same table of one role.
    """
    grants: dict[str, dict[str, str]] = {}
    for declared in modules_called("grants"):
        for role, tables in getattr(declared, "GRANTS", {}).items():
            for table, privileges in tables.items():
                if table in grants.setdefault(role, {}):
                    raise ValueError(f"Two rooms grant {role} something on {table}.")
                grants[role][table] = privileges
    return grants


def declared_functions() -> dict[str, list[str]]:
    """Collect the rooms' ``FUNCTIONS``: role -> signatures ("employer(text)") that it may call."""
    functions: dict[str, list[str]] = {}
    for declared in modules_called("grants"):
        for role, signatures in getattr(declared, "FUNCTIONS", {}).items():
            functions.setdefault(role, []).extend(signatures)
    return functions


def apply_grants(connection: BaseDatabaseWrapper) -> None:
    """Take every right on tables and functions from the application's roles and give back the declared ones.

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
        _grant_tables(cursor, existing, set(connection.introspection.table_names(cursor)))
        _grant_functions(cursor, existing, grantees)


def _grant_tables(cursor: Any, existing: list[str], tables: set[str]) -> None:
    for role, privileges_by_table in declared_grants().items():
        for table, privileges in privileges_by_table.items():
            if role in existing and table in tables:
                cursor.execute(
                    sql.SQL("GRANT {} ON {} TO {}").format(
                        sql.SQL(privileges), sql.Identifier(table), sql.Identifier(role)
                    )
                )


def _grant_functions(cursor: Any, existing: list[str], grantees: sql.Composable) -> None:
    """PostgreSQL lets everybody call a new function; the owner's are for those that a room names."""
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc "
        "WHERE pronamespace = 'public'::regnamespace AND proowner = current_user::regrole"
    )
    functions = {signature for (signature,) in cursor.fetchall()}
    for signature in sorted(functions):
        cursor.execute(sql.SQL("REVOKE ALL ON FUNCTION {} FROM {}").format(sql.SQL(signature), grantees))
    for role, signatures in declared_functions().items():
        for signature in signatures:
            if role in existing and signature in functions:
                cursor.execute(
                    sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(signature), sql.Identifier(role))
                )
