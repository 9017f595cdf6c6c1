"""The files of the spool: one for each minute, appended to by threads and processes without losing a line."""

import multiprocessing
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from access_log import lost, spool
from tests.access_log.logs import line, spool_names, spooled, written_lines

MINUTE = datetime(2026, 11, 26, 17, 7, tzinfo=UTC)


def test_minute_begins_a_file_that_only_the_portal_may_read(settings: Any) -> None:
    spool.append(MINUTE, b"a\n")
    spool.append(MINUTE, b"b\n")
    spool.append(MINUTE + timedelta(minutes=1), b"c\n")

    assert spool_names() == [f"20261126T1707Z.{spool.HOST}.log", f"20261126T1708Z.{spool.HOST}.log"]
    first = settings.ACCESS_LOG_DIRECTORY / spool_names()[0]
    assert (first.read_bytes(), first.stat().st_mode & 0o777) == (b"a\nb\n", 0o600)
    assert settings.ACCESS_LOG_DIRECTORY.stat().st_mode & 0o777 == 0o700


def test_minute_is_that_of_utc() -> None:
    assert spool.minute_of(datetime.fromisoformat("2026-11-26T18:07:59.9+01:00")) == MINUTE


def test_minute_is_the_same_from_its_first_to_its_last_moment_and_no_longer() -> None:
    moment, tick = timedelta(seconds=59, microseconds=999_999), timedelta(microseconds=1)

    minutes = [spool.minute_of(MINUTE + after) for after in (timedelta(), moment, moment + tick, -tick)]

    assert minutes == [MINUTE, MINUTE, MINUTE + timedelta(minutes=1), MINUTE - timedelta(minutes=1)]
    assert minutes[0] is minutes[1]


def _append(first: int) -> None:
    for number in range(first, first + 500):
        minute = MINUTE + timedelta(minutes=number % 500 // 250)  # the minute ends while all of them write
        spool.append(minute, line(minute, f"/{number}/"))


def test_threads_and_processes_that_write_through_the_end_of_a_minute_lose_nothing(settings: Any) -> None:
    threads = [threading.Thread(target=_append, args=(1_000 * number,)) for number in range(1, 5)]
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=_append, args=(1_000 * number,)) for number in range(5, 7)]
    for one in (*processes, *threads):
        one.start()
    for one in (*processes, *threads):
        one.join()

    written = [one.split(b"\t")[3].decode() for one in written_lines()]
    assert sorted(written) == sorted(f"/{1_000 * k + n}/" for k in range(1, 7) for n in range(500))


def test_spool_whose_directory_was_removed_is_made_again_with_the_next_minute(settings: Any) -> None:
    spool.append(MINUTE, b"a\n")
    settings.ACCESS_LOG_DIRECTORY.rename(settings.ACCESS_LOG_DIRECTORY.with_name("gone"))
    spool.append(MINUTE + timedelta(minutes=1), b"b\n")

    assert len(spool_names()) == 1


def test_symbolic_link_is_not_followed(settings: Any, tmp_path: Path) -> None:
    settings.RUNTIME_DIRECTORY = tmp_path
    settings.ACCESS_LOG_DIRECTORY.mkdir()
    (settings.ACCESS_LOG_DIRECTORY / f"20261126T1707Z.{spool.HOST}.log").symlink_to(tmp_path / "elsewhere")

    spool.append(MINUTE, b"a\n")

    assert not (tmp_path / "elsewhere").exists()
    assert lost.lost().lines == 1


def test_taken_file_has_a_name_that_no_other_has(settings: Any) -> None:
    taken = []
    for _ in range(2):
        spooled(MINUTE, b"a\n")
        (waiting,) = spool.files("log")
        taken.append(spool.take(waiting))

    assert taken[0].path != taken[1].path
    assert spool.files("log") == []
    assert sorted(spool.files("taken")) == sorted(taken)
    spool.set_aside(taken[0], 0, [b"x"])
    assert [file.minute for file in spool.files("damaged")] == [MINUTE]


def test_what_is_not_ours_is_left_alone(settings: Any) -> None:
    assert spool.files("log", "taken", "damaged") == []  # not even made yet
    spooled(MINUTE, b"a\n")
    for name in ("lost+found", "20261126T1707Z.web1.log.bak", "notes.log", "20269999T9999Z.web1.txt"):
        (settings.ACCESS_LOG_DIRECTORY / name).write_text("")

    assert [file.path.name for file in spool.files("log", "taken", "damaged")] == ["20261126T1707Z.web1.log"]


@pytest.mark.parametrize("grown", [False, True])
def test_file_that_has_grown_since_it_was_read_stays(settings: Any, grown: bool) -> None:
    spooled(MINUTE, b"a\n")
    taken = spool.take(*spool.files("log"))
    if grown:
        taken.path.write_bytes(b"a\nb\n")

    assert spool.remove(taken, size=2) == (not grown)
    assert taken.path.exists() == grown
