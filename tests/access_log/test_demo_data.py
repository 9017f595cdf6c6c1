"""The demo's figures: without a gap, however long it was not started; counted and published like real ones."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Sum

from access_log.demo_data import load
from access_log.models import BaseCount, Cube, PublishedCount

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 9, 5, 30, tzinfo=UTC)
FIRST = date(2026, 10, 25)


def published(cube: Cube, **condition: Any) -> list[Any]:
    cells = PublishedCount.objects.filter(cube=cube, **condition).order_by("day", "section", "part")
    return list(cells.values_list("day", "section", "part", "count", named=True))


def views(**condition: Any) -> int:
    """Return how many pages were seen, as it was counted."""
    return int(BaseCount.objects.filter(**condition).aggregate(Sum("count"))["count__sum"])


def test_days_begin_before_the_log_and_their_cubes_agree() -> None:
    load(now=NOW, past=11)

    days = sorted({one.day for one in published(Cube.HOURS)})
    assert days == [FIRST + timedelta(days=number) for number in range(15)]
    assert {one.part for one in published(Cube.HOURS, day=FIRST)} == {f"{hour:02}" for hour in range(24)}
    assert views(cube=Cube.REGIONS, log_day=None) == views(cube=Cube.STATUS, part="ok", log_day=None)
    assert views(cube=Cube.PAGES) == views(cube=Cube.REGIONS, log_day=None)
    busy = {day: views(cube=Cube.REGIONS, day=day) for day in (FIRST, FIRST + timedelta(days=1))}
    assert busy[FIRST] < busy[FIRST + timedelta(days=1)] / 2  # a Sunday and a Monday
    assert {one.part for one in published(Cube.REGIONS, day=FIRST, section="inside")} == {""}


def test_start_after_two_weeks_fills_the_gap_and_leaves_what_was_counted() -> None:
    load(now=NOW, past=11)
    before = published(Cube.REGIONS)
    october, november = (views(cube=Cube.PAGES, day=day) for day in (date(2026, 10, 1), date(2026, 11, 1)))

    load(now=NOW + timedelta(days=14), past=24)

    days = sorted({one.day for one in published(Cube.HOURS)})
    assert days == [FIRST + timedelta(days=number) for number in range(29)]
    assert published(Cube.REGIONS, day__lte=before[-1].day) == before
    assert views(cube=Cube.PAGES, day=date(2026, 10, 1)) == october
    assert views(cube=Cube.PAGES, day=date(2026, 11, 1)) > november
