"""What in this room should wake somebody up. What lies on a disk is told by the machine that has the disk."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Sum

from access_log import spool
from access_log.lost import lost
from access_log.models import LoadedFile

#: How long a file may wait for the loader of its machine.
PATIENCE = timedelta(minutes=10)
#: How long something that has happened is told.
_TOLD = timedelta(days=1)


def alarms(now: datetime) -> list[str]:
    """Return one line for each alarm."""
    return [*_lost(now), *_waiting(now), *_set_aside(now), *_strays()]


def _lost(now: datetime) -> Iterator[str]:
    seen = lost()
    if seen.last_at and now - seen.last_at < _TOLD:
        yield f"access log: {seen.lines} lines were lost on this machine, the last at {seen.last_at:%H:%M} UTC"


def _waiting(now: datetime) -> Iterator[str]:
    try:
        waiting = spool.files("log", "taken")
    except OSError as error:
        yield f"access log: the spool of this machine cannot be read ({error.strerror})"
        return
    if waiting and now - waiting[0].minute > PATIENCE:
        yield f"access log: a file of {waiting[0].minute:%d.%m.%Y %H:%M} UTC waits on this machine to be loaded"


def _set_aside(now: datetime) -> Iterator[str]:
    recent = LoadedFile.objects.filter(loaded_at__gt=now - _TOLD)
    if lines := recent.aggregate(lines=Sum("set_aside"))["lines"]:
        yield f"access log: {lines} damaged lines were set aside"


def _strays() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_log_has_strays()")
        if cursor.fetchone() == (True,):
            yield "access log: rows lie outside every day"
