"""The access log with real processes: workers and loaders killed, the database away, the disk full. No line is lost."""

import http.client
import os
import random
import resource
import subprocess
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import psycopg
import pytest

from access_log import partitions
from tests.access_log.counting import Cells, Line, expected, noon, store, to_publish, today
from tests.access_log.logs import line
from tests.conftest import make_database, url_for
from tests.faults.machine import DATABASE, PAGES, PAST, Machine, gone, stored, waits
from tests.faults.processes import wait_until
from tests.live import Portal, running_portal

pytestmark = pytest.mark.xdist_group("access-log")


@pytest.fixture(scope="module")
def _database(django_db_setup: None) -> None:
    make_database(DATABASE)


@pytest.fixture
def machine(_database: None, tmp_path: Path) -> Machine:
    with psycopg.connect(url_for("ikk_jobs", DATABASE), autocommit=True) as owner:
        owner.execute("TRUNCATE access_log.loggedrequest")
        for table in ("access_log_loadedfile", "access_log_basecount", "access_log_publishedcount"):
            owner.execute(f"DELETE FROM {table}")
    return Machine(tmp_path)


def get(portal: Portal, path: str) -> int:
    connection = http.client.HTTPConnection(portal.url.removeprefix("http://"), timeout=15)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


# Writing


def test_killed_worker_loses_no_line_of_a_request_that_was_answered(machine: Machine, tmp_path: Path) -> None:
    answered: list[str] = []
    stop = threading.Event()

    def visit(visitor: int) -> None:
        number = 0
        while not stop.is_set():
            path, number = f"/{visitor}/{number}/", number + 1
            with suppress(OSError, http.client.HTTPException):
                get(portal, path)
                answered.append(path)

    with running_portal(DATABASE, tmp_path / "log", **machine.environment) as portal:
        visitors = [threading.Thread(target=visit, args=(number,)) for number in range(6)]
        for visitor in visitors:
            visitor.start()
        for worker in psutil.Process(portal.process.pid).children():
            before = len(answered)
            assert wait_until(lambda seen=before: len(answered) > seen + 50, 30)
            worker.kill()
        before = len(answered)
        assert wait_until(lambda: len(answered) > before + 50, 30)
        stop.set()
        for visitor in visitors:
            visitor.join()

    written = machine.pages()
    assert set(answered) <= set(written)
    assert set(written.values()) == {1}


def test_database_that_is_away_costs_no_line(machine: Machine, tmp_path: Path) -> None:
    with running_portal("no_such_database", tmp_path / "log", **machine.environment) as portal:
        assert [get(portal, f"/regionen/{number}/") for number in range(5)] == [503] * 5

    assert machine.pages() == {f"/regionen/{number}/": 1 for number in range(5)}


def test_disk_that_takes_no_more_fails_no_request_and_stands_on_the_health_page(
    machine: Machine, tmp_path: Path
) -> None:
    environment = {**machine.environment, "PYTHONDONTWRITEBYTECODE": "1"}  # half of a module would harm other processes
    with running_portal(DATABASE, tmp_path / "log", **environment) as portal:
        get(portal, "/first/")
        for worker in psutil.Process(portal.process.pid).children():
            resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (1_000, 1_000))  # in the middle of a line
        answers = {get(portal, f"/{number}/") for number in range(60)}
        with urllib.request.urlopen(f"{portal.url}/gesund/bereit") as health:
            told = health.read().decode()

    assert answers == {404}
    assert {path.stat().st_size for path in machine.spool.iterdir()} <= {*range(1_001)}
    written = machine.pages().total()
    assert 0 < written < 61
    assert f"alarm: access log: {61 - written} lines were lost on this machine" in told


@contextmanager
def small_disk(directory: Path) -> Iterator[Path]:
    """Mount a file system of a few kilobytes."""
    directory.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k,mode=700", "tmpfs", str(directory)], check=True)
    try:
        yield directory
    finally:
        subprocess.run(["umount", "--lazy", str(directory)], check=True)


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system needs root")
def test_real_disk_that_is_full_fails_no_request_stands_on_the_health_page_and_may_be_made_room_on(
    machine: Machine, tmp_path: Path
) -> None:
    """The same as ``test_disk_that_takes_no_more``, which limits the size of files and so runs for everybody."""
    with (
        small_disk(tmp_path / "disk") as disk,
        running_portal(
            DATABASE, tmp_path / "log", **{**machine.environment, "ACCESS_LOG_DIRECTORY": f"{disk}"}
        ) as portal,
    ):
        machine.spool = disk
        (disk / "ballast").write_bytes(b"x" * 8_000)
        answers = Counter(get(portal, f"/{number}/") for number in range(200))
        written = machine.pages().total()
        with urllib.request.urlopen(f"{portal.url}/gesund/bereit") as health:
            told = health.read().decode()
        assert os.statvfs(disk).f_bavail == 0
        (disk / "ballast").unlink()
        answers[get(portal, "/room/")] += 1
        later = machine.pages()

    assert answers == {404: 201}
    assert 0 < written < 200
    assert f"alarm: access log: {200 - written} lines were lost on this machine" in told
    assert later.total() > written


def test_spool_on_a_file_system_that_nobody_may_write_fails_no_request(machine: Machine, tmp_path: Path) -> None:
    environment = {**machine.environment, "ACCESS_LOG_DIRECTORY": "/sys/access-log"}  # refused to root, too
    with running_portal(DATABASE, tmp_path / "log", **environment) as portal:
        answers = [get(portal, f"/{number}/") for number in range(9)]
        with urllib.request.urlopen(f"{portal.url}/gesund/bereit") as health:
            told = health.read().decode()

    assert answers == [404] * 9
    assert "alarm: access log: 9 lines were lost on this machine" in told


# Loading


@contextmanager
def held_back(done: str) -> Iterator[None]:
    """Let every timer wait, in its transaction, when it has done something: ``INSERT ON table FOR EACH ROW``."""
    with psycopg.connect(url_for("postgres", DATABASE), autocommit=True) as admin:
        admin.execute(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END'"
        )
        admin.execute("GRANT EXECUTE ON FUNCTION wait() TO ikk_jobs")
        admin.execute(f"CREATE TRIGGER wait AFTER {done} EXECUTE FUNCTION wait()")
        try:
            admin.execute("SELECT pg_advisory_lock(4711)")
            yield
        finally:
            admin.execute("SELECT pg_advisory_unlock(4711)")
            admin.execute("DROP FUNCTION wait() CASCADE")


def marks_are_held_back() -> AbstractContextManager[None]:
    """Let every loader wait when it has written its mark."""
    return held_back("INSERT ON access_log_loadedfile FOR EACH ROW")


@contextmanager
def day_is_locked() -> Iterator[None]:
    """Let every loader wait when it begins to copy."""
    with psycopg.connect(url_for("postgres", DATABASE)) as admin:
        admin.execute(f"LOCK TABLE access_log.loggedrequest_{PAST:%Y%m%d} IN SHARE MODE")
        yield


def assert_nothing_is_lost_or_doubled(machine: Machine, files: int) -> None:
    """Run the loader again and look at the outcome."""
    assert wait_until(gone, 15)
    code, _, _ = machine.load()

    assert code == 0
    assert stored() == dict.fromkeys(PAGES, files)
    left = [path.name for path in machine.spool.iterdir()]
    assert len(left) == files
    assert all(name.endswith(".0.damaged") for name in left)


def test_loader_without_a_database_leaves_the_spool_and_says_so(machine: Machine) -> None:
    machine.fill()

    code, _, error = machine.load(database="no_such_database")

    assert (code, error.count("\n")) == (1, 1)
    assert error.startswith("The database does not answer.")
    assert_nothing_is_lost_or_doubled(machine, 1)


#: What the loader is about to do when it is killed: audit event, and how the path ends that it names.
STEPS = {
    "take a file": ("os.rename", ".log"),
    "read a file": ("open", ".taken"),
    "set a damaged line aside, the others are copied": ("open", ".damaged"),
    "remove a file that is stored": ("os.remove", ".taken"),
}
FAST = {"remove a file that is stored"}


@pytest.mark.parametrize("step", [pytest.param(step, marks=() if step in FAST else pytest.mark.long) for step in STEPS])
def test_loader_killed_at_a_step_loses_and_doubles_nothing(machine: Machine, step: str) -> None:
    for minutes in range(2):
        machine.fill(minutes)
    with machine.loader("tests/faults/killed_at.py", *STEPS[step]) as process:
        process.communicate()
    assert process.returncode == -9

    assert_nothing_is_lost_or_doubled(machine, 2)


@pytest.mark.long
@pytest.mark.parametrize("held", [day_is_locked, marks_are_held_back])
def test_loader_killed_within_its_transaction_loses_and_doubles_nothing(
    machine: Machine, held: Callable[[], AbstractContextManager[None]]
) -> None:
    machine.load()  # makes the days
    machine.fill()
    with held(), machine.loader() as process:
        assert wait_until(waits, 20)
        process.kill()
        process.communicate()

    assert_nothing_is_lost_or_doubled(machine, 1)


@pytest.mark.long
def test_loader_killed_again_and_again_at_any_moment_loses_and_doubles_nothing(machine: Machine) -> None:
    chance = random.Random(20261126)  # noqa: S311
    for minutes in range(40):
        machine.fill(minutes)
    kills = 0
    while machine.waiting():
        before = stored().total()
        with machine.loader() as process:
            while stored().total() == before and process.poll() is None:
                time.sleep(0.01)
            time.sleep(chance.random() * 0.1)
            process.kill()
            process.communicate()
        kills += process.returncode == -9
        assert wait_until(gone, 15)

    assert kills > 3
    assert_nothing_is_lost_or_doubled(machine, 40)


@pytest.mark.long
def test_second_loader_of_a_machine_leaves_the_work_to_the_first(machine: Machine) -> None:
    machine.fill()
    with marks_are_held_back(), machine.loader() as first:
        assert wait_until(waits, 20)
        assert machine.load() == (0, "Another process does it; nothing to do here.\n", "")
        first.kill()
        first.communicate()


# Counting


#: What the aggregation has done when it is killed, in its transaction -> days that are counted anew by then, and
#: whether they are published. The second of three days is named in braces.
COUNTED = {
    "counted a part of the second day": ("INSERT ON access_log_basecount FOR EACH ROW WHEN (NEW.day = '{}')", 1, False),
    "withdrawn what was published": ("DELETE ON access_log_publishedcount FOR EACH ROW", 3, False),
    "published a cell": ("INSERT ON access_log_publishedcount FOR EACH ROW", 3, False),
    "withdrawn a month": ("DELETE ON access_log_publishedcount FOR EACH ROW WHEN (OLD.cube = 'pages')", 3, False),
    "taken the figures of the rooms": ("INSERT OR UPDATE ON ikk_portal_timerrun FOR EACH ROW", 3, True),
}
FAST_COUNTED = {"counted a part of the second day"}
SECTIONS = {"/": "start", "/themen/": "topics", "/internetfiliale/": "inside", "/wp-login.php": "unknown"}
AGGREGATION = "aggregate_statistics"


def log(lines: list[Line]) -> None:
    """Put requests into the raw log."""
    with psycopg.connect(url_for("ikk_jobs", DATABASE)) as owner, owner.cursor() as cursor:
        store(cursor, lines, now=datetime.now(UTC))


def cells(table: str) -> Cells:
    """Return what is counted or published of page views."""
    with psycopg.connect(url_for("ikk_jobs", DATABASE)) as owner:
        query = (
            f"SELECT cube, day, section, part, sum(count)::int FROM access_log_{table} WHERE cube <> 'figures' "
            "GROUP BY cube, day, section, part"
        )
        return {(cube, day, section, part): count for cube, day, section, part, count in owner.execute(query)}


@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=() if step in FAST_COUNTED else pytest.mark.long) for step in COUNTED]
)
def test_aggregation_killed_at_a_step_leaves_whole_days_and_the_next_run_makes_all_right(
    machine: Machine, step: str
) -> None:
    done, days_anew, is_published = COUNTED[step]
    days = [today() - timedelta(days=number) for number in (3, 2, 1)]
    lines = [Line(noon(day), page) for day in days for page in SECTIONS] * 14
    log(lines)
    assert machine.load(command=AGGREGATION)[0] == 0
    before, after = expected(lines, SECTIONS), expected([*lines, *lines], SECTIONS)  # the second half comes late
    log(lines)
    stale = ("pages", days[-1].replace(day=1), "start", "/stale/")
    with psycopg.connect(url_for("ikk_jobs", DATABASE)) as owner:
        query = "INSERT INTO access_log_publishedcount (cube, day, section, part, count) VALUES (%s, %s, %s, %s, 10)"
        owner.execute(query, stale)

    with held_back(done.format(days[1])), machine.loader(command=AGGREGATION) as process:
        assert wait_until(waits, 20)
        process.kill()
        process.communicate()
    assert wait_until(gone, 15)

    assert cells("basecount") == {key: (after if key[1] in days[:days_anew] else before)[key] for key in after}
    published = to_publish(after, before=today()) if is_published else {**to_publish(before, before=today()), stale: 10}
    assert cells("publishedcount") == published
    assert machine.load(command=AGGREGATION)[0] == 0
    assert cells("basecount") == after
    assert cells("publishedcount") == to_publish(after, before=today())


def test_day_that_is_dropped_waits_for_a_machine_that_is_loading_it_and_counts_its_lines(machine: Machine) -> None:
    minute = noon(partitions.first_day(datetime.now(UTC)))  # the day that goes first
    log([Line(minute)])
    machine.environment["ACCESS_LOG_DAYS"] = "1"
    with psycopg.connect(url_for("ikk_jobs", DATABASE)) as other:
        with other.cursor().copy("COPY access_log.loggedrequest FROM STDIN") as copy:
            copy.write(line(minute, "/themen/"))
        with machine.loader() as process:
            assert wait_until(waits, 20)
            other.commit()
            process.communicate()

    assert process.returncode == 0
    assert stored() == {}
    counted = {section: count for (cube, _, section, _), count in cells("basecount").items() if cube == "status"}
    assert counted == {"start": 1, "topics": 1}


@pytest.mark.long
def test_loader_killed_while_it_drops_a_day_leaves_it_whole_and_the_next_one_counts_it(machine: Machine) -> None:
    machine.environment["ACCESS_LOG_DAYS"] = "1"
    log([Line(noon(partitions.first_day(datetime.now(UTC))))] * 20)
    with held_back("INSERT ON privacy_staffaccess FOR EACH ROW"), machine.loader() as process:
        assert wait_until(waits, 20)
        process.kill()
        process.communicate()
    assert wait_until(gone, 15)

    assert (stored(), cells("basecount"), cells("publishedcount")) == ({"/": 20}, {}, {})
    assert machine.load()[0] == 0
    assert stored() == {}
    assert {cube: count for (cube, *_), count in cells("basecount").items()} == dict.fromkeys(
        ("status", "hours", "regions", "durations", "pages"), 20
    )
    assert {cube for cube, *_ in cells("publishedcount")} >= {"status", "hours", "regions", "durations"}
