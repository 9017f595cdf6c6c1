"""Nobody can work out a count below ten from all published cells together, months included. No database."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from access_log.models import DURATIONS_MS
from access_log.page_groups import GROUPS
from tests.access_log.counting import Cells, rounded, to_publish
from tests.access_log.derivable import House, Key, derivable

FIRST = date(2026, 6, 1)  # of a month of thirty days
#: Sections of which everybody knows how many pages they have; the others may have any that nobody has asked for.
ONE_PAGE = {"start": ("/",), "inside": ("",)}


def real_house(days: int) -> House:
    """Return what the portal counts, in the first days of a month."""
    return House(
        days=tuple(FIRST + timedelta(days=number) for number in range(days)),
        hours=tuple(f"{hour:02}" for hour in range(24)),
        regions=("", *(f"ikk-{number}" for number in range(12))),
        durations=tuple(str(number) for number in range(len(DURATIONS_MS) + 1)),
        pages={group.key: ONE_PAGE.get(group.key, ("/a/", "/b/", "/never-asked-for/")) for group in GROUPS},
    )


# The search itself, against every log there is


def of_fours(count: int) -> int:
    """The rule of publishing in a world in which ten is four: so that every log can be looked at."""
    return 0 if count < 4 else (count + 2) // 4 * 4


def ends_of_fours(published: int) -> tuple[int, int]:
    if published < 8:
        return (0, 3) if published == 0 else (4, 5)
    return published - 2, published + 1


#: Days, hours, IKKs, durations, pages of each section -> how many views a log has at most.
TINY = {
    "one section": (House((FIRST,), ("0",), ("n", "r"), ("0", "1", "2"), {"a": ("/a/",)}), 12),
    "two sections": (House((FIRST,), ("0",), ("n", "r"), ("0",), {"a": ("/a/",), "b": ("/b/",)}), 9),
    "hours": (House((FIRST,), ("0", "1"), ("n",), ("0", "1"), {"a": ("/a/",), "b": ("/b/",)}), 8),
    "days": (House((FIRST, FIRST + timedelta(days=1)), ("0",), ("n",), ("0", "1"), {"a": ("/a/", "/b/")}), 9),
}


@pytest.mark.parametrize("tiny", TINY)
def test_search_finds_exactly_what_looking_at_every_log_finds(tiny: str) -> None:
    house, most = TINY[tiny]
    kinds = [
        (*where, section, page)
        for where in product(house.days, house.hours, house.regions, house.durations)
        for section, pages in house.pages.items()
        for page in pages
    ]
    logs: dict[frozenset[tuple[Key, int]], list[Cells]] = defaultdict(list)
    for number in range(most + 1):
        for log in combinations_with_replacement(kinds, number):
            base = counted_by_hand(log)
            logs[frozenset(published_of_fours(base).items())].append(base)
    looked_at = sure = 0
    for seen, alike in logs.items():
        if sum(ends_of_fours(dict(seen).get(key, 0))[1] for key in shown(house)) > most:
            continue  # a longer log may agree with it as well
        found = derivable(house, alike[0], dict(seen), ends_of_fours)
        keys = {key for base in alike for key in base if key[0] != "pages"}
        values = {key: {base.get(key, 0) for base in alike} for key in keys}
        looked_at += len(alike)
        certain = {key: min(one) for key, one in values.items() if len(one) == 1 and min(one) <= ends_of_fours(0)[1]}
        sure += len(certain)
        assert {key: count for key, count in found.items() if key[0] != "pages"} == certain

    assert looked_at > 100
    assert sure


def counted_by_hand(log: tuple[tuple[date, str, str, str, str, str], ...]) -> Cells:
    cells: Cells = defaultdict(int)
    for day, hour, region, duration, section, page in log:
        for key in (
            ("hours", day, "", hour),
            ("status", day, section, "ok"),
            ("regions", day, section, region),
            ("durations", day, section, duration),
            ("page-days", day, section, page),
        ):
            cells[key] += 1
    return dict(cells)


def published_of_fours(base: Cells) -> Cells:
    sums: Cells = defaultdict(int)
    for (cube, day, section, part), count in base.items():
        is_page = cube == "page-days"
        sums[("pages" if is_page else cube, day.replace(day=1) if is_page else day, section, part)] += count
    return {key: of_fours(count) for key, count in sums.items() if of_fours(count)} | {("pages", FIRST, "", ""): 0}


def shown(house: House) -> list[Key]:
    return [("status", day, section, "ok") for day in house.days for section in house.pages]


# What the rule gives away, in the house as it is


@st.composite
def logs(draw: st.DrawFn) -> tuple[House, Cells]:
    """Return counts that lie at the ends of what is published wherever they can: there is the danger."""
    house = real_house(draw(st.sampled_from((1, 2, 5))))
    thick = draw(st.sampled_from(((0, 0, 9), (9,), (9, 14), (1, 9, 10), (117, 9), (10, 15, 25, 72), (60, 110, 120))))
    cells: Cells = {}
    for day in house.days:
        views = 0
        for section, pages in house.pages.items():
            count = draw(st.sampled_from(thick))
            views += count
            cells[("status", day, section, "ok")] = count
            cells |= spread(draw, count, [("regions", day, section, one) for one in regions_of(house, section)])
            cells |= spread(draw, count, [("durations", day, section, one) for one in house.durations])
            cells |= spread(draw, count, [("page-days", day, section, one) for one in pages])
        cells |= spread(draw, views, [("hours", day, "", one) for one in house.hours])
    return house, {key: count for key, count in cells.items() if count}


def regions_of(house: House, section: str) -> tuple[str, ...]:
    return house.regions if section != "inside" else ("",)


def spread(draw: st.DrawFn, count: int, keys: list[Key]) -> Cells:
    """Spread a count over cells: upper ends or lower ends as long as it lasts, the rest in the last one."""
    size = draw(st.sampled_from((9, 14, 10, 15, 1, 1_000)))
    cells = {}
    for key in keys[:-1]:
        cells[key] = min(size, count)
        count -= cells[key]
    return {**cells, keys[-1]: count}


@settings(max_examples=60, deadline=None)
@given(logs())
def test_no_count_below_ten_can_be_worked_out_from_all_cubes_of_some_days(log: tuple[House, Cells]) -> None:
    house, base = log

    assert derivable(house, base, to_publish(base, before=FIRST + timedelta(days=10))) == {}


def days_of(*views: int) -> tuple[House, Cells]:
    """Return days on which nothing was asked for but the start page, at noon, quickly, without an IKK."""
    house = real_house(len(views))
    cells: Cells = {}
    for day, count in zip(house.days, views, strict=True):
        parts = (("hours", "", "12"), ("status", "start", "ok"), ("regions", "start", ""), ("durations", "start", "0"))
        for cube, section, part in (*parts, ("page-days", "start", "/")):
            cells[cube, day, section, part] = count
    return house, cells


def test_month_that_is_not_over_would_tell_what_its_first_days_were() -> None:
    """Five days of nine views, of a section that has one page: 45, published as 50, is five times nine and no more."""
    house, base = days_of(9, 9, 9, 9, 9)
    running = {("pages", FIRST, "start", "/"): rounded(45)}

    assert set(derivable(house, base, running).values()) == {9}
    published = to_publish(base, before=house.days[-1] + timedelta(days=1))
    assert published == {}
    assert derivable(house, base, published) == {}


@pytest.mark.parametrize("fourteen", [0, 2, 4])
def test_month_that_is_over_tells_nothing_of_its_days(fourteen: int) -> None:
    house, base = days_of(*[14] * fourteen, *[9] * (30 - fourteen))

    assert derivable(house, base, to_publish(base, before=date(2026, 7, 1))) == {}


# What remains: every one of dozens of cells at the very end of what it is published as (decision 014)


def test_month_of_thirty_days_that_all_lie_at_their_upper_ends_tells_the_days() -> None:
    house, base = days_of(14, *[9] * 29)
    known = derivable(house, base, to_publish(base, before=date(2026, 7, 1)))

    assert {(cube, day) for cube, day, _, _ in known} == set(product(("status", "page-days"), house.days[1:]))
    house, base = days_of(15, *[9] * 29)  # one view more, and nobody knows anything any more
    assert derivable(house, base, to_publish(base, before=date(2026, 7, 1))) == {}


@pytest.mark.parametrize(("more", "known"), [(0, 16 + 1 + 3 * 13), (1, 0)])
def test_day_whose_hours_all_lie_at_their_lower_ends_tells_sections_that_all_lie_at_their_upper_ones(
    more: int, known: int
) -> None:
    """Sixteen sections of nine views, three of nine for each IKK: 495, all at noon. The branch knows no IKK."""
    house = real_house(1)
    thin, thick = list(house.pages)[:-3], list(house.pages)[-3:]
    cells: Cells = {("hours", FIRST, "", "12"): 495 + more}
    for section, pages in house.pages.items():
        count = (9 if section in thin else 9 * 13) + more * (section == thin[0])
        cells |= {("status", FIRST, section, "ok"): count, ("durations", FIRST, section, "0"): count}
        cells |= {("page-days", FIRST, section, pages[0]): count, ("regions", FIRST, section, ""): count}
        cells |= {("regions", FIRST, section, region): 9 for region in house.regions if section in thick}

    found = derivable(house, cells, to_publish(cells, before=date(2026, 6, 2)))

    assert len([key for key in found if key[0] in ("status", "regions")]) == known
