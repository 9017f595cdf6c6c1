"""New tables beside the old ones, filled, and put in their place in one moment.

The new tables stand in a schema of their own under the names they will have: constraints and indexes keep the
names that Django knows. The old register answers until the swap and goes in the same transaction.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import Error, IntegrityError, OperationalError, connections, transaction
from psycopg import errors, sql

from bestand.row_checks import NULL

OWNER = "bestand_owner"
IMPORTER = "bestand_import"

#: In the order in which the swap locks them.
INSURED, EMPLOYERS, ACCOUNTS = "bestand_insuredperson", "bestand_employer", "bestand_employeraccount"
TABLES = (INSURED, EMPLOYERS, ACCOUNTS)

_NEW, _OLD = sql.Identifier("bestand_new"), sql.Identifier("bestand_old")
_PUBLIC = sql.Identifier("public")
_DATABASE = "bestand"
_ONE_IMPORT = 0x62657374616E64  # "bestand"; key of the advisory lock
_LOCK_TIMEOUT = "200ms"  # shorter than the web roles wait, and than the search for deadlocks
_PATIENCE = 120.0  # seconds that the swap tries to get its moment

_ADDRESS = (
    "addition, street, postcode, town, country, delivery_name, delivery_addition, delivery_street, "
    "delivery_postcode, delivery_town, delivery_country, address_since"
)
#: Columns in the order of COPY.
COLUMNS = {
    INSURED: "number, institutionskennzeichen, title, given_name, family_name, birth_year, birth_month, birth_day, "
    f"{_ADDRESS}, insured_since, insured_until, insured_as, is_protected, is_deceased",
    EMPLOYERS: f"number, main_number, company, company_addition, {_ADDRESS}",
    ACCOUNTS: "main_number, institutionskennzeichen, since, until",
}


class NotAllowedError(Exception):
    """The import cannot run here and now; the message says why, in one line."""


@contextmanager
def sole_import() -> Iterator[None]:
    """Become the register's owner, refuse a second import, and remove what a killed one has left.

    The lock ends with the session at the latest: a killed import holds it as long as its database process lives.

    Raises:
        NotAllowedError: if the role may not, or another import runs.
    """
    ((role,),) = _rows("SELECT current_user")
    if role not in (IMPORTER, OWNER):
        raise NotAllowedError(
            f"This command needs the database role {IMPORTER}, but BESTAND_DATABASE_URL names {role}."
        )
    _execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
    try:
        _execute("SET client_connection_check_interval = '1s'")  # a killed import ends on the server, too
        ((free,),) = _rows("SELECT pg_try_advisory_lock(%s)", [_ONE_IMPORT])
        if not free:
            raise NotAllowedError("Another import is running. Wait until it has ended.")
        drop()
        yield
    finally:
        with suppress(Error):  # a session that is ending lets go of its lock a moment later
            _execute("SELECT pg_advisory_unlock_all()")
        connections[_DATABASE].close()  # and with it the role


def drop() -> None:
    """Remove new tables that wait for a swap that never came."""
    with transaction.atomic(using=_DATABASE):
        _execute("SET LOCAL client_min_messages = warning")
        _execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(_NEW))


def create() -> None:
    """Make the new tables like the old ones, without indexes.

    They are made and filled in one transaction: rows copied into a table of the same transaction need no
    further care later (FREEZE), and whoever looks from an older snapshot sees them, too.
    """
    _execute(sql.SQL("CREATE SCHEMA {}").format(_NEW))
    for table in TABLES:
        _execute(
            sql.SQL("CREATE TABLE {}.{} (LIKE {}.{} INCLUDING ALL EXCLUDING INDEXES)").format(
                _NEW, sql.Identifier(table), _PUBLIC, sql.Identifier(table)
            )
        )


def copy(table: str, blocks: Iterable[bytes]) -> None:
    """Append rows, ready for COPY, to one of the new tables."""
    statement = sql.SQL("COPY {}.{} ({}) FROM STDIN (FREEZE, ENCODING 'UTF8', NULL {})").format(
        _NEW, sql.Identifier(table), sql.SQL(COLUMNS[table]), sql.Literal(NULL)
    )
    with connections[_DATABASE].cursor() as cursor, cursor.copy(statement) as target:
        for block in blocks:
            target.write(block)


def build_indexes(table: str) -> bool:
    """Give a new table the keys and indexes of the old one, under their names; False if a key occurs twice."""
    try:
        with transaction.atomic(using=_DATABASE):
            _execute("SET LOCAL maintenance_work_mem = '256MB'")  # sorts five million numbers in memory
            for statement in _index_statements(table):
                _execute(statement)
    except IntegrityError:
        return False
    return True


def _index_statements(table: str) -> list[str]:
    """PostgreSQL writes the old table's definitions itself; only the schema differs."""
    keys = _rows(
        "SELECT format('ALTER TABLE bestand_new.%%I ADD CONSTRAINT %%I %%s', %(table)s::text, conname,"
        " pg_get_constraintdef(oid)) FROM pg_constraint"
        " WHERE conrelid = format('public.%%I', %(table)s::text)::regclass AND contype IN ('p', 'u', 'x')",
        {"table": table},
    )
    others = _rows(
        "SELECT replace(pg_get_indexdef(indexrelid), ' ON public.', ' ON bestand_new.') FROM pg_index"
        " WHERE indrelid = format('public.%%I', %(table)s::text)::regclass"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        {"table": table},
    )
    return [statement for (statement,) in (*keys, *others)]


def remove_repeated(table: str) -> set[str]:
    """Take the rows whose number occurs more than once out of the new table; return these numbers."""
    numbers = {
        number
        for (number,) in _rows(
            sql.SQL("SELECT number FROM {}.{} GROUP BY 1 HAVING count(*) > 1").format(_NEW, sql.Identifier(table))
        )
    }
    for of, column in {table: "number", **({ACCOUNTS: "main_number"} if table == EMPLOYERS else {})}.items():
        _execute(
            sql.SQL("DELETE FROM {}.{} WHERE {} = ANY(%s)").format(_NEW, sql.Identifier(of), sql.Identifier(column)),
            [list(numbers)],
        )
    return numbers


def analyse() -> None:
    """Tell the planner what the new tables hold, before anybody asks them."""
    for table in TABLES:
        _execute(sql.SQL("ANALYZE {}.{}").format(_NEW, sql.Identifier(table)))


def swap(record: Callable[[], None]) -> None:
    """Put the new tables in the place of the old ones and drop these; ``record`` writes in the same transaction.

    Whoever asks meanwhile waits for a moment and is answered by the new tables. A lock that is not to be had is
    given back at once and tried again.

    Raises:
        NotAllowedError: if somebody holds the old tables for two minutes.
    """
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            with transaction.atomic(using=_DATABASE):
                _move()
                record()
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
            if time.monotonic() > end:
                raise NotAllowedError("The register is in use all the time; the old one stays. Try again.") from None
            time.sleep(1)
        else:
            return


def _move() -> None:
    _execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
    old = sql.SQL(", ").join(sql.SQL("{}.{}").format(_PUBLIC, sql.Identifier(table)) for table in TABLES)
    _execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(old))
    _execute(sql.SQL("CREATE SCHEMA {}").format(_OLD))
    for source, target in ((_PUBLIC, _OLD), (_NEW, _PUBLIC)):
        for table in TABLES:
            _execute(sql.SQL("ALTER TABLE {}.{} SET SCHEMA {}").format(source, sql.Identifier(table), target))
    _execute("SET LOCAL client_min_messages = warning")
    _execute(sql.SQL("DROP SCHEMA {} CASCADE").format(_OLD))
    _execute(sql.SQL("DROP SCHEMA {}").format(_NEW))


def _execute(statement: str | sql.Composed, parameters: Any = None) -> None:
    with connections[_DATABASE].cursor() as cursor:
        cursor.execute(statement, parameters)


def _rows(statement: str | sql.Composed, parameters: Any = None) -> list[tuple[Any, ...]]:
    with connections[_DATABASE].cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
