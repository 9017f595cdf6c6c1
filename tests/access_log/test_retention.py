"""Days are made ahead and dropped whole; nothing outlives its latest end, wherever it lies."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any, LiteralString

import psycopg
import pytest
from django.core.management import call_command
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from access_log import partitions
from access_log.actions import _remove_due_files, drop_due_days, load_spool
from access_log.aggregation import aggregate
from access_log.alarms import alarms
from access_log.lost import lost
from access_log.models import LoadedFile
from privacy.models import StaffAccess
from tests.access_log.logs import line, loaded, spool_names, spooled, stored
from tests.access_log.test_models import insert
from tests.conftest import DATABASE, url_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_machine")]
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def days() -> list[str]:
    with partitions.as_owner() as cursor:
        return [f"{day:%m-%d}" for day in partitions.days(cursor)]


def rows_of(partition: str) -> int:
    with partitions.as_owner() as cursor:
        cursor.execute(f"SELECT count(*) FROM ONLY access_log.loggedrequest_{partition}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("kept", "first"), [(7, 20), (1, 26), (14, 13)])
def test_days_are_made_for_all_that_may_be_held_and_two_ahead(settings: Any, kept: int, first: int) -> None:
    settings.ACCESS_LOG_DAYS = kept
    load_spool(now=NOON)

    assert days() == [f"11-{day}" for day in range(first, 29)]
    load_spool(now=NOON)
    assert len(days()) == kept + 2


def test_day_is_dropped_when_its_first_row_is_seven_days_old() -> None:
    load_spool(now=NOON)
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    for page, minute in (
        ("/first/", midnight),
        ("/last/", midnight + DAY - timedelta(minutes=1)),
        ("/next/", midnight + DAY),
    ):
        insert(page=page, minute=minute)

    assert drop_due_days(now=midnight + 7 * DAY - timedelta(seconds=1)) == 0
    assert stored() == ["/first/", "/last/", "/next/"]
    assert drop_due_days(now=midnight + 7 * DAY, dry_run=True) == 1
    assert drop_due_days(now=midnight + 7 * DAY) == 1
    assert stored() == ["/next/"]
    assert days()[0] == "11-21"


def test_each_day_that_goes_has_its_entry_in_the_trail() -> None:
    load_spool(now=NOON)
    drop_due_days(now=NOON + 2 * DAY)

    entries = StaffAccess.objects.filter(kind="access_log.LoggedRequest").values_list("by", "action", "detail")
    assert sorted(entries) == [("timer", "delete", f"Frist abgelaufen, Tag: 2026-11-{day}") for day in (20, 21)]


def test_row_outside_every_day_is_moved_when_its_day_is_made() -> None:
    load_spool(now=NOON)
    insert(page="/stray/", minute=NOON + 4 * DAY)
    insert(page="/regular/", minute=NOON)
    assert rows_of("default") == 1

    load_spool(now=NOON + 2 * DAY)

    assert (rows_of("default"), rows_of("20261130")) == (0, 1)
    assert stored() == ["/regular/", "/stray/"]


def test_row_outside_every_day_is_erased_when_its_time_is_over() -> None:
    insert(page="/stray/", minute=NOON)
    insert(page="/young/", minute=NOON + DAY)

    drop_due_days(now=NOON + 7 * DAY)

    assert stored() == ["/young/"]


@pytest.mark.parametrize("work", [load_spool, drop_due_days, aggregate])
def test_no_other_machine_makes_drops_or_counts_days_meanwhile(work: Callable[..., Any]) -> None:
    assert other_machine("SELECT pg_try_advisory_xact_lock(hashtext('access_log'), hashtext('days'))") == (True,)

    work(now=NOON)  # its locks last as long as the transaction of this test

    assert other_machine("SELECT pg_try_advisory_xact_lock(hashtext('access_log'), hashtext('days'))") == (False,)


def test_no_loader_adds_a_row_outside_every_day_between_counting_and_erasing() -> None:
    insert(page="/stray/", minute=NOON)

    drop_due_days(now=NOON + 7 * DAY)

    with pytest.raises(LockNotAvailable):
        other_machine("LOCK TABLE ONLY access_log.loggedrequest IN ROW EXCLUSIVE MODE NOWAIT")


def other_machine(statement: LiteralString) -> Any:
    """Return what another machine's loader is told."""
    with psycopg.connect(url_for("ikk_jobs", DATABASE)) as other:
        done = other.execute(statement)
        return done.fetchone() if done.description else None


def test_files_that_no_loader_came_for_go_in_time_and_are_never_loaded() -> None:
    now = timezone.now()
    old, young = now - 8 * DAY, now - 5 * DAY
    for minute in (old, young):
        waiting = spooled(minute, line(minute, "/a/"), line(minute, "/b/"))
        (waiting.parent / f"{minute:%Y%m%dT%H%MZ}.web1.0123456789abcdef.0.damaged").write_bytes(b"half\n")

    assert loaded()[0] == "loaded: 2 lines of 1 files\n"

    assert {name.partition(".")[0] for name in spool_names()} == {f"{young:%Y%m%dT%H%MZ}"}


def test_lines_that_go_unread_are_told_aloud() -> None:
    now = timezone.now()
    for minutes in (0, 1):
        spooled(now - 8 * DAY - timedelta(minutes=minutes), line(now), line(now), b"half a line")
    assert alarms(now)[0].endswith("waits on this machine to be loaded")

    assert loaded() == (
        "loaded: 0 lines of 0 files\n",
        "ALARM: 4 lines were removed unread, for their time was over.\n",
    )
    assert [told.partition(", the last")[0] for told in alarms(now)] == [
        "access log: 4 lines were lost on this machine"
    ]
    assert loaded()[1] == ""


def test_marks_go_after_their_files() -> None:
    for age in (7, 9):
        LoadedFile.objects.create(name=f"{age}", loaded_at=NOON - age * DAY)

    drop_due_days(now=NOON)

    assert [mark.name for mark in LoadedFile.objects.all()] == ["7"]


def test_housekeeping_drops_days_without_the_loader_and_counts_them_beforehand() -> None:
    load_spool(now=timezone.now() - 9 * DAY)
    out = StringIO()
    call_command("housekeeping", "--dry-run", stdout=out)
    assert "access_log.LoggedRequest: 9 due\n" in out.getvalue()

    out = StringIO()
    call_command("housekeeping", stdout=out)

    assert "access_log.LoggedRequest: 9 erased\n" in out.getvalue()
    assert days() == []


def test_command_shows_what_is_held_without_what_stands_in_it() -> None:
    now = timezone.now()
    spooled(now - timedelta(minutes=2), line(now - timedelta(minutes=2), "/a/"), b"half")
    loaded()
    insert(page="/stray/", minute=NOON + 1_000 * DAY)
    spooled(now, line(now))
    out = StringIO()

    call_command("access_log_held", stdout=out)

    today = f"{(now - timedelta(minutes=2)).astimezone(UTC):%Y-%m-%d}"
    lines = out.getvalue().splitlines()
    assert len(lines) == 12
    assert [line.split()[1] for line in lines if line.startswith((today, "outside"))] == ["1", "1"]
    assert lines[-1] == "on this machine: 1 files wait, 1 hold damaged lines"
    assert "198.51.100.7" not in out.getvalue()


def test_loader_and_housekeeping_may_find_the_same_files_whose_time_is_over() -> None:
    for number in range(200):
        spooled(NOON - 8 * DAY, line(NOON - 8 * DAY, "/"), host=f"web{number}")

    with ThreadPoolExecutor(2) as both:
        removed = list(both.map(_remove_due_files, [NOON, NOON]))

    assert (sum(removed), lost().lines, spool_names()) == (200, 200, [])
