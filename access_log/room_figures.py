"""What the other rooms count for the statistics: found by name, kept as base counts, published by month.

A room may erase what it has counted; a base count only grows.
"""

from datetime import date, datetime

from django.utils import timezone

from access_log import partitions
from access_log.aggregation import publish_months
from access_log.models import BaseCount, Cube
from ikk_portal.platform.room_modules import modules_called

_TAKE = """
INSERT INTO access_log_basecount AS kept (cube, day, section, part, count) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (cube, day, section, part, log_day) DO UPDATE SET count = excluded.count WHERE kept.count < excluded.count
"""


def names() -> dict[str, str]:
    """Return the German name of each figure, room by room."""
    return {key: name for module in modules_called("figures") for key, name in module.FIGURES.items()}


def take_figures(*, now: datetime) -> int:
    """Take what the rooms count now, and publish the months as far as they are over; return how many counts there are.

    Runs under ``ikk_jobs``, in one transaction; a second run changes nothing.
    """
    today = timezone.localdate(now)
    with partitions.as_owner() as cursor:
        counts = [count for module in modules_called("figures") for count in module.counts()]
        rows = [(Cube.FIGURES, count.day, count.figure, count.region, count.count) for count in counts]
        cursor.executemany(_TAKE, rows)
        publish_months(cursor, Cube.FIGURES, [Cube.FIGURES], _months(), today)
    return len(counts)


def _months() -> list[date]:
    return list(BaseCount.objects.filter(cube=Cube.FIGURES).dates("day", "month"))
