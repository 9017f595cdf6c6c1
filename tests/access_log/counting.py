"""What the statistics must say of a log, worked out by hand: slowly, and without a database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from access_log import partitions
from access_log.aggregation import aggregate
from access_log.models import BaseCount, Cube, PublishedCount

BERLIN = ZoneInfo("Europe/Berlin")
Cells = dict[tuple[str, date, str, str], int]


@dataclass(frozen=True)
class Line:
    """One request, as far as it is counted; ``minute`` in UTC."""

    minute: datetime
    page: str = "/"
    status: int = 200
    region: str = ""
    duration_class: int = 1
    method: str = "GET"

    def at(self, minute: datetime) -> "Line":
        return replace(self, minute=minute)


def logged(lines: Iterable[Line], *, now: datetime) -> None:
    """Write requests into the raw log as they lie there after loading; ``now`` says which days there are."""
    with partitions.as_owner() as cursor:
        store(cursor, lines, now=now)


def store(cursor: Any, lines: Iterable[Line], *, now: datetime) -> None:
    """Do it with a cursor of the log's owner, in whatever database."""
    partitions.make_days(cursor, now)
    cursor.executemany(
        "INSERT INTO access_log.loggedrequest VALUES (%s, '192.0.2.1', %s, %s, %s, %s, %s)",
        [(one.minute, one.method, one.page, one.status, one.region, one.duration_class) for one in lines],
    )


def counted(lines: Iterable[Line], *, now: datetime) -> tuple[Cells, Cells]:
    """Log requests, run the aggregation, and return the base counts and what is published."""
    logged(lines, now=now)
    aggregate(now=now)
    return base(), published()


def base() -> Cells:
    return _cells(BaseCount)


def published() -> Cells:
    return _cells(PublishedCount)


def _cells(model: type[BaseCount] | type[PublishedCount]) -> Cells:
    cells: Counter[tuple[str, date, str, str]] = Counter()
    for one in model.objects.exclude(cube=Cube.FIGURES):
        cells[(one.cube, one.day, one.section, one.part)] += one.count
    return dict(cells)


def expected(lines: Iterable[Line], sections: dict[str, str]) -> Cells:
    """Return the base counts of the lines; ``sections`` says which section each page is of."""
    cells: Counter[tuple[str, date, str, str]] = Counter()
    for line in lines:
        local, section = line.minute.astimezone(BERLIN), sections[line.page]
        day = local.date()
        result = "ok" if line.status == 304 else ["", "", "ok", "moved", "missing", "failed"][line.status // 100]
        cells[("status", day, section, result)] += 1
        if result == "ok":
            cells[("hours", day, "", f"{local.hour:02}")] += 1
            cells[("regions", day, section, line.region)] += 1
            cells[("durations", day, section, str(line.duration_class))] += 1
            cells[("page-days", day, section, "" if section == "inside" else line.page)] += 1
    return dict(cells)


def rounded(count: int) -> int:
    """Below ten nothing, else half up to tens."""
    return 0 if count < 10 else (count + 5) // 10 * 10


def to_publish(cells: Cells, *, before: date) -> Cells:
    """Return what pages may show of base counts, of the days before one; pages of months that are over."""
    sums: Counter[tuple[str, date, str, str]] = Counter()
    for (cube, day, section, part), count in cells.items():
        is_page = cube in ("pages", "page-days")
        if day < (before.replace(day=1) if is_page else before):
            sums[("pages" if is_page else cube, day.replace(day=1) if is_page else day, section, part)] += count
    return {key: rounded(count) for key, count in sums.items() if rounded(count)}


def noon(day: date) -> datetime:
    """Return noon of a day in UTC, the same day in Berlin."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def today() -> date:
    return timezone.localdate()
