"""``python -m bench.access_log``: what the access log costs a request, how fast it is loaded, and how fast a day goes.

Each figure is a ratio against its baseline of the same run: the same server without the log, COPY of the same lines
without checks, and DELETE with VACUUM in a table without partitions.
"""

import argparse
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from statistics import median

import psycopg

from bench.load import Result, Target, measure
from bench.servers import ROOT, demo_database, gunicorn

#: name -> path, cookie, whether the view is the constant one
VIEWS = {
    "cheapest view": ("/", "", True),
    "start page, ready": ("/", "", False),
    "regional home, ready": ("/", "ikk_region=nord", False),
    "help page, made anew": ("/hilfe/?frisch", "ikk_region=nord", False),
}
GOAL_CHEAPEST, GOAL_ROWS, GOAL_DROP = 1.2, 100_000, 0.2
FILES, LINES = 10, 100_000
DAYS, ROWS_A_DAY = 7, 200_000
COLUMNS = "minute, address, method, page, status, region, duration_class"


def requests(environment: dict[str, str], rounds: int, seconds: float) -> bool:
    """Load each view with and without the log in rotation, print both; return whether the goal was kept."""
    with ExitStack() as stack:
        targets = _targets(stack, environment)
        for target in targets.values():  # warm
            measure(target, 0.5)
        seen = [{key: measure(target, seconds) for key, target in targets.items()} for _ in range(rounds)]
    results = {key: Result(tuple(one[key] for one in seen)) for key in targets}
    print("| view | CPU without log | with log | × | requests/s × |\n|---|---|---|---|---|")
    for name in VIEWS:
        without, with_log = results[name, "off"], results[name, "on"]
        print(
            f"| {name} | {without.cpu * 1e6:,.0f} µs | {with_log.cpu * 1e6:,.0f} µs | {with_log.cpu_of(without):.2f} "
            f"| {with_log.throughput_of(without):.2f} |"
        )
    cheapest_cpu = results["cheapest view", "on"].cpu_of(results["cheapest view", "off"])
    return _goal("CPU of the cheapest view with log, at most", GOAL_CHEAPEST, cheapest_cpu, kept=cheapest_cpu <= 1.2)


def _targets(stack: ExitStack, environment: dict[str, str]) -> dict[tuple[str, str], Target]:
    """Start the four servers, and return each view without ("off") and with the log ("on")."""
    targets = {}
    for cheapest, log in product((True, False), ("off", "on")):
        changed = {**environment, "LOG": log, "CHEAPEST": "on" if cheapest else "off"}
        server = stack.enter_context(gunicorn("bench.with_or_without_log", "/", changed))
        for name, (path, cookie, is_cheapest) in VIEWS.items():
            if is_cheapest == cheapest:
                targets[name, log] = Target(name, server.port, path, server.pid, (f"Cookie: {cookie}",) * bool(cookie))
    return {(name, log): targets[name, log] for name in VIEWS for log in ("off", "on")}


def write_lines(path: Path, minute: datetime, lines: int, chance: random.Random) -> None:
    """Write a spool file as a busy minute would leave it."""
    addresses = [f"198.51.{chance.randrange(256)}.{chance.randrange(256)}" for _ in range(5_000)]
    pages = [f"/themen/abschnitt-{number // 10}/seite-{number}/" for number in range(100)]
    with path.open("w") as file:
        for _ in range(lines):
            address, page = chance.choice(addresses), chance.choice(pages)
            region, duration = chance.choice(("", "nord", "rheinland")), chance.randrange(8)
            file.write(f"{minute:%Y-%m-%d %H:%M}:00+00\t{address}\tGET\t{page}\t200\t{region}\t{duration}\n")


def loading(environment: dict[str, str]) -> bool:
    """Load a million lines, and copy them without checks; return whether the goal was kept."""
    spool = Path(environment["ACCESS_LOG_DIRECTORY"])
    jobs = environment["DATABASE_URL"].replace("//ikk_all", "//ikk_jobs", 1)
    environment = {**environment, "DATABASE_URL": jobs}
    load = [sys.executable, "manage.py", "load_access_log"]
    subprocess.run(load, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # makes the days
    with psycopg.connect(jobs) as connection:
        connection.execute("TRUNCATE access_log.loggedrequest")
    for path in spool.iterdir():
        path.unlink()
    chance, now = random.Random(7), datetime.now(UTC)  # noqa: S311
    for number in range(FILES):
        minute = now - timedelta(minutes=2 + number)
        write_lines(spool / f"{minute:%Y%m%dT%H%MZ}.bench.log", minute, LINES, chance)
    copied = plain_copy(environment, spool)
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(load, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    loaded, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rows = FILES * LINES
    with psycopg.connect(jobs) as connection:
        if connection.execute("SELECT count(*) FROM access_log.loggedrequest").fetchone() != (rows,):
            raise SystemExit("The loader has not loaded every line once.")
    print("\n| loading | s | CPU s of the command | rows/s | × plain COPY |\n|---|---|---|---|---|")
    print(f"| plain COPY into one table, nothing checked | {copied:.1f} | – | {rows / copied:,.0f} | 1.00 |")
    ratio = loaded / copied
    print(f"| `load_access_log`, start included | {loaded:.1f} | {cpu:.1f} | {rows / loaded:,.0f} | {ratio:.2f} |")
    return _goal("rows a second, at least", GOAL_ROWS, rows / loaded, kept=rows / loaded >= GOAL_ROWS)


def plain_copy(environment: dict[str, str], spool: Path) -> float:
    """Return how long PostgreSQL takes for the same files as they are, one transaction each, in a table like a day."""
    with psycopg.connect(environment["OWNER_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE plain (minute timestamptz, address inet, method text, page text, status int2, region text, "
            "duration_class int2)"
        )
        started = time.monotonic()
        for path in spool.iterdir():
            with connection.cursor().copy(f"COPY plain ({COLUMNS}) FROM STDIN") as copy:
                copy.write(path.read_bytes())
        seconds = time.monotonic() - started
        connection.execute("DROP TABLE plain")
    return seconds


def removing(environment: dict[str, str], rounds: int) -> bool:
    """Remove the oldest of seven days in both ways; return whether the goal was kept."""
    ratios, dropped, deleted = [], [], []
    with psycopg.connect(environment["OWNER_DATABASE_URL"], autocommit=True) as connection:
        for _ in range(rounds):
            _fill(connection)
            started = time.monotonic()
            connection.execute("DROP TABLE days_0")
            dropped.append(time.monotonic() - started)
            started = time.monotonic()
            connection.execute("DELETE FROM whole WHERE minute < '2026-01-02Z'")
            connection.execute("VACUUM whole")
            deleted.append(time.monotonic() - started)
            ratios.append(dropped[-1] / deleted[-1])
            connection.execute("DROP TABLE days, whole")
    print(f"\n| removing one of {DAYS} days of {ROWS_A_DAY:,} rows | ms |\n|---|---|")
    print(f"| DROP of its partition | {median(dropped) * 1_000:,.0f} |")
    print(f"| DELETE and VACUUM in one table | {median(deleted) * 1_000:,.0f} |")
    ratio = median(ratios)
    return _goal("DROP of DELETE and VACUUM, at most", GOAL_DROP, ratio, kept=ratio <= GOAL_DROP)


def _fill(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Make the same rows twice: in day partitions, and in one table; both as checkpointed as they would be by night."""
    connection.execute(
        "CREATE TABLE whole (minute timestamptz, address inet, method text, page text, status int2, region text, "
        "duration_class int2)"
    )
    connection.execute("CREATE TABLE days (LIKE whole) PARTITION BY RANGE (minute)")
    for day in range(DAYS):
        bounds = f"FROM ('2026-01-0{day + 1}Z') TO ('2026-01-0{day + 2}Z')"
        connection.execute(f"CREATE TABLE days_{day} PARTITION OF days FOR VALUES {bounds}")
        connection.execute(
            "INSERT INTO whole SELECT timestamptz '2026-01-01Z' + make_interval(days => %s, mins => n %% 1440), "
            "'198.51.100.7', 'GET', '/themen/abschnitt/seite-' || n %% 100, 200, 'nord', 1 "
            "FROM generate_series(1, %s) n",
            [day, ROWS_A_DAY],
        )
    connection.execute("INSERT INTO days SELECT * FROM whole")
    connection.execute("VACUUM whole")
    connection.execute("VACUUM days")


def _goal(name: str, goal: float, seen: float, *, kept: bool) -> bool:
    print("\n| goal | | seen | kept |\n|---|---|---|---|")
    print(f"| {name} | {goal:,g} | {seen:,.2f} | {'yes' if kept else '**no**'} |\n")
    return kept


def main() -> int:
    """Measure and print everything; 1 if a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.access_log", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="length of each round of load")
    options = parser.parse_args()
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.rounds} rounds of {options.seconds} s\n"
    )
    with tempfile.TemporaryDirectory(prefix="ikk-bench-", ignore_cleanup_errors=True) as name:
        directory = Path(name)
        with demo_database(directory) as environment:
            kept = [
                requests(environment, options.rounds, options.seconds),
                loading(environment),
                removing(environment, options.rounds),
            ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
