"""Printing letters in the browser, where the settings allow it: under which roles, and what is missing for it.

The staff area's own roles cannot make a PIN. For the length of one part the thread works over connections of its own,
under the roles of the print run (PRINT_DATABASE_URL, PRINT_BESTAND_DATABASE_URL).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.utils import load_backend

from accounts.pins import RING
from ikk_portal.platform import keys

#: Fewer than of the command: hashing takes an eighth of a second for each sheet, and somebody waits for the answer; a
#: jam spoils no more than this; and so few are counted quickly by who stands at the printer.
SHEETS_PER_PART = 25

_URL_NAMES = {"default": "PRINT_DATABASE_URL", "bestand": "PRINT_BESTAND_DATABASE_URL"}
_ROLES = {"default": "ikk_jobs", "bestand": "bestand_match"}


def is_on() -> bool:
    """Return whether the desk offers to print in the browser."""
    return any(settings.PRINT_DATABASES.values())


def problems() -> Iterator[str]:
    """Yield one line for each thing that is wrong where browser printing is switched on."""
    if not is_on():
        return
    if settings.SURFACE == "public":
        yield "PRINT_DATABASE_URL is for the staff surface. Take it, and the key ring pins, off the public host."
    for alias, name in _URL_NAMES.items():
        if not settings.PRINT_DATABASES[alias]:
            yield f"Printing in the browser needs {name}, too. Set it to the role {_ROLES[alias]}, or unset the other."
    yield from keys.problems(settings.KEYS_DIRECTORY, [RING])


@contextmanager
def roles_of_the_print_run() -> Iterator[None]:
    """Lead every query of this thread over new connections of the print run, until the block ends.

    Must not lie in a transaction: its end would not be the end of what happens here.
    """
    if connections[DEFAULT_DB_ALIAS].in_atomic_block:
        raise transaction.TransactionManagementError("A part is printed outside of every transaction.")
    before = {alias: connections[alias] for alias in settings.PRINT_DATABASES}
    try:
        for alias, values in settings.PRINT_DATABASES.items():
            connections[alias] = _connection(alias, values)
        yield
    finally:
        for alias, connection in before.items():
            connections[alias].close()
            connections[alias] = connection


def _connection(alias: str, values: dict[str, Any]) -> Any:
    """Return a connection that answers to ``alias``; Django fills in what an alias of the settings would have."""
    complete = {**connections.settings[alias], **values}
    return load_backend(complete["ENGINE"]).DatabaseWrapper(complete, alias)
