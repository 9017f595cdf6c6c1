"""The file of legal values: each with its source, without gaps or overlaps, and in keeping with each other."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import ceil

import pytest

from internetfiliale.contributions.legal_values import all_values, values_on
from tests.internetfiliale.contributions.figures import LAW_2026, rates


@pytest.mark.parametrize(
    ("day", "is_known"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)],
)
def test_values_hold_for_their_time_only(day: date, is_known: bool):
    assert (values_on(day) is not None) is is_known


def test_versions_follow_each_other():
    for earlier, later in pairwise(all_values()):
        assert later.since == earlier.until + timedelta(days=1)
    assert all(version.since <= version.until for version in all_values())


@pytest.mark.parametrize("version", all_values(), ids=lambda version: str(version.since))
def test_long_words_may_be_broken_so_that_the_figures_fit_beside_them(version):
    words = " ".join(f"{value.label} {value.source}" for value in version.listed)
    assert [part for part in re.split("[-\\s\N{SOFT HYPHEN}]", words) if len(part) > 20] == []


@pytest.mark.parametrize("version", all_values(), ids=lambda version: str(version.since))
def test_every_value_names_its_law(version):
    for value in version.listed:
        assert "§" in value.source, value.label
        assert value.value > 0


def test_factor_is_28_per_cent_by_the_sum_of_rates():
    charged = rates()
    total = charged.health + charged.care + charged.pension + charged.unemployment + LAW_2026.average_supplement.value
    assert total == Decimal("42.30")
    assert (28 / total).quantize(Decimal("0.0001")) == LAW_2026.factor.value


def test_minijob_limit_follows_the_minimum_wage():
    """Mindestlohn × 130 / 3, rounded up to whole euros (§ 8 Abs. 1a SGB IV)."""
    assert ceil(Decimal("13.90") * 130 / 3) == LAW_2026.minijob_limit.value
