"""A register database of a test's own, imports into it, and what its catalogue says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections

from tests.bestand.files import KNOWN
from tests.conftest import WORKER, make_database, url_for
from tests.database_server import BASE_DIR, REGISTER_TEMPLATE
from tests.live import register_url

#: Everything about the register's tables but the numbers PostgreSQL gives them.
CATALOGUE = """
SELECT 'table', relname, relkind::text, relpersistence::text, relowner::regrole::text,
    coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))::text,
    relrowsecurity::text, reloptions::text
FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'column', attrelid::regclass::text, attnum::text, attname, format_type(atttypid, atttypmod), attnotnull::text,
    attstorage::text || attcompression::text || attislocal::text || attisdropped::text, attacl::text
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, contype::text, convalidated::text,
    pg_get_constraintdef(oid), conindid::regclass::text, ''
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid),
    indisprimary::text, indisvalid::text, indisunique::text, ''
FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'schema', nspname, nspacl::text, '', '', '', '', '' FROM pg_namespace WHERE nspname !~ '^pg_'
ORDER BY 1, 2, 3, 4
"""


class Register:
    """A copy of the prepared register, reached as administrator."""

    def __init__(self, name: str, template: str = REGISTER_TEMPLATE) -> None:
        self.name = name
        make_database(name, template, "bestand")

    def migrate(self) -> None:
        """Let Django make the tables of an empty database."""
        url = register_url("bestand_owner", self.name)
        environment = {**os.environ, "BESTAND_DATABASE_URL": url, "BESTAND_OWNER_DATABASE_URL": url}
        command = [sys.executable, "manage.py", "migrate", "bestand", "--verbosity", "0"]
        subprocess.run(command, cwd=BASE_DIR, env=environment, check=True)

    def rows(self, statement: str, parameters: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Run a statement as administrator."""
        with psycopg.connect(url_for("postgres", self.name), autocommit=True) as admin:
            return admin.execute(statement, parameters).fetchall()

    def numbers(self) -> list[str]:
        """Return the numbers of all insured persons."""
        return [number for (number,) in self.rows("SELECT number FROM bestand_insuredperson ORDER BY 1")]

    def command(
        self, insured: Path, employers: Path, *options: str, stderr: int = subprocess.PIPE
    ) -> "subprocess.Popen[str]":
        """Start ``import_bestand`` as the importing host does: with the role of the import, no portal, no keys."""
        environment = {
            **os.environ,
            "BESTAND_DATABASE_URL": register_url("bestand_import", self.name),
            "DATABASE_URL": "postgresql://nobody@/nowhere?host=/nowhere",
            "KEYS_DIRECTORY": "/nowhere",
        }
        command = [sys.executable, "manage.py", "import_bestand", str(insured), str(employers)]
        command += ["--ikk", ",".join(KNOWN), "--by", "timer", "--reason", "nightly import", *options]
        return subprocess.Popen(
            command, cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True
        )

    @contextmanager
    def connected(self, role: str = "bestand_import") -> Iterator[None]:
        """Let this process's own connection be one of ``role`` to this database."""
        wrapper = connections["bestand"]
        kept = dict(wrapper.settings_dict)
        wrapper.close()
        options = {name: value for name, value in kept["OPTIONS"].items() if name != "options"}
        wrapper.settings_dict.update(NAME=self.name, USER=role, OPTIONS=options)
        try:
            yield
        finally:
            wrapper.close()
            wrapper.settings_dict.update(kept)


@contextmanager
def own_register(suffix: str, template: str = REGISTER_TEMPLATE) -> Iterator[Register]:
    """Give a register database that a test may replace."""
    register = Register(f"{REGISTER_TEMPLATE}_{suffix}_{WORKER}", template)
    try:
        yield register
    finally:
        with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {register.name} WITH (FORCE)")
