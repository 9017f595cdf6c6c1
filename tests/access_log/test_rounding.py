"""What the rule of publishing gives away: nothing about one line, and no count below ten. No database."""

import random
from collections import defaultdict
from itertools import product

import pytest

from access_log.models import DURATIONS_MS
from accounts.figures import WAITING_CLASSES
from tests.access_log.counting import Line, expected, noon, rounded, to_publish, today

Vector = tuple[int, ...]


def test_every_published_cell_is_nothing_or_tens() -> None:
    assert {rounded(count) % 10 for count in range(1_000)} == {0}
    assert [rounded(count) for count in (0, 9, 10, 14, 15, 24, 25)] == [0, 0, 10, 10, 20, 20, 30]


@pytest.mark.parametrize("seed", range(20))
def test_one_line_less_changes_a_cell_by_ten_at_most(seed: int) -> None:
    random_ = random.Random(seed)  # noqa: S311
    pages = {"/": "start", "/hilfe/": "help", "/internetfiliale/": "inside"}
    minute = noon(today())
    lines = [
        Line(minute, random_.choice(sorted(pages)), random_.choice((200, 404)), random_.choice(("", "nord")))
        for _ in range(random_.choice((9, 10, 15, 60)))
    ]
    tomorrow = today().replace(year=today().year + 1)
    whole = to_publish(expected(lines, pages), before=tomorrow)

    for number in range(len(lines)):
        rest = to_publish(expected(lines[:number] + lines[number + 1 :], pages), before=tomorrow)
        assert all(0 <= whole.get(key, 0) - rest.get(key, 0) <= 10 for key in whole | rest)


def possible(cells: int, most: int) -> dict[Vector, dict[int, list[set[int]]]]:
    """Return what each published cube of so many cells may stand for: sum of the base cells -> values of each cell."""
    found: dict[Vector, dict[int, list[set[int]]]] = defaultdict(dict)
    for vector in product(range(most + 1), repeat=cells):
        if sum(vector) <= most:
            of_sum = found[tuple(map(rounded, vector))].setdefault(sum(vector), [set() for _ in vector])
            for values, value in zip(of_sum, vector, strict=True):
                values.add(value)
    return found


def derivable(cubes: list[dict[Vector, dict[int, list[set[int]]]]]) -> set[int]:
    """Return the counts from one to nine that somebody can be sure of who sees all cubes of a section and its sum.

    The cubes of one section count the same page views, each by something else: all they share is the sum.
    """
    sure: set[int] = set()
    for seen in product(*cubes):
        readings = [cube[vector] for cube, vector in zip(cubes, seen, strict=True)]
        sums = set.intersection(*(set(reading) for reading in readings))
        for reading in readings if sums else []:
            for number in range(len(next(iter(reading.values())))):
                values = set().union(*(reading[one][number] for one in sums))
                sure |= values if len(values) == 1 else set()
    return sure & set(range(1, 10))


@pytest.mark.parametrize(
    "cells", [(1, 2, 3), (2, 2, 2), (1, 3, 3), (2, 3), (1, 4), (3, 4)], ids=lambda cells: "-".join(map(str, cells))
)
def test_no_count_below_ten_can_be_worked_out_from_all_cubes_together(cells: tuple[int, ...]) -> None:
    most = 31 if max(cells) < 4 else 26

    assert derivable([possible(number, most) for number in cells]) == set()


def test_search_for_derivable_counts_finds_one_where_there_is_one() -> None:
    """Five cells of nine, three of fifteen: the one sum at most 45, the other at least. So it takes no five classes."""
    five = {(0,) * 5: {sum_: [{9}] * 5 if sum_ == 45 else [set(range(10))] * 5 for sum_ in range(46)}}
    three = {(20,) * 3: {sum_: [{15}] * 3 if sum_ == 45 else [set(range(15, 25))] * 3 for sum_ in range(45, 73)}}

    assert derivable([five, three]) == {9}


def test_numbers_of_classes_leave_the_ends_of_cubes_apart() -> None:
    """Upper ends of n cells add up to 4n mod 5, lower ends to 0: they never meet unless five divides n."""
    ends = {rounded(count): count for count in range(1_000)}  # published -> upper end
    assert {upper % 5 for upper in ends.values() if upper < 990} == {4}
    starts = {rounded(count): count for count in range(999, -1, -1)}
    assert {lower % 5 for lower in starts.values()} == {0}

    classes_of_status, classes_of_duration, hours = 4, len(DURATIONS_MS) + 1, (23, 24)
    classes_of_waiting = len(WAITING_CLASSES) + 1  # they add up to the letters that went to the post
    assert all(number % 5 for number in (classes_of_status, classes_of_duration, classes_of_waiting, *hours))
