"""Acting under another database role for a moment: what a page may do beyond its process's own rights.

The process's role is a member of the other one without inheriting from it (``may_become`` in
``ikk_portal/database_roles.py``): a statement smuggled into any other page has no more rights than before.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import sql


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    """Run the block as ``role``, in a transaction (or a savepoint of the caller's); afterwards as before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        before = cursor.fetchone()[0]
        _become(cursor, role)
        yield
        _become(cursor, before)  # after an error the rollback does it


def _become(cursor: object, role: str) -> None:
    cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))  # type: ignore[attr-defined]
