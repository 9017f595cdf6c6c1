"""From the raw log to published figures: every line once in each cube, by the days of Berlin, the same at every run."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from access_log import partitions
from access_log.actions import load_spool
from access_log.aggregation import aggregate
from access_log.models import BaseCount, Cube, PublishedCount
from access_log.page_groups import GROUPS, NAMES
from tests.access_log.counting import (
    BERLIN,
    Cells,
    Line,
    base,
    counted,
    expected,
    logged,
    noon,
    published,
    to_publish,
)
from tests.access_log.logs import line, spooled, stored

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 10)
NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
SECTIONS = {
    "/": "start",
    "/themen/leistungen/zahnersatz/": "topics",
    "/themen/": "topics",
    "/internetfiliale/anmelden/": "inside",
    "/internetfiliale/": "inside",
    "/wp-login.php": "unknown",
    "/themengeheim/anna-muster/": "unknown",
    "/robots.txt": "machines",
}


def random_lines(seed: int, number: int) -> list[Line]:
    """Return requests of three days that lie thick in some places and thin in others."""
    random_ = random.Random(seed)  # noqa: S311
    pages = random_.sample(sorted(SECTIONS), 4)
    lines = []
    for _ in range(number):
        minute = noon(DAY) + timedelta(hours=random_.choice((-36, -3, -2, 0, 0, 0, 9, 10, 11, 20)), minutes=7)
        page = random_.choice(pages)
        status = 404 if SECTIONS[page] == "unknown" else random_.choice((200, 200, 200, 304, 301, 404, 500))
        region = "" if SECTIONS[page] == "inside" else random_.choice(("", "rheinland", "rheinland", "nord"))
        lines.append(Line(minute, page, status, region, random_.randrange(3)))
    return lines


@pytest.mark.parametrize(("seed", "number"), [(1, 30), (2, 90), (3, 400), (4, 2_000)])
def test_counts_and_figures_are_those_worked_out_by_hand(seed: int, number: int) -> None:
    lines = random_lines(seed, number)

    counts, figures = counted(lines, now=NOW)

    assert counts == expected(lines, SECTIONS)
    assert figures == to_publish(counts, before=date(2026, 6, 12))


def test_only_views_of_pages_are_counted() -> None:
    minute = noon(DAY)
    others = [
        Line(minute, "/", method="POST"),
        Line(minute, "/", method="HEAD"),
        Line(minute, "/verwaltung/"),
        Line(minute, "/verwaltung/accounts/printbatch/"),
        Line(minute, "/bilder/0123.webp"),
        Line(minute, "/site.webmanifest"),
    ]

    assert counted([*others, Line(minute)], now=NOW)[0] == expected([Line(minute)], SECTIONS)


def test_text_that_visitors_type_comes_into_no_count() -> None:
    typed = [Line(noon(DAY), f"/{word}/", 404) for word in ("anna-muster", "themen-a123456780")]
    below = [Line(noon(DAY), "/themen/anna-muster/", 404), Line(noon(DAY), "/", 500)]

    counts, _ = counted([*typed, *below], now=NOW)

    assert counts == {
        ("status", DAY, "unknown", "missing"): 2,
        ("status", DAY, "topics", "missing"): 1,
        ("status", DAY, "start", "failed"): 1,
    }


def test_second_run_changes_nothing_and_late_lines_are_included() -> None:
    lines = random_lines(5, 300)
    first = counted(lines, now=NOW)
    aggregate(now=NOW)
    assert (base(), published()) == first

    late = random_lines(6, 100)
    assert counted(late, now=NOW)[0] == expected([*lines, *late], SECTIONS)


def test_today_is_counted_and_not_yet_published() -> None:
    lines = [Line(noon(DAY))] * 40

    counts, figures = counted(lines, now=noon(DAY) + timedelta(hours=1))

    assert (len(counts), figures) == (5, {})
    aggregate(now=noon(DAY) + timedelta(days=1))
    assert published() == to_publish(counts, before=DAY + timedelta(days=1)) != {}


def test_run_that_ends_half_way_leaves_what_the_next_one_makes_right() -> None:
    lines = [Line(noon(DAY) + timedelta(days=number), page) for number in (0, 1) for page in SECTIONS] * 12
    logged(lines[::2], now=NOW)
    aggregate(now=NOW)
    logged(lines[1::2], now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_log_publishedcount ADD CONSTRAINT stop CHECK (count < 20) NOT VALID")
    before = published()
    with pytest.raises(IntegrityError), transaction.atomic():
        aggregate(now=NOW)
    assert published() == before

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_log_publishedcount DROP CONSTRAINT stop")
    aggregate(now=NOW)

    assert base() == expected(lines, SECTIONS)
    assert published() == to_publish(base(), before=date(2026, 6, 12))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 3, 29), {hour: 10 for hour in range(24) if hour != 2}),
        (date(2026, 10, 25), {hour: 10 + 10 * (hour == 2) for hour in range(24)}),
        (date(2026, 10, 26), dict.fromkeys(range(24), 10)),
    ],
    ids=["23-hours", "25-hours", "24-hours"],
)
def test_day_has_the_hours_that_clocks_in_berlin_show(day: date, hours: dict[int, int]) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(UTC)
    lines = [Line(start + timedelta(hours=number)) for number in range(-1, sum(hours.values()) // 10 + 1)] * 10

    _, figures = counted(lines, now=noon(day) + timedelta(days=3))

    assert {int(key[3]): count for key, count in figures.items() if key[:2] == ("hours", day)} == hours
    assert sum(count for key, count in figures.items() if key[0] == "hours") == sum(hours.values()) + 20


def drop_days_before(now: datetime) -> None:
    """Drop the partitions that the loader would drop at ``now``."""
    with partitions.as_owner() as cursor:
        for day in partitions.days(cursor):
            if day < partitions.first_day(now):
                partitions.drop(cursor, day)


def of_day(cells: Cells, day: date) -> Cells:
    return {key: count for key, count in cells.items() if key[1] == day and key[0] != Cube.PAGE_DAYS}


def test_day_of_which_rows_are_gone_is_not_counted_again() -> None:
    lines = [Line(noon(DAY) - timedelta(hours=number), "/") for number in range(36)] * 3
    counts, _ = counted(lines, now=NOW)
    later = noon(DAY) + timedelta(days=6, hours=12)  # the UTC day is gone, and with it all but two hours of the next

    drop_days_before(later)
    logged([Line(noon(DAY))], now=later)
    aggregate(now=later)

    assert of_day(base(), DAY) == of_day(counts, DAY)


def test_day_of_which_two_hours_are_gone_keeps_their_counts_and_takes_late_lines_in() -> None:
    lines = [Line(noon(DAY) - timedelta(hours=number), "/") for number in range(36)] * 3
    counted(lines, now=NOW)
    later = noon(DAY) + timedelta(days=6)  # the UTC day before is gone

    drop_days_before(later)
    logged([Line(noon(DAY))], now=later)
    aggregate(now=later)

    assert of_day(base(), DAY) == of_day(expected([*lines, Line(noon(DAY))], SECTIONS), DAY)


@pytest.mark.parametrize("kept", [1, 2, 7])
def test_every_line_is_counted_however_few_days_are_kept(settings: Any, kept: int) -> None:
    """The loader comes every hour, the aggregation never: what is due is counted before it goes."""
    settings.ACCESS_LOG_DAYS = kept
    lines = [Line(noon(DAY) + timedelta(minutes=37 * number), page) for number in range(117) for page in SECTIONS]
    for hour in range(1, 24 * (kept + 4)):
        now = noon(DAY) + timedelta(hours=hour)
        for one in lines:
            if now - timedelta(hours=1) <= one.minute < now:
                spooled(one.minute, line(one.minute, one.page, region=""))
        load_spool(now=now)

    assert base() == closed(expected(lines, SECTIONS))
    assert published() == to_publish(base(), before=timezone.localdate(now))
    assert stored() == []


def closed(cells: Cells) -> Cells:
    """Return base counts as they stand when their days are gone: pages in their months."""
    sums: Counter[tuple[str, date, str, str]] = Counter()
    for (cube, day, section, part), count in cells.items():
        is_page = cube == Cube.PAGE_DAYS
        sums[(Cube.PAGES if is_page else cube, day.replace(day=1) if is_page else day, section, part)] += count
    return dict(sums)


@pytest.mark.parametrize("kept", [1, 7])
def test_lines_of_a_day_that_another_machine_has_dropped_are_counted_and_go_at_once(settings: Any, kept: int) -> None:
    settings.ACCESS_LOG_DAYS = kept
    minutes = [datetime(2026, 6, 10, hour, 58, tzinfo=UTC) for hour in (20, 23)]  # of two days of Berlin
    lines = [Line(minute, page) for minute in minutes for page in ("/", "/themen/")] * 7
    logged(lines, now=noon(DAY))
    dropped = datetime(2026, 6, 10, tzinfo=UTC) + timedelta(days=kept)
    load_spool(now=dropped)
    assert DAY not in days_held()

    for one in lines:
        spooled(one.minute, line(one.minute, one.page, region=""), host="web2")
    now = dropped + timedelta(hours=9)
    for _ in range(2):
        load_spool(now=now)

    assert base() == closed(expected(lines * 2, SECTIONS))
    assert published() == to_publish(base(), before=timezone.localdate(now)) != {}
    assert stored() == []


def test_days_that_are_kept_again_when_more_are_kept_take_no_count_back(settings: Any) -> None:
    settings.ACCESS_LOG_DAYS = 1
    lines = [Line(noon(DAY), page) for page in SECTIONS] * 30
    counted(lines, now=noon(DAY))
    load_spool(now=NOW)
    before = base(), published()

    settings.ACCESS_LOG_DAYS = 7
    load_spool(now=NOW)
    assert DAY in days_held()
    aggregate(now=NOW)
    assert (base(), published()) == before

    logged([Line(noon(DAY))] * 3, now=NOW)  # a machine was late
    aggregate(now=NOW)
    load_spool(now=NOW + timedelta(days=7))
    assert base() == closed(expected([*lines, *[Line(noon(DAY))] * 3], SECTIONS))


def days_held() -> list[date]:
    with partitions.as_owner() as cursor:
        return partitions.days(cursor)


def test_line_that_comes_late_is_counted_as_long_as_its_day_is_kept(settings: Any) -> None:
    settings.ACCESS_LOG_DAYS = 1
    logged([Line(noon(DAY))] * 4, now=noon(DAY))
    aggregate(now=noon(DAY))
    logged([Line(noon(DAY))] * 3, now=noon(DAY) + timedelta(hours=11))

    midnight = datetime(2026, 6, 11, tzinfo=UTC)
    last = midnight - timedelta(minutes=1)
    spooled(last, line(last, region=""))
    load_spool(now=midnight)
    aggregate(now=NOW)

    assert of_day(base(), DAY) == of_day(expected([Line(noon(DAY))] * 7, SECTIONS), DAY)
    assert of_day(base(), date(2026, 6, 11)) == of_day(expected([Line(last)], SECTIONS), date(2026, 6, 11))


def test_pages_of_a_day_go_into_their_month_when_it_is_counted_no_more() -> None:
    lines = [Line(noon(DAY))] * 17 + [Line(noon(DAY), "/themen/")] * 4
    counted(lines, now=NOW)
    later = NOW + timedelta(days=14)
    drop_days_before(later)
    logged([Line(noon(DAY) + timedelta(days=15), "/themen/")] * 8, now=later)

    for _ in range(2):
        aggregate(now=later)
        assert not [key for key in published() if key[0] == Cube.PAGES]  # the month is not over

    month, day = date(2026, 6, 1), date(2026, 6, 25)
    assert {key: count for key, count in base().items() if key[0] in (Cube.PAGES, Cube.PAGE_DAYS)} == {
        ("pages", month, "start", "/"): 17,
        ("pages", month, "topics", "/themen/"): 4,
        ("page-days", day, "topics", "/themen/"): 8,
    }
    aggregate(now=datetime(2026, 6, 30, 22, tzinfo=UTC))  # midnight in Berlin
    assert {key[2:]: count for key, count in published().items() if key[0] == Cube.PAGES} == {
        ("start", "/"): 20,
        ("topics", "/themen/"): 10,
    }


def test_day_that_was_over_while_the_timer_stood_still_is_published_later() -> None:
    counted([Line(noon(DAY))] * 30, now=noon(DAY))
    later = NOW + timedelta(days=20)
    drop_days_before(later)
    logged([], now=later)

    aggregate(now=later)

    assert ("hours", DAY, "", "14") in published()


def test_sections_are_at_most_25_and_each_has_one_name() -> None:
    assert len(GROUPS) == len(NAMES) == len({group.name for group in GROUPS}) <= 25


def test_month_of_a_published_cell_is_a_sum_before_it_is_rounded() -> None:
    lines = [Line(noon(DAY) - timedelta(days=number)) for number in range(3)] * 9

    _, figures = counted(lines, now=NOW)
    assert figures == {}
    aggregate(now=datetime(2026, 7, 1, 9, tzinfo=UTC))

    assert {key[0]: count for key, count in published().items()} == {"pages": 30}


def cell(model: type[BaseCount] | type[PublishedCount], **values: object) -> BaseCount | PublishedCount:
    return model.objects.create(**{"cube": Cube.HOURS, "day": DAY, "section": "", "part": "12", "count": 20, **values})


@pytest.mark.parametrize(
    ("model", "constraint", "values"),
    [
        (BaseCount, "basecount_once", {}),
        (BaseCount, "basecount_cube_known", {"cube": "visitors"}),
        (BaseCount, "basecount_counts_something", {"part": "13", "count": 0}),
        (PublishedCount, "publishedcount_once", {}),
        (PublishedCount, "publishedcount_cube_known", {"cube": Cube.PAGE_DAYS}),
        (PublishedCount, "publishedcount_in_tens", {"part": "13", "count": 25}),
        (PublishedCount, "publishedcount_in_tens", {"part": "13", "count": 0}),
    ],
)
def test_constraint_accepts_a_right_cell_and_refuses_a_wrong_one(
    model: type[BaseCount], constraint: str, values: dict[str, object]
) -> None:
    assert cell(model).pk
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        cell(model, **values)
