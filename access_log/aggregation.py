"""From the raw log to figures that say nothing about anybody: counted by day, rounded, published.

Counting is one pass over a day of the log for all cubes; it is counted again, and replaced as a whole, for as long as
it is held, and last before it is dropped: lines that come late are included, and a second run changes nothing. Then its
counts are closed: they no longer know their day of the log, and whatever comes of it even later is added to them.
Published is a day of Berlin when it is over, each cell by itself: below ten it is not shown, else it is rounded half up
to tens.

Why nobody can work a small cell out by comparing cubes: a published cell stands for 0–9, for 10–14, or for
10k-5 to 10k+4. To pin a cell below ten down, all cells of one cube would have to lie at their upper ends (9 or 4 in
the last digit) and add up to the same sum as all cells of another one at their lower ends (0 or 5 in the last digit).
For one section of a day that takes a number of cells that five divides: that is why there are four classes of status
(not five), and eight of duration. Sums of pages over the first days of a month could do it (five days of nine views are
45, published as 50): pages are published when their month is over. What remains is in ``docs/decisions/014``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from access_log import partitions
from access_log.models import BaseCount, Cube, PublishedCount
from access_log.page_groups import INSIDE, group_of, is_counted

#: Cubes that are counted for each day, and published by day.
DAILY = (Cube.HOURS, Cube.REGIONS, Cube.STATUS, Cube.DURATIONS)

_ZONE = "Europe/Berlin"
_ONE_DAY = timedelta(days=1)

# Enough for the combinations of a day: with less, PostgreSQL sorts all rows instead of hashing them.
_MEMORY = "SET LOCAL work_mem = '64MB'"
_FORGET_DAY = "DELETE FROM access_log_basecount WHERE log_day = %s"
# One pass over the rows makes them combinations: with hours and without, for hours are counted by themselves, and all
# combinations of everything would be five times as many. Sections are looked for once for each page, not for each
# combination: MATERIALIZED keeps PostgreSQL from working them out again wherever they are named. Pages are told apart
# where they were shown; elsewhere anything may stand: only its section counts.
_COUNT_DAY = f"""
WITH combined AS MATERIALIZED (
    SELECT page, status, region, duration_class, date_bin('1 hour', minute, '2000-01-01Z') AS hour, count(*) AS count
    FROM access_log.loggedrequest WHERE minute >= %s AND minute < %s AND method = 'GET'
    GROUP BY GROUPING SETS ((page, status, region, duration_class), (page, status, hour))
), seen AS MATERIALIZED (
    SELECT DISTINCT page FROM combined WHERE hour IS NOT NULL
), pages AS MATERIALIZED (
    SELECT page, {group_of("page")} AS section FROM seen WHERE {is_counted("page")}
), views AS MATERIALIZED (
    SELECT section, page, region, duration_class, to_char(hour AT TIME ZONE '{_ZONE}', 'HH24') AS hour, count,
           CASE WHEN status BETWEEN 200 AND 299 OR status = 304 THEN 'ok' WHEN status BETWEEN 300 AND 399 THEN 'moved'
                WHEN status BETWEEN 400 AND 499 THEN 'missing' ELSE 'failed' END AS result
    FROM combined JOIN pages USING (page)
), cells AS (
    SELECT 'status' AS cube, section, result AS part, count FROM views WHERE hour IS NOT NULL
    UNION ALL
    SELECT 'hours', '', hour, count FROM views WHERE hour IS NOT NULL AND result = 'ok'
    UNION ALL
    SELECT 'page-days', section, CASE section WHEN '{INSIDE.key}' THEN '' ELSE page END, count
    FROM views WHERE hour IS NOT NULL AND result = 'ok'
    UNION ALL
    SELECT 'regions', section, region, count FROM views WHERE hour IS NULL AND result = 'ok'
    UNION ALL
    SELECT 'durations', section, duration_class::text, count FROM views WHERE hour IS NULL AND result = 'ok'
)
INSERT INTO access_log_basecount (log_day, day, cube, section, part, count)
SELECT %s, %s, cube, section, part, sum(count) FROM cells GROUP BY cube, section, part
"""  # noqa: S608  (sections are named in code)

_ROUNDED = "(sum(count) + 5) / 10 * 10"
_WITHDRAW = "DELETE FROM access_log_publishedcount WHERE cube = ANY(%s) AND day = ANY(%s)"
_PUBLISH_DAYS = f"""
INSERT INTO access_log_publishedcount (cube, day, section, part, count)
SELECT cube, day, section, part, {_ROUNDED} FROM access_log_basecount
WHERE cube = ANY(%s) AND day = ANY(%s) GROUP BY cube, day, section, part HAVING sum(count) >= 10
"""  # noqa: S608  (no input)
_PUBLISH_MONTHS = f"""
INSERT INTO access_log_publishedcount (cube, day, section, part, count)
SELECT %s, date_trunc('month', day)::date, section, part, {_ROUNDED} FROM access_log_basecount
WHERE cube = ANY(%s) AND date_trunc('month', day)::date = ANY(%s) AND day < %s
GROUP BY date_trunc('month', day)::date, section, part HAVING sum(count) >= 10
"""  # noqa: S608  (no input)
# Pages go into their month.
_CLOSE = """
WITH closed AS (DELETE FROM access_log_basecount WHERE log_day IS NOT NULL AND log_day <> ALL(%s) RETURNING *)
INSERT INTO access_log_basecount AS kept (cube, day, section, part, count)
SELECT CASE cube WHEN 'page-days' THEN 'pages' ELSE cube END,
       CASE cube WHEN 'page-days' THEN date_trunc('month', day)::date ELSE day END, section, part, sum(count)
FROM closed GROUP BY 1, 2, 3, 4
ON CONFLICT (cube, day, section, part, log_day) DO UPDATE SET count = kept.count + excluded.count
"""


@dataclass(frozen=True)
class Counted:
    """What a run has done: days that were counted, and page views in them."""

    days: int
    views: int


def aggregate(*, now: datetime) -> Counted:
    """Count every day of the log that is held, and publish what is over. Runs under ``ikk_jobs``, one run at a time.

    Each day is a transaction: after a kill some days are as they were and the others are new, and the next run makes
    all of them new.

    Raises:
        DatabaseError: the database is away; nothing is lost.
    """
    today = timezone.localdate(now)
    with partitions.as_owner() as cursor:
        held = _days_held(cursor, now)
    views = 0
    for log_day in held:
        with partitions.as_owner() as cursor:
            partitions.hold_days(cursor)
            if log_day in partitions.days(cursor):
                views += count_day(cursor, log_day)
    days = {day for day in days_of_berlin(held) if day <= today}
    publish(days=_to_publish(days, today), today=today)
    return Counted(len(days), views)


def count_day(cursor: Any, log_day: date) -> int:
    """Count one day of the log anew, and return its page views; in the caller's transaction, which holds the days.

    It lies in two days of Berlin, whose clocks are ahead.
    """
    cursor.execute(_MEMORY)
    cursor.execute(_FORGET_DAY, [log_day])
    next_day = log_day + _ONE_DAY
    start, midnight, end = partitions.start_of(log_day), _midnight(next_day), partitions.start_of(next_day)
    cursor.execute(_COUNT_DAY, [start, midnight, log_day, log_day])
    cursor.execute(_COUNT_DAY, [midnight, end, log_day, next_day])
    return sum(BaseCount.objects.filter(cube=Cube.HOURS, log_day=log_day).values_list("count", flat=True))


def close_days(cursor: Any) -> None:
    """Close the counts of every day that the log holds no more; in the caller's transaction, which holds the days.

    Afterwards ``count_day`` adds to them what it finds of such a day, and takes nothing back: neither where a machine
    was late, nor where the day was made once more.
    """
    cursor.execute(_CLOSE, [partitions.days(cursor)])


def days_of_berlin(log_days: Collection[date]) -> set[date]:
    """Return the days of Berlin that days of the log lie in."""
    return {day for log_day in log_days for day in (log_day, log_day + _ONE_DAY)}


def publish(*, days: Collection[date], today: date) -> None:
    """Publish days that are over, and pages of months that are, in place of what was published before."""
    over = [day for day in days if day < today]
    months = sorted({day.replace(day=1) for day in over})
    with partitions.as_owner() as cursor:
        partitions.hold_days(cursor)
        close_days(cursor)
        cursor.execute(_WITHDRAW, [list(DAILY), over])
        cursor.execute(_PUBLISH_DAYS, [list(DAILY), over])
        publish_months(cursor, Cube.PAGES, [Cube.PAGES, Cube.PAGE_DAYS], months, today.replace(day=1))


def publish_months(cursor: Any, cube: Cube, counts: Collection[Cube], months: Collection[date], before: date) -> None:
    """Publish months of one cube, summed from base counts of the days before one, in place of what was published."""
    cursor.execute(_WITHDRAW, [[cube], list(months)])
    cursor.execute(_PUBLISH_MONTHS, [cube, list(counts), list(months), before])


def _days_held(cursor: Any, now: datetime) -> list[date]:
    """Return the days of the log that are held and have begun."""
    return [day for day in partitions.days(cursor) if partitions.start_of(day) <= now]


def _midnight(day: date) -> datetime:
    """Return when a day of Berlin begins."""
    return datetime.combine(day, time.min, timezone.get_default_timezone()).astimezone(UTC)


def _to_publish(counted: Collection[date], today: date) -> list[date]:
    """Return the days that were counted, and those before that no run has published since they were over."""
    with partitions.as_owner():
        newest = PublishedCount.objects.filter(cube=Cube.HOURS).order_by("-day").first()
        waiting = BaseCount.objects.filter(cube=Cube.HOURS, day__lt=today)
        if newest:
            waiting = waiting.filter(day__gt=newest.day)
        return sorted({*counted, *waiting.values_list("day", flat=True)})
