"""Time-driven commands: one run at a time, and when each last came to its end.

A room declares its timers in ``timers.py`` (command -> after how long without success it is late). Any timer may
start them, on any machine; the lock lies in the portal's database and falls with its connection.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

_LOCK = "SELECT pg_try_advisory_lock(hashtext('timer'), hashtext(%s))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtext('timer'), hashtext(%s))"
_NOTE = """
INSERT INTO ikk_portal_timerrun (name, succeeded_at) VALUES (%s, now())
ON CONFLICT (name) DO UPDATE SET succeeded_at = excluded.succeeded_at
"""
_SUCCESSES = "SELECT name, succeeded_at FROM ikk_portal_timerrun"


class RunningElsewhere(Exception):
    """The same command runs already; the caller ends, and the other one does the work."""


@contextmanager
def exclusive(name: str, *, machine: str = "") -> Iterator[None]:
    """Run the block alone, and note its success; a block that fails is not noted.

    Alone in the whole house, or on one machine where ``machine`` names it: for what each machine does for itself.

    Raises:
        RunningElsewhere: another process holds the lock.
    """
    lock = f"{name} {machine}".strip()
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [lock])
        if cursor.fetchone() != (True,):
            raise RunningElsewhere(name)
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [name])
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(_UNLOCK, [lock])


def late(declared: Mapping[str, timedelta], now: datetime) -> dict[str, datetime | None]:
    """Return the timers that have not succeeded for longer than they may, with their last success."""
    with connection.cursor() as cursor:
        cursor.execute(_SUCCESSES)
        successes: dict[str, datetime] = dict(cursor.fetchall())
    return {
        name: successes.get(name)
        for name, patience in declared.items()
        if name not in successes or now - successes[name] > patience
    }
