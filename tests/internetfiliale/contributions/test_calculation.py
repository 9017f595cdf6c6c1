"""What holds for every pay, examples that others have published, and pay that other rules hold for."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from internetfiliale.contributions import Branch, Contributions, Employment, LegalValues, Parent, Rates, contributions
from internetfiliale.contributions.calculation import Minijob, PaidByEmployerAlone
from tests.internetfiliale.contributions.figures import LAW_2026, rates

CENT = Decimal("0.01")
euros = st.integers(60_301, 2_000_000).map(lambda cents: Decimal(cents) / 100)
jobs = st.builds(Employment, pay=euros, parent=st.sampled_from(Parent), is_in_saxony=st.booleans())
percent = st.integers(0, 550).map(lambda hundredths: Decimal(hundredths) / 100)
charged = st.builds(rates, supplement=percent, u1=st.none() | percent, u2=percent)


def _of(job: Employment, charged: Rates | None = None) -> Contributions:
    return contributions(job, charged or rates(), LAW_2026)


def _line(result: Contributions, branch: Branch) -> Any:
    return next(line for line in result.lines if line.branch == branch)


@given(job=jobs, charged=charged)
def test_shares_are_whole_cents_not_below_nothing_and_add_up(job: Employment, charged: Rates):
    result = _of(job, charged)
    for line in result.lines:
        for share in (line.employer, line.employee):
            assert share >= 0
            assert share == share.quantize(CENT)
        assert line.total == line.employer + line.employee
    assert result.contributions == sum(line.total for line in result.branches)
    assert result.employer == result.employer_share + sum(line.employer for line in result.levies)
    assert result.total == result.employer + result.employee == sum(line.total for line in result.lines)
    assert result.cost == job.pay + result.employer
    assert [line.employee for line in result.levies] == [0] * len(result.levies)


@given(job=jobs, more=euros, charged=charged)
def test_more_pay_never_costs_the_employee_less(job: Employment, more: Decimal, charged: Rates):
    """Nor anybody, but for a cent of rounding in each line: the employer's share in the band is a difference."""
    less, greater = sorted((job.pay, more))
    low, high = (_of(replace(job, pay=pay), charged) for pay in (less, greater))
    for below, above in zip(low.branches, high.branches, strict=True):
        if less > LAW_2026.band_end.value or greater <= LAW_2026.band_end.value:
            assert above.employee >= below.employee - 2 * CENT
        assert above.employer >= below.employer - 3 * CENT
    assert [line.employer for line in low.levies] <= [line.employer for line in high.levies]


@given(job=jobs, charged=charged)
def test_beyond_both_ceilings_nothing_changes(job: Employment, charged: Rates):
    at_ceiling = _of(replace(job, pay=LAW_2026.ceiling_pension.value), charged)
    beyond = _of(replace(job, pay=LAW_2026.ceiling_pension.value + job.pay), charged)
    assert at_ceiling.lines == beyond.lines
    assert {line.base for line in beyond.lines} == {Decimal("5812.50"), Decimal("8450.00")}


@pytest.mark.parametrize("is_in_saxony", [False, True])
@pytest.mark.parametrize("parent", Parent)
def test_band_ends_without_a_jump(parent: Parent, is_in_saxony: bool):
    last, first = (
        _of(Employment(pay=Decimal(pay), parent=parent, is_in_saxony=is_in_saxony)) for pay in ("2000.00", "2000.01")
    )
    assert last.bases is not None
    assert first.bases is None
    for within, beyond in zip(last.lines, first.lines, strict=True):
        assert abs(within.employee - beyond.employee) <= CENT
        assert abs(within.employer - beyond.employer) <= CENT


@pytest.mark.parametrize("is_in_saxony", [False, True])
def test_band_begins_with_28_per_cent_for_the_employer_and_nothing_for_the_employee(is_in_saxony: bool):
    """As for a minijob: that is what the factor is for. It has four places, hence the half per mille."""
    average = rates(supplement=str(LAW_2026.average_supplement.value))
    result = _of(Employment(pay=Decimal("603.01"), parent=Parent.NO_SURCHARGE, is_in_saxony=is_in_saxony), average)
    assert result.employee <= CENT
    assert abs(result.employer_share / result.pay - Decimal("0.28")) < Decimal("0.0005")


@given(job=jobs)
def test_children_concern_the_employees_share_of_care_insurance_only(job: Employment):
    plain, other = _of(replace(job, parent=Parent.NO_SURCHARGE)), _of(job)
    for line, same in zip(plain.lines, other.lines, strict=True):
        assert line.employer == same.employer
        if line.branch != Branch.CARE:
            assert line == same


@given(job=jobs)
def test_saxony_moves_care_insurance_from_employer_to_employee(job: Employment):
    here, there = (_line(_of(replace(job, is_in_saxony=saxon)), Branch.CARE) for saxon in (True, False))
    assert here.employee >= there.employee
    assert here.employer <= there.employer + CENT  # two shares are rounded there, one is doubled here
    if job.parent not in (Parent.THREE, Parent.FOUR, Parent.FIVE):  # whose share may be at nothing there
        assert abs(here.total - there.total) <= 2 * CENT


@given(job=jobs)
def test_training_has_no_band(job: Employment):
    result = _of(replace(job, is_training=True))
    assert result.bases is None
    assert _line(result, Branch.PENSION).employer == _line(result, Branch.PENSION).employee


@pytest.mark.parametrize(
    ("pay", "is_training", "refusal"),
    [
        ("603.00", False, Minijob),
        ("0.01", False, Minijob),
        ("325.00", True, PaidByEmployerAlone),
        ("0.01", True, PaidByEmployerAlone),
    ],
)
def test_pay_under_other_rules_is_not_calculated(pay: str, is_training: bool, refusal: type[Exception]):
    job = Employment(pay=Decimal(pay), parent=Parent.NO_SURCHARGE, is_training=is_training)
    with pytest.raises(refusal):
        _of(job)


def _law(**values: str) -> LegalValues:
    """Return the law of another year."""
    changed = {name: replace(getattr(LAW_2026, name), value=Decimal(value)) for name, value in values.items()}
    return replace(LAW_2026, **changed)


def test_published_example_of_the_minijob_zentrale():
    """521 euros in the last quarter of 2022; quoted by 450-euro-jobs.de, "Änderungen bei Midijobs"."""
    law = _law(minijob_limit="520", band_end="1600", factor="0.7009", ceiling_health="4837.50", ceiling_pension="7050")
    of_2022 = rates(supplement="1.30", care="3.05", surcharge="0.35", unemployment="2.40")
    result = contributions(Employment(pay=Decimal(521), parent=Parent.NO_SURCHARGE), of_2022, law)
    assert result.bases is not None
    assert (result.bases.whole, result.bases.own) == (Decimal("365.61"), Decimal("1.48"))
    assert [(str(line.employee), str(line.employer)) for line in result.branches] == [
        ("0.11", "53.27"),
        ("0.01", "4.75"),
        ("0.02", "11.14"),
        ("0.14", "67.86"),
        ("0.02", "8.76"),
    ]
    assert (result.employee, result.employer_share) == (Decimal("0.30"), Decimal("145.78"))


@pytest.mark.parametrize(
    ("pay", "parent", "care", "employee", "law"),
    [
        # EUROMOD (JRC), issue 23: 1,200 euros in 2025 without children, § 2 Abs. 2 BVV component by component
        ("1200", Parent.CHILDLESS, "3.60", "22.65", _law(minijob_limit="556", factor="0.6683")),
        # Hentrich Software, forum of 30 June 2023, checked there with the calculator of the BARMER
        ("1024", Parent.TWO, "3.40", "9.28", _law(minijob_limit="520", factor="0.6922")),
    ],
)
def test_published_examples_of_care_insurance_in_the_band(
    pay: str, parent: Parent, care: str, employee: str, law: LegalValues
):
    result = contributions(Employment(pay=Decimal(pay), parent=parent), rates(care=care), law)
    assert _line(result, Branch.CARE).employee == Decimal(employee)


@settings(max_examples=30)
@given(cents=st.integers(60_301, 200_000))
def test_bases_are_those_of_the_shortened_formula(cents: int):
    """As Haufe publishes it, "Neue Formeln für Midijobs ab 1.1.2026"."""
    pay = Decimal(cents) / 100
    bases = _of(Employment(pay=pay, parent=Parent.NO_SURCHARGE)).bases
    assert bases is not None
    assert abs(bases.whole - (Decimal("1.145937223") * pay - Decimal("291.8744452"))) <= CENT
    assert abs(bases.own - (Decimal("1.431639227") * pay - Decimal("863.2784538"))) <= CENT
