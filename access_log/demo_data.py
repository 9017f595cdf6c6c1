"""Figures for the demo, so that charts live: invented, like everything else there, and for the demo only.

The last days come as an invented log through spool, loader and aggregation. Older days have no log any more: their
base counts are invented at once, and published like real ones.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from ipaddress import ip_address
from typing import Any

from django.db import connection
from django.utils import timezone

from access_log import partitions, spool
from access_log.actions import load_spool
from access_log.aggregation import aggregate, publish
from access_log.lines import line_of, minute_text
from access_log.models import BaseCount, Cube, PublishedCount
from access_log.room_figures import names, take_figures
from regions.models import Region

_PAST = 730  # days
_ADDRESS = ip_address("192.0.2.1")  # nobody's (RFC 5737)

#: Section -> page, and page views on a usual day at a usual IKK.
_VIEWS = {
    "start": ("/", 90),
    "topics": ("/themen/leistungen/zahnersatz/", 70),
    "regions": ("/regionen/", 30),
    "offices": ("/servicestellen/", 34),
    "inside": ("/internetfiliale/anmelden/", 60),
    "news": ("/aktuelles/", 24),
    "brochures": ("/broschueren/", 20),
    "contact": ("/kontakt/", 16),
    "search": ("/suche/", 22),
    "help": ("/hilfe/", 11),
    "letter-progress": ("/registrierung/stand/", 14),
    "privacy": ("/datenschutz/", 8),
    "legal": ("/impressum/", 6),
    "plain": ("/leichte-sprache/", 7),
}
_WEEKDAYS = (1.25, 1.15, 1.1, 1.05, 0.9, 0.5, 0.45)
_HOURS = (1, 1, 1, 1, 1, 2, 5, 12, 22, 30, 32, 28, 20, 24, 26, 22, 19, 17, 18, 20, 16, 10, 5, 2)
_DURATIONS = (0.55, 0.22, 0.13, 0.06, 0.03, 0.01)
_SIZES = {"bayern": 1.7, "rheinland": 1.6, "westfalen-lippe": 1.5, "baden-wuerttemberg": 1.4, "": 2.2}
#: What rooms count in a month at a usual IKK.
_FIGURES = {
    "registrations": 900,
    "letters-requested": 130,
    "letters-printed": 124,
    "letters-posted": 121,
    "letters-returned": 12,
    "waited-0-2": 52,
    "waited-3-4": 44,
    "waited-5-6": 15,
    "waited-longer": 10,
    "copies-ordered": 340,
    "copies-dispatched": 322,
    "enquiries-answered": 46,
}
_FIGURE = """
INSERT INTO access_log_basecount (cube, day, section, part, count) VALUES ('figures', %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
# Page views of each section and IKK are invented, all else is made of them.
_INVENT = """
INSERT INTO access_log_basecount (cube, day, section, part, count)
WITH views AS MATERIALIZED (
    SELECT day, section, region, greatest(1, round(usual * busy * (0.8 + 0.4 * random())))::int AS count
    FROM unnest(%(days)s::date[], %(busy)s::float[]) AS days (day, busy),
         unnest(%(sections)s::text[], %(regions)s::text[], %(usual)s::float[]) AS usually (section, region, usual)
), of_sections AS MATERIALIZED (
    SELECT day, section, sum(count) AS count FROM views GROUP BY day, section
), of_days AS MATERIALIZED (
    SELECT day, sum(count) AS count FROM of_sections GROUP BY day
)
SELECT 'regions', day, section, region, count FROM views
UNION ALL
SELECT 'status', day, section, 'ok', count FROM of_sections
UNION ALL
SELECT 'status', day, section, 'missing', 1 + count / 60 FROM of_sections
UNION ALL
SELECT 'status', day, 'unknown', 'missing', 1 + count / 40 FROM of_days
UNION ALL
SELECT 'durations', day, section, (place - 1)::text, 1 + round(count * share)
FROM of_sections, unnest(%(durations)s::float[]) WITH ORDINALITY AS durations (share, place)
UNION ALL
SELECT 'hours', day, '', to_char(place - 1, 'FM00'), 1 + round(count * share)
FROM of_days, unnest(%(hours)s::float[]) WITH ORDINALITY AS hours (share, place)
"""
# Of a month some days may be there already.
_ADD_TO_MONTHS = """
INSERT INTO access_log_basecount AS kept (cube, day, section, part, count)
SELECT 'pages', date_trunc('month', day)::date, section, page, sum(count)
FROM access_log_basecount JOIN unnest(%(pages_of)s::text[], %(pages)s::text[]) AS pages (section, page) USING (section)
WHERE cube = 'regions' AND day = ANY(%(days)s) AND log_day IS NULL GROUP BY 2, 3, 4
ON CONFLICT (cube, day, section, part, log_day) DO UPDATE SET count = kept.count + excluded.count
"""


def load(*, now: datetime, past: int = _PAST) -> None:
    """Invent what is missing of so many days, two years. Safe to repeat; days that were counted stay as they are."""
    today, random_ = timezone.localdate(now), random.Random(now.toordinal())  # noqa: S311  (nothing secret)
    regions = ["", *Region.objects.values_list("slug", flat=True)]
    first_logged = partitions.first_day(now) + timedelta(days=1)  # the first that is counted from the log
    days = [first_logged - timedelta(days=number) for number in range(past - 1, 0, -1)]
    with partitions.as_owner() as cursor:
        known, shown = (
            set(counts.objects.filter(cube=Cube.HOURS).values_list("day", flat=True))
            for counts in (BaseCount, PublishedCount)
        )
        missing = [day for day in days if day not in known]
        cursor.execute("SELECT setseed(%s)", [random_.uniform(-1, 1)])
        values = {**_usually(regions), "days": missing, "busy": [_busy(day) for day in missing]}
        cursor.execute(_INVENT, values)
        cursor.execute(_ADD_TO_MONTHS, values)
        cursor.executemany(_FIGURE, list(_figures(missing, regions, random_)))
    publish(days={*known, *missing} - shown, today=today)  # the day of the last stop, too: it was not over then
    if first_logged not in known:
        _log(now, first_logged, regions, random_)
    aggregate(now=now)
    take_figures(now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE access_log_publishedcount")  # or the first pages wait until the server does it itself


def _usually(regions: list[str]) -> dict[str, list[Any]]:
    """Return the page views of a usual day by section and IKK, how they spread, and the page of each section."""
    cells = [
        (section, region, count * _size(region))
        for section, (_, count) in sorted(_VIEWS.items())
        if section != "inside"
        for region in sorted(regions)
    ]
    cells.append(("inside", "", _VIEWS["inside"][1] * _size("") * len(regions)))  # nobody chooses an IKK there
    return {
        "sections": [section for section, _, _ in cells],
        "regions": [region for _, region, _ in cells],
        "usual": [count for _, _, count in cells],
        "durations": list(_DURATIONS),
        "hours": [share / sum(_HOURS) for share in _HOURS],
        "pages_of": list(_VIEWS),
        "pages": ["" if section == "inside" else page for section, (page, _) in _VIEWS.items()],
    }


def _size(region: str) -> float:
    return _SIZES.get(region, 0.6 + 0.05 * len(region))


def _busy(day: date) -> float:
    """Return how busy a day is: more in winter, less at weekends, a little more each year."""
    season = 1 + 0.15 * abs(day.timetuple().tm_yday - 182) / 182 + day.year * 0.06 - 2025 * 0.06
    return season * _WEEKDAYS[day.weekday()]


def _figures(days: list[date], regions: list[str], random_: random.Random) -> Iterator[tuple[date, str, str, int]]:
    """Yield what rooms count in the months that begin with one of these days."""
    for month in (day for day in days if day.day == 1):
        for figure, usual in _FIGURES.items():
            if figure in names():
                for region in [""] if figure == "registrations" else regions[1:]:
                    count = usual * _SIZES.get(region, 1) * random_.uniform(0.8, 1.2)
                    yield month, figure, region, max(1, round(count))


def _log(now: datetime, day: date, regions: list[str], random_: random.Random) -> None:
    """Write an invented log since a day into the spool, one file for each hour, and let the loader take it."""
    last = spool.minute_of(now) - timedelta(minutes=5)
    first = datetime.combine(day, time.min, UTC)
    pages = [page for page, _ in _VIEWS.values()]
    weights = [count for _, count in _VIEWS.values()]
    for number in range(int((last - first) / timedelta(hours=1)) + 1):
        minute = first + timedelta(hours=number)
        local = timezone.localtime(minute)
        lines = round(26 * _HOURS[local.hour] * _WEEKDAYS[local.weekday()])
        beginning = minute_text(minute).encode()
        spool.append(minute, b"".join(beginning + rest for rest in _rests(pages, weights, lines, regions, random_)))
    load_spool(now=now)


def _rests(
    pages: list[str], weights: list[int], lines: int, regions: list[str], random_: random.Random
) -> Iterator[bytes]:
    """Yield so many lines of the log without their minute."""
    return map(
        _rest,
        random_.choices(pages, weights, k=lines),
        random_.choices((200, 301, 404), (94, 3, 3), k=lines),
        random_.choices(regions, k=lines),
        random_.choices((0.004, 0.02, 0.08, 0.2, 0.7), _DURATIONS[:5], k=lines),
    )


@cache
def _rest(page: str, status: int, region: str, seconds: float) -> bytes:
    values: dict[str, Any] = {"page": page, "status": status, "seconds": seconds}
    chosen = "" if page.startswith("/internetfiliale/") else region
    return line_of(minute="", address=_ADDRESS, method="GET", region=chosen, **values)
