"""What the room does: take spool files into the raw log, drop days, and look into it where an attack demands it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from django.conf import settings
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from access_log import lost, partitions, spool
from access_log.aggregation import close_days, count_day, days_of_berlin, publish
from access_log.lines import COLUMNS, Checker
from access_log.models import LoadedFile, LoggedRequest
from access_log.spool import SpoolFile
from privacy.actions import TIMER, Operator, record_access
from privacy.models import StaffAccess
from regions.models import Region

#: How long after its minute a file is left alone: a process may have looked at the clock and not yet written.
GRACE = timedelta(seconds=10)

_COPY = f"COPY access_log.loggedrequest ({', '.join(COLUMNS)}) FROM STDIN (ENCODING 'UTF8')"


@dataclass
class Loaded:
    """What a run of the loader did.

    Attributes:
        files: files that are gone from the spool now.
        lines: rows that have come into the log.
        set_aside: paths of the files that hold damaged lines, with the number of these.
        expired: lines whose time was over before they could be loaded; they are gone, and in no statistics.
    """

    files: int = 0
    lines: int = 0
    expired: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)


def load_spool(*, now: datetime, progress: Callable[[int, int], None] | None = None) -> Loaded:
    """Take every file of a past minute into the log, each in a transaction with its mark.

    Days are made before, and dropped afterwards. Runs under ``ikk_jobs`` on each machine that has a spool, one run at
    a time. A kill at any moment loses no line and doubles none: a file is gone only after its lines are stored, and
    what is marked is not loaded again.

    Args:
        now: a file is past if its minute was over ``GRACE`` ago.
        progress: is told how many bytes of how many are done.

    Raises:
        OSError: the spool cannot be read or changed.
        DatabaseError: the database is away; nothing is lost, the next run goes on.
    """
    loaded = Loaded()
    try:
        loaded.expired = _remove_due_files(now)
        with partitions.as_owner() as cursor:
            partitions.make_days(cursor, now)
        _load_all(_take_past_files(now), loaded, progress)
    finally:  # last, so that the end of a day is in its table before it is counted for the last time
        drop_due_days(now=now)
    return loaded


def drop_due_days(*, now: datetime, dry_run: bool = False) -> int:
    """Drop the days of which a row has reached its latest end, with all that belongs to them; return how many.

    Each day is counted for the last time, and goes with its entry in the trail. Rows outside every day are counted
    and go as well: a machine was late. So do marks, and files of this machine's spool that no loader came for; the
    health page tells how many lines these held. Runs under ``ikk_jobs``: with the loader, and with the nightly
    housekeeping in case that does not.
    """
    first = partitions.first_day(now)
    with partitions.as_owner() as cursor:
        due = [day for day in partitions.days(cursor) if day < first]
    if dry_run:
        return len(due)
    today = timezone.localdate(now)
    for day in due:
        _drop(day, today)
    with partitions.as_owner() as cursor:
        partitions.hold_days(cursor)
        if partitions.days_of_strays(cursor, first):
            _erase_strays(cursor, first, today)
        LoadedFile.objects.filter(loaded_at__lt=now - timedelta(days=settings.ACCESS_LOG_DAYS + 1)).delete()
    _remove_due_files(now)
    return len(due)


def look_up(
    *, network: IPv4Network | IPv6Network, start: datetime, end: datetime, by: str, reason: str
) -> Iterator[LoggedRequest]:
    """Yield the requests that came from ``network`` in a period, to fend off an attack; the look is recorded first.

    For a technical operator, under ``ikk_jobs``. The trail, which lives longer than the log, names no address.
    """
    with transaction.atomic():
        first, last = (f"{moment.astimezone(UTC):%d.%m.%Y %H:%M}" for moment in (start, end))
        detail = f"{reason} ({first} bis {last} UTC)"
        record_access(by=Operator(by), action=StaffAccess.Action.LIST, kind=LoggedRequest, detail=detail)
    with partitions.as_owner():
        rows = LoggedRequest.objects.filter(address__within=network, minute__gte=start, minute__lt=end)
        yield from rows.order_by("minute").iterator()


def _drop(day: date, today: date) -> None:
    """Count a day for the last time, drop it and publish it, unless another machine has done it."""
    with partitions.as_owner() as cursor:
        partitions.hold_days(cursor)
        if day in partitions.days(cursor):
            partitions.hold_rows(cursor)
            count_day(cursor, day)
            partitions.drop(cursor, day)
            publish(days=days_of_berlin([day]), today=today)
            detail = f"Frist abgelaufen, Tag: {day}"
            record_access(by=TIMER, action=StaffAccess.Action.DELETE, kind=LoggedRequest, detail=detail)


def _erase_strays(cursor: Any, first: date, today: date) -> None:
    """Count and erase the rows of days before ``first``, all of which are dropped."""
    partitions.hold_rows(cursor)
    close_days(cursor)
    days = partitions.days_of_strays(cursor, first)
    for day in days:
        count_day(cursor, day)
    partitions.erase_strays(cursor, first)
    publish(days=days_of_berlin(days), today=today)


def _remove_due_files(now: datetime) -> int:
    """Remove what the spool has kept for as long as a row may live: it is never loaded. Return how many lines that is.

    Those of a file count as well that is stored and was not removed, because its loader was killed.
    """
    lines = 0
    for file in spool.files("log", "taken", "damaged"):
        if file.minute <= now - timedelta(days=settings.ACCESS_LOG_DAYS):
            with suppress(FileNotFoundError):  # loader and housekeeping may both have come for it
                its_lines = 0 if file.kind == "damaged" else spool.content(file, 0).count(b"\n")
                file.path.unlink()
                lines += its_lines
    lost.count(lines)
    return lines


def _load_all(taken: list[SpoolFile], loaded: Loaded, progress: Callable[[int, int], None] | None) -> None:
    """Load files one after the other, and note in ``loaded`` what has come of it.

    One that the disk stands against keeps no other waiting: what these give back may be the room that it needs.
    """
    regions = set(Region.objects.values_list("slug", flat=True))
    sizes = {file: file.path.stat().st_size for file in taken}
    done, whole, problem = 0, sum(sizes.values()), None
    for file, size in sizes.items():
        try:
            _load(file, Checker(file.minute, regions), loaded)
        except OSError as error:
            problem = problem or error
        done += size
        if progress:
            progress(done, whole)
    if problem:
        raise problem


def _take_past_files(now: datetime) -> list[SpoolFile]:
    """Give the files of past minutes their final names, and return them with those of earlier runs.

    The last file of a day that goes now is not left alone for as long as others are: afterwards it would be too late.
    """
    past = max(spool.minute_of(now - GRACE), partitions.start_of(partitions.first_day(now)))
    waiting = [file for file in spool.files("log") if file.minute < past]
    for file in waiting:
        spool.take(file)
    if waiting:
        spool.settle()
    return spool.files("taken")


def _load(file: SpoolFile, checker: Checker, loaded: Loaded) -> None:
    """Store the lines of one file with its mark, then remove it; what is no line is set aside."""
    with partitions.as_owner() as cursor:
        mark = LoadedFile.objects.select_for_update().filter(name=file.path.name).first() or LoadedFile(
            name=file.path.name
        )
        content = spool.content(file, mark.size)
        good, damaged = checker.sorted(content)
        if not _copied(cursor, good):  # the database knows better; what comes after this file must not wait for ever
            good, damaged = [], good + damaged
        if damaged:
            loaded.set_aside[str(spool.set_aside(file, mark.size, damaged))] = len(damaged)
        _mark(mark, size=len(content), lines=len(good), set_aside=len(damaged))
    loaded.lines += len(good)
    if spool.remove(file, size=mark.size):
        loaded.files += 1


def _copied(cursor: Any, lines: list[bytes]) -> bool:
    """Copy lines into the log, or none of them if the database refuses one."""
    try:
        with transaction.atomic(), connection.wrap_database_errors, cursor.copy(_COPY) as target:
            target.write(b"\n".join(lines))
    except (DataError, IntegrityError):
        return False
    return True


def _mark(mark: LoadedFile, *, size: int, lines: int, set_aside: int) -> None:
    mark.size += size
    mark.lines += lines
    mark.set_aside += set_aside
    mark.loaded_at = timezone.now()
    mark.save()
