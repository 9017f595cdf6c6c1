"""``python -m bench.statistics``: how fast a day is counted, and how fast the desk shows two years.

Counting is compared with PostgreSQL's bare ``count(*)`` over the same rows; the page with the first page of the staff
area, in the same process.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import psycopg

from bench.servers import ROOT, demo_database

ROWS = 2_000_000
GOAL_ROWS, GOAL_PAGE = 1_000_000, 0.2

#: A day of many pages, IKKs, hours and durations, some of each often and most seldom; of 50 requests one is for an
#: address that does not exist, of five one for the branch.
_FILL = """
INSERT INTO access_log.loggedrequest
SELECT %s::timestamptz + make_interval(mins => (n * 1440::bigint / %s)::int), '198.51.100.7', 'GET',
       CASE WHEN random() < 0.02 THEN '/unbekannt-' || floor(2000 * random()) || '/'
            WHEN random() < 0.2 THEN '/internetfiliale/anmelden/'
            ELSE '/themen/abschnitt/seite-' || floor(300 * random() * random()) || '/' END,
       CASE WHEN random() < 0.02 THEN 404 WHEN random() < 0.2 THEN 304 ELSE 200 END,
       (ARRAY['', 'bayern', 'nord', 'rheinland', 'sachsen', 'hessen', 'berlin', 'thueringen', 'westfalen-lippe',
              'niedersachsen', 'baden-wuerttemberg', 'brandenburg', 'saarland'])[1 + floor(13 * random() * random())],
       floor(8 * random() * random() * random())
FROM generate_series(0, %s) AS n
"""
#: Prints how long a run takes by the clock, and in CPU time of its database process.
_AGGREGATE = """
import time, django
django.setup()
from pathlib import Path
from django.db import connection
from django.utils import timezone
from access_log.aggregation import aggregate
connection.ensure_connection()
def cpu():
    times = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / 100
started, cpu_started = time.monotonic(), cpu()
aggregate(now=timezone.now())
print(time.monotonic() - started, cpu() - cpu_started)
"""
_COUNT = "SELECT count(*) FROM access_log.loggedrequest WHERE minute >= %s"
_PAGE = """
import os, time
from datetime import timedelta
import django
django.setup()
from django.conf import settings
from django.test import Client
from django.utils import timezone
from accounts.models import SecondFactor, User
from django_otp import DEVICE_ID_SESSION_KEY
client = Client()
user = User.objects.get(username="stein")
client.force_login(user)
session = client.session
session[DEVICE_ID_SESSION_KEY] = SecondFactor.objects.get(user=user).persistent_id
session.save()
last = timezone.localdate() - timedelta(days=1)
desk = f"/verwaltung/access_log/publishedcount/?von={last - timedelta(days=729)}&bis={last}"
for address in ["/verwaltung/", desk] * 6:
    started = time.monotonic()
    assert client.get(address).status_code == 200
    print(address.count("von="), time.monotonic() - started)
"""


def counting(environment: dict[str, str], rounds: int) -> bool:
    """Count a full day again and again; return whether the goal was kept."""
    jobs = environment["DATABASE_URL"].replace("//ikk_all", "//ikk_jobs", 1)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    with psycopg.connect(jobs, autocommit=True) as connection:
        connection.execute(_FILL, [yesterday, ROWS, ROWS - 1])
        connection.execute("ANALYZE access_log.loggedrequest")
        plain = median(_seconds(lambda: connection.execute(_COUNT, [yesterday])) for _ in range(rounds))
    run = [sys.executable, "-c", _AGGREGATE]
    asked = {**environment, "DATABASE_URL": jobs, "DJANGO_SETTINGS_MODULE": "ikk_portal.settings"}
    seen = []
    for _ in range(rounds):
        done = subprocess.run(run, cwd=ROOT, env=asked, check=True, capture_output=True, text=True)
        seen.append([float(text) for text in done.stdout.split()])
    counted, cpu = (median(values) for values in zip(*seen, strict=True))
    print(f"| counting {ROWS:,} rows of one day, all cubes, published | s | rows/s | × count(*) |\n|---|---|---|---|")
    print(f"| count(*) | {plain:.2f} | {ROWS / plain:,.0f} | 1.00 |")
    print(f"| `aggregate` | {counted:.2f} | {ROWS / counted:,.0f} | {counted / plain:.2f} |")
    print(f"| the same, CPU of the database | {cpu:.2f} | {ROWS / cpu:,.0f} | |")
    return _goal("rows a second of CPU, at least", GOAL_ROWS, ROWS / cpu, kept=ROWS / cpu >= GOAL_ROWS)


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def showing(environment: dict[str, str]) -> bool:
    """Ask for the desk over two years; return whether the goal was kept."""
    asked = {**environment, "DJANGO_SETTINGS_MODULE": "ikk_portal.settings"}
    run = [sys.executable, "-c", _PAGE]
    done = subprocess.run(run, cwd=ROOT, env=asked, check=True, capture_output=True, text=True)
    times: dict[str, list[float]] = {"0": [], "1": []}
    for line in done.stdout.splitlines()[2:]:  # the first of each is cold
        kind, seconds = line.split()
        times[kind].append(float(seconds))
    first, desk = median(times["0"]), median(times["1"])
    print("\n| page | ms | × first page of the staff area |\n|---|---|---|")
    print(
        f"| first page | {first * 1_000:,.0f} | 1.00 |\n| desk, two years | {desk * 1_000:,.0f} | {desk / first:.2f} |"
    )
    return _goal("seconds for two years, at most", GOAL_PAGE, desk, kept=desk <= GOAL_PAGE)


def _goal(name: str, goal: float, seen: float, *, kept: bool) -> bool:
    print("\n| goal | | seen | kept |\n|---|---|---|---|")
    print(f"| {name} | {goal:,g} | {seen:,.2f} | {'yes' if kept else '**no**'} |\n")
    return kept


def main() -> int:
    """Measure and print everything; 1 if a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.statistics", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}\n")
    with (
        tempfile.TemporaryDirectory(prefix="ikk-bench-", ignore_cleanup_errors=True) as name,
        demo_database(Path(name)) as environment,
    ):
        command = [sys.executable, "manage.py", "set_up_demo", "--statistics"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        kept = [showing(environment), counting(environment, options.rounds)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
