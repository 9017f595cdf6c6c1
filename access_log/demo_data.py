"""Figures for the demo, so that charts live: invented, like everything else there, and for the demo only.

The last days come as an invented log through spool, loader and aggregation. Older days have no log any more: their
base counts are invented at once, and published like real ones.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import ip_address
from typing import Any

from django.db import connection
from django.utils import timezone

from access_log import partitions, spool
from access_log.actions import load_spool
from access_log.aggregation import aggregate, publish
from access_log.lines import line_of, minute_text
from access_log.models import BaseCount, Cube
from access_log.room_figures import names, take_figures
from regions.models import Region

_PAST = 730  # days
_COPY = "COPY access_log_basecount (cube, day, section, part, count) FROM STDIN"
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
Row = tuple[str, date, str, str, int]


def load(*, now: datetime) -> None:
    """Invent what is missing of two years. Safe to repeat; days that were counted stay as they are."""
    today, random_ = timezone.localdate(now), random.Random(now.toordinal())  # noqa: S311  (nothing secret)
    regions = ["", *Region.objects.values_list("slug", flat=True)]
    first_logged = partitions.first_day(now) + timedelta(days=1)  # the first that is counted from the log
    days = [first_logged - timedelta(days=number) for number in range(1, _PAST)]
    with partitions.as_owner() as cursor:
        known = set(BaseCount.objects.filter(cube=Cube.HOURS).values_list("day", flat=True))
        missing = [day for day in days if day not in known]
        with cursor.copy(_COPY) as target:
            for row in _past(missing, regions, random_):
                target.write_row(row)
    publish(days=missing, today=today)
    if first_logged not in known:
        _log(now, first_logged, regions, random_)
    aggregate(now=now)
    take_figures(now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE access_log_publishedcount")  # or the first pages wait until the server does it itself


def _past(days: list[date], regions: list[str], random_: random.Random) -> Iterator[Row]:
    """Yield base counts of days, and of the months that begin with them."""
    pages: dict[tuple[date, str], int] = {}
    for day in days:
        views = _views(day, regions, random_)
        yield from _of_day(day, views)
        for (section, _), count in views.items():
            key = day.replace(day=1), section
            pages[key] = pages.get(key, 0) + count
    for (month, section), count in pages.items():
        yield Cube.PAGES, month, section, "" if section == "inside" else _VIEWS[section][0], count
    for month in {day for day in days if day.day == 1}:
        yield from _of_month(month, regions, random_)


def _views(day: date, regions: list[str], random_: random.Random) -> dict[tuple[str, str], int]:
    """Return page views by section and IKK: more in winter, fewer at weekends, a little more each year."""
    season = 1 + 0.15 * abs(day.timetuple().tm_yday - 182) / 182 + day.year * 0.06 - 2025 * 0.06
    usual = season * _WEEKDAYS[day.weekday()]
    found = {}
    for section, (_, count) in _VIEWS.items():
        for region in regions if section != "inside" else [""]:
            size = _SIZES.get(region, 0.6 + 0.05 * len(region)) * (len(regions) if section == "inside" else 1)
            found[section, region] = max(1, round(count * usual * size * random_.uniform(0.8, 1.2)))
    return found


def _of_day(day: date, views: dict[tuple[str, str], int]) -> Iterator[Row]:
    sections: dict[str, int] = {}
    for (section, region), count in views.items():
        sections[section] = sections.get(section, 0) + count
        yield Cube.REGIONS, day, section, region, count
    for section, count in sections.items():
        yield Cube.STATUS, day, section, "ok", count
        yield Cube.STATUS, day, section, "missing", 1 + count // 60
        for number, share in enumerate(_DURATIONS):
            yield Cube.DURATIONS, day, section, str(number), 1 + round(count * share)
    whole = sum(sections.values())
    yield Cube.STATUS, day, "unknown", "missing", 1 + whole // 40
    for hour, share in enumerate(_HOURS):
        yield Cube.HOURS, day, "", f"{hour:02}", 1 + round(whole * share / sum(_HOURS))


def _of_month(month: date, regions: list[str], random_: random.Random) -> Iterator[Row]:
    for figure, usual in _FIGURES.items():
        if figure in names():
            for region in [""] if figure == "registrations" else regions[1:]:
                count = usual * _SIZES.get(region, 1) * random_.uniform(0.8, 1.2)
                yield Cube.FIGURES, month, figure, region, max(1, round(count))


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
        for page in random_.choices(pages, weights, k=lines):
            spool.append(minute, _line(minute, page, regions, random_))
    load_spool(now=now)


def _line(minute: datetime, page: str, regions: list[str], random_: random.Random) -> bytes:
    values: dict[str, Any] = {
        "minute": minute_text(minute),
        "address": _ADDRESS,
        "method": "GET",
        "page": page,
        "status": random_.choices((200, 301, 404), (94, 3, 3))[0],
        "region": "" if page.startswith("/internetfiliale/") else random_.choice(regions),
        "seconds": random_.choices((0.004, 0.02, 0.08, 0.2, 0.7), _DURATIONS[:5])[0],
    }
    return line_of(**values)
