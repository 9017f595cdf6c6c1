"""The days of the raw log: partitions are made ahead, and dropped as a whole when their time is over.

Statements only; they run as the owner of the table, in a transaction of the caller. Days are UTC days. What lies in
no day is a stray row in the DEFAULT partition: moved when its day is made, counted and erased when that is over.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import sql

from ikk_portal.platform.acting_role import acting_as

OWNER = "ikk_jobs"
#: Days made beforehand: so many nights the loader may be away before a row lies outside its day.
AHEAD = 2

_SCHEMA, _TABLE, _DEFAULT = "access_log", "loggedrequest", "loggedrequest_default"
_LOG, _STRAYS = sql.Identifier(_SCHEMA, _TABLE), sql.Identifier(_SCHEMA, _DEFAULT)
_DAY_OF_NAME = re.compile(rf"{_TABLE}_(\d{{8}})")
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('access_log'), hashtext('days'))"
_NO_NEW_ROWS = sql.SQL("LOCK TABLE ONLY {} IN ACCESS EXCLUSIVE MODE").format(_LOG)
_PARTITIONS = """
SELECT relname, pg_total_relation_size(pg_class.oid) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
WHERE inhparent = 'access_log.loggedrequest'::regclass ORDER BY relname
"""
_DAYS_OF_STRAYS = sql.SQL(
    "SELECT DISTINCT (minute AT TIME ZONE 'UTC')::date FROM {} WHERE minute < %s ORDER BY 1"
).format(_STRAYS)
_FILL = sql.SQL(
    "WITH strays AS (DELETE FROM {strays} WHERE minute >= {start} AND minute < {end} RETURNING *) "
    "INSERT INTO {day} SELECT * FROM strays"
)


@dataclass(frozen=True)
class Held:
    """A partition: the day it holds (None: rows outside every day), its rows and bytes."""

    day: date | None
    rows: int
    size: int


@contextmanager
def as_owner() -> Iterator[Any]:
    """Yield a cursor of the role that owns the log, in a transaction."""
    with acting_as(OWNER), connection.cursor() as cursor:
        yield cursor


def first_day(now: datetime) -> date:
    """Return the oldest day that may still be held: of an older one, some row has reached its latest end."""
    return now.astimezone(UTC).date() - timedelta(days=settings.ACCESS_LOG_DAYS - 1)


def start_of(day: date) -> datetime:
    """Return the moment in which a day begins."""
    return datetime.combine(day, time.min, UTC)


def hold_days(cursor: Any) -> None:
    """Keep every other process from making, dropping and counting days until the transaction ends."""
    cursor.execute(_ONE_AT_A_TIME)


def hold_rows(cursor: Any) -> None:
    """Wait for every loader that is copying, and keep all others waiting until the transaction ends.

    Without it a row could come between the counting of a day and its end.
    """
    cursor.execute(_NO_NEW_ROWS)


def make_days(cursor: Any, now: datetime) -> None:
    """Make the missing ones of all days that may be held, and of those ahead; one process at a time."""
    hold_days(cursor)
    existing = days(cursor)
    for number in range(settings.ACCESS_LOG_DAYS + AHEAD):
        day = first_day(now) + timedelta(days=number)
        if day not in existing:
            _make(cursor, day)


def days(cursor: Any) -> list[date]:
    """Return the days that have a partition, the oldest first."""
    cursor.execute(_PARTITIONS)
    found = [_DAY_OF_NAME.fullmatch(name) for name, _ in cursor.fetchall()]
    return [datetime.strptime(match[1], "%Y%m%d").replace(tzinfo=UTC).date() for match in found if match]


def drop(cursor: Any, day: date) -> None:
    """Drop a day with all its rows."""
    hold_days(cursor)
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(_partition(day)))


def days_of_strays(cursor: Any, before: date) -> list[date]:
    """Return the days before one of which rows lie outside every day, the oldest first."""
    cursor.execute(_DAYS_OF_STRAYS, [start_of(before)])
    return [day for (day,) in cursor.fetchall()]


def erase_strays(cursor: Any, before: date) -> None:
    """Erase rows outside every day that are of a day before this one."""
    cursor.execute(sql.SQL("DELETE FROM {} WHERE minute < %s").format(_STRAYS), [start_of(before)])


def held(cursor: Any) -> list[Held]:
    """Return what there is, day by day; the rows outside every day last."""
    cursor.execute(_PARTITIONS)
    found = []
    for name, size in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(_SCHEMA, name)))
        match = _DAY_OF_NAME.fullmatch(name)
        day = datetime.strptime(match[1], "%Y%m%d").replace(tzinfo=UTC).date() if match else None
        found.append(Held(day, cursor.fetchone()[0], size))
    return found


def _make(cursor: Any, day: date) -> None:
    """Make a table like the log, give it the strays of its day, and hang it in: the log can be read meanwhile."""
    start, end = sql.Literal(start_of(day)), sql.Literal(start_of(day + timedelta(days=1)))
    name = _partition(day)
    cursor.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(name, _LOG))
    cursor.execute(_FILL.format(strays=_STRAYS, day=name, start=start, end=end))
    cursor.execute(
        sql.SQL("ALTER TABLE {} ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})").format(_LOG, name, start, end)
    )


def _partition(day: date) -> sql.Identifier:
    return sql.Identifier(_SCHEMA, f"{_TABLE}_{day:%Y%m%d}")
