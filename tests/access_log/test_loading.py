"""From the spool into the raw log: each line once, in no order, and nothing that is none."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from access_log import partitions
from access_log.actions import load_spool
from access_log.models import LoadedFile
from ikk_portal.platform.timers import late
from ikk_portal.timers import declared_timers
from tests.access_log.logs import line, loaded, spool_names, spooled, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def past(now: datetime) -> datetime:
    """A minute that is over."""
    return now - timedelta(minutes=2)


def test_lines_of_past_minutes_are_loaded_and_their_files_removed(now: datetime, past: datetime) -> None:
    spooled(past, line(past, "/b/"), line(past, "/a/", address="2001:db8::7"), line(past, "/c/", address="\\N"))
    spooled(now, line(now, "/still-being-written/"))

    assert loaded() == ("loaded: 3 lines of 1 files\n", "")

    minute = past.replace(second=0, microsecond=0)
    columns = "page, minute, host(address), method, status, region, duration_class"
    assert stored(columns) == [
        ("/a/", minute, "2001:db8::7", "GET", 200, "rheinland", 1),
        ("/b/", minute, "198.51.100.7", "GET", 200, "rheinland", 1),
        ("/c/", minute, None, "GET", 200, "rheinland", 1),
    ]
    assert [name.endswith(".web1.log") for name in spool_names()] == [True]
    assert loaded() == ("loaded: 0 lines of 0 files\n", "")
    assert late(declared_timers(), now).keys().isdisjoint({"load_access_log"})


def test_minute_is_past_ten_seconds_after_its_end(past: datetime) -> None:
    minute = past.replace(second=0, microsecond=0)
    spooled(minute, line(minute, "/a/"))

    assert load_spool(now=minute + timedelta(seconds=69)).lines == 0
    assert load_spool(now=minute + timedelta(seconds=70)).lines == 1


def test_files_of_several_machines_are_loaded_side_by_side(past: datetime) -> None:
    for host in ("web1", "web2"):
        spooled(past, line(past, f"/{host}/"), host=host)

    assert loaded()[0] == "loaded: 2 lines of 2 files\n"
    assert stored() == ["/web1/", "/web2/"]
    assert LoadedFile.objects.count() == 2


def test_progress_is_told_in_bytes_after_each_file(now: datetime, past: datetime) -> None:
    for host, number in (("web1", 1), ("web2", 3)):
        spooled(past, line(past) * number, host=host)
    told: list[tuple[int, int]] = []

    load_spool(now=now, progress=lambda done, size: told.append((done, size)))

    size = len(line(past))
    assert told == [(size, 4 * size), (4 * size, 4 * size)]


def test_rows_do_not_tell_the_order_of_requests(past: datetime) -> None:
    pages = [f"/{number:04}/" for number in range(500)]
    spooled(past, *(line(past, page) for page in pages))
    loaded()

    with partitions.as_owner() as cursor:
        cursor.execute("SELECT page FROM access_log.loggedrequest ORDER BY tableoid, ctid")
        as_they_lie = [page for (page,) in cursor.fetchall()]
    assert sorted(as_they_lie) == pages
    in_order = sum(later > earlier for earlier, later in pairwise(as_they_lie))
    assert 200 < in_order < 300  # as many as by chance


def test_damaged_lines_are_set_aside_and_reported(past: datetime) -> None:
    whole = line(past, "/a/")
    spooled(past, whole, b"half a li" + whole, b"\xff\xfe\x00\n", line(past, "/b/"), b"torn")

    out, err = loaded()

    (name,) = spool_names()
    path = settings.ACCESS_LOG_DIRECTORY / name
    assert (out, err) == ("loaded: 2 lines of 1 files\n", f"ALARM: 3 damaged lines were set aside in {path}.\n")
    assert path.read_bytes() == b"half a li" + whole + b"\xff\xfe\x00\ntorn\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert stored() == ["/a/", "/b/"]
    assert LoadedFile.objects.values_list("lines", "set_aside").get() == (2, 3)


def test_slug_of_no_ikk_is_left_out(past: datetime) -> None:
    spooled(past, line(past, "/a/", region="nord"), line(past, "/b/", region="anna-muster"))
    loaded()

    assert stored("page, region") == [("/a/", "nord"), ("/b/", "")]


def taken_and_marked(past: datetime, lines: int, *written: bytes) -> Path:
    """Leave a file as a killed loader would, of which some lines are stored and marked, and that is not yet removed."""
    path: Path = settings.ACCESS_LOG_DIRECTORY / f"{past:%Y%m%dT%H%MZ}.web1.0123456789abcdef.taken"
    spooled(past, *written).rename(path)
    size = len(b"".join(written[:lines]))
    LoadedFile.objects.create(name=path.name, size=size, lines=lines, loaded_at=timezone.now())
    return path


def test_what_is_marked_is_not_loaded_again(past: datetime) -> None:
    taken_and_marked(past, 1, line(past, "/a/"))

    assert loaded()[0] == "loaded: 0 lines of 1 files\n"
    assert (stored(), spool_names()) == ([], [])


def test_what_a_straggler_has_written_behind_the_mark_is_loaded(past: datetime) -> None:
    path = taken_and_marked(past, 2, line(past, "/a/"), b"half\n", line(past, "/late/"), b"more\n")

    assert loaded()[0] == "loaded: 1 lines of 1 files\n"
    assert stored() == ["/late/"]
    mark = LoadedFile.objects.get()
    assert (mark.name, mark.lines, mark.set_aside) == (path.name, 3, 1)
    assert spool_names() == [f"{path.stem}.{len(line(past, '/a/')) + 5}.damaged"]


def test_minute_whose_file_is_made_anew_is_another_file(past: datetime) -> None:
    for page in ("/a/", "/b/"):  # the clock was put back
        spooled(past, line(past, page))
        loaded()

    assert stored() == ["/a/", "/b/"]


def test_file_that_the_database_refuses_is_set_aside_and_stops_nothing(now: datetime, past: datetime) -> None:
    with partitions.as_owner() as cursor:
        cursor.execute("ALTER TABLE access_log.loggedrequest ADD CONSTRAINT no_teapot CHECK (status <> 418)")
    earlier = past - timedelta(minutes=1)
    spooled(earlier, line(earlier, "/a/", status=418), line(earlier, "/b/"))
    spooled(past, line(past, "/c/"))

    out, err = loaded()

    assert out == "loaded: 1 lines of 2 files\n"
    assert err.startswith("ALARM: 2 damaged lines were set aside in ")
    assert stored() == ["/c/"]


def test_file_that_the_disk_stands_against_keeps_no_other_waiting(past: datetime) -> None:
    earlier = past - timedelta(minutes=1)
    stuck = spooled(earlier, line(earlier, "/a/"), b"half a line").rename(
        settings.ACCESS_LOG_DIRECTORY / f"{earlier:%Y%m%dT%H%MZ}.web1.0123456789abcdef.taken"
    )
    stuck.with_suffix(".0.damaged").mkdir()  # there is no room for the damaged line
    spooled(past, line(past, "/b/"))

    with pytest.raises(CommandError, match=r"^The spool cannot be read or changed: .*\.damaged: Is a directory\.$"):
        loaded()
    assert (stored(), stuck.exists()) == (["/b/"], True)

    stuck.with_suffix(".0.damaged").rmdir()
    assert loaded()[0] == "loaded: 1 lines of 1 files\n"
    assert stored() == ["/a/", "/b/"]


def test_unreadable_spool_stops_with_one_line(past: datetime) -> None:
    settings.ACCESS_LOG_DIRECTORY.write_text("")

    with pytest.raises(CommandError, match=r"^The spool cannot be read or changed: .*/access-log: Not a directory\.$"):
        loaded()


def test_only_the_owner_of_the_log_may_load(past: datetime) -> None:
    spooled(past, line(past, "/a/"))
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_jobs")
        assert loaded()[0] == "loaded: 1 lines of 1 files\n"
        cursor.execute("RESET ROLE")
