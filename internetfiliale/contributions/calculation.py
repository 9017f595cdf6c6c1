"""The calculation itself, by §§ 1 and 2 BVV (Beitragsverfahrensverordnung).

Every share is calculated without rounding anything in between, then rounded to the cent, half a cent upwards
(§ 1 Abs. 2). What both sides bear equally is half the rate, rounded, twice (§ 2 Abs. 1 Satz 1). Where they do not, each
share is rounded for itself, and the contribution is their sum (Satz 3); a surcharge or a reduction is part of the
employee's own rate (Satz 4).

In the transition band (Übergangsbereich, § 20 Abs. 2 SGB IV) there are two bases (Abs. 2a): the contribution is
calculated from one, the employee's share from the other, and the employer bears the rest (§ 2 Abs. 2 BVV). Surcharge
and reductions, which the employee bears alone, come from the base of the whole contribution; a reduction takes no
share below nothing. The levies have the base of pension insurance (§ 7 Abs. 2 AAG, § 358 Abs. 2 SGB III).

A whole month of 30 days, insured in all branches (Beitragsgruppe 1-1-1-1), no one-time payments, one job.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, StrEnum

from internetfiliale.contributions.legal_values import LegalValues

_CENT = Decimal("0.01")
_NOTHING = Decimal("0.00")


class Branch(StrEnum):
    """What is charged, in the order of the table."""

    HEALTH = "health"
    SUPPLEMENT = "supplement"
    CARE = "care"
    PENSION = "pension"
    UNEMPLOYMENT = "unemployment"
    U1 = "u1"
    U2 = "u2"
    INSOLVENCY = "insolvency"

    @property
    def heading(self) -> str:
        """What it is called, with soft hyphens for narrow tables."""
        return _HEADINGS[self]

    @property
    def is_levy(self) -> bool:
        """Whether the employer bears it alone."""
        return self in (Branch.U1, Branch.U2, Branch.INSOLVENCY)


_HEADINGS = {
    Branch.HEALTH: "Kranken\N{SOFT HYPHEN}versicherung",
    Branch.SUPPLEMENT: "Zusatzbeitrag",
    Branch.CARE: "Pflege\N{SOFT HYPHEN}versicherung",
    Branch.PENSION: "Renten\N{SOFT HYPHEN}versicherung",
    Branch.UNEMPLOYMENT: "Arbeitslosen\N{SOFT HYPHEN}versicherung",
    Branch.U1: "Umlage U1",
    Branch.U2: "Umlage U2",
    Branch.INSOLVENCY: "Insolvenzgeld\N{SOFT HYPHEN}umlage",
}


class Parent(Enum):
    """What decides about the rate of care insurance; the value is the number of reductions, None for the surcharge."""

    CHILDLESS = None
    NO_SURCHARGE = 0
    TWO = 1
    THREE = 2
    FOUR = 3
    FIVE = 4


@dataclass(frozen=True, kw_only=True)
class Rates:
    """What the chosen IKK charges, in per cent.

    Attributes:
        surcharge: of care insurance, for people without children.
        u1: of the chosen level; None for employers that take no part.
    """

    health: Decimal
    supplement: Decimal
    care: Decimal
    surcharge: Decimal
    pension: Decimal
    unemployment: Decimal
    u1: Decimal | None
    u2: Decimal
    insolvency: Decimal


@dataclass(frozen=True, kw_only=True)
class Employment:
    """The job to calculate for.

    Attributes:
        pay: gross, of a month, in euros.
        parent: children, as care insurance counts them.
        is_in_saxony: whether the place of work is there.
        is_training: vocational training or dual studies; without the transition band.
    """

    pay: Decimal
    parent: Parent
    is_in_saxony: bool = False
    is_training: bool = False


@dataclass(frozen=True)
class Line:
    """One branch.

    Attributes:
        rate: of both sides together, in per cent.
        base: what the contribution is calculated from.
    """

    branch: Branch
    rate: Decimal
    base: Decimal
    employer: Decimal
    employee: Decimal

    @property
    def total(self) -> Decimal:
        return self.employer + self.employee


@dataclass(frozen=True)
class Bases:
    """What contributions are calculated from: ``whole`` for the contribution, ``own`` for the employee's share."""

    whole: Decimal
    own: Decimal


@dataclass(frozen=True)
class Contributions:
    """The result.

    Attributes:
        bases: the two bases of the transition band; None outside of it.
        lines: of the branches, then of the levies.
    """

    pay: Decimal
    bases: Bases | None
    lines: tuple[Line, ...]

    @property
    def branches(self) -> list[Line]:
        return [line for line in self.lines if not line.branch.is_levy]

    @property
    def levies(self) -> list[Line]:
        return [line for line in self.lines if line.branch.is_levy]

    @property
    def employee(self) -> Decimal:
        """What the employee bears."""
        return sum((line.employee for line in self.branches), _NOTHING)

    @property
    def employer_share(self) -> Decimal:
        """What the employer bears of the branches, without levies."""
        return sum((line.employer for line in self.branches), _NOTHING)

    @property
    def contributions(self) -> Decimal:
        """What both sides bear of the branches."""
        return self.employer_share + self.employee

    @property
    def employer(self) -> Decimal:
        """What the employer bears, levies included."""
        return self.employer_share + sum((line.employer for line in self.levies), _NOTHING)

    @property
    def total(self) -> Decimal:
        """What goes to the IKK."""
        return self.employer + self.employee

    @property
    def cost(self) -> Decimal:
        """What the job costs the employer."""
        return self.pay + self.employer


class NotOurs(Exception):
    """No calculation: other rules hold for such pay."""


class Minijob(NotOurs):
    """Up to the limit: flat-rate contributions to the Minijob-Zentrale."""


class PaidByEmployerAlone(NotOurs):
    """Training pay up to its limit: the employer bears everything, with the average supplement."""


def contributions(job: Employment, rates: Rates, law: LegalValues) -> Contributions:
    """Return what a month costs in contributions and levies.

    Raises:
        Minijob, PaidByEmployerAlone: other rules hold for such pay.
    """
    if job.is_training and job.pay <= law.trainee_limit.value:
        raise PaidByEmployerAlone
    if not job.is_training and job.pay <= law.minijob_limit.value:
        raise Minijob
    bases = None if job.is_training or job.pay > law.band_end.value else band_bases(job.pay, law)
    health, pension = (
        bases or _capped(job.pay, ceiling.value) for ceiling in (law.ceiling_health, law.ceiling_pension)
    )
    lines = (
        _shared(Branch.HEALTH, rates.health, health),
        _shared(Branch.SUPPLEMENT, rates.supplement, health),
        _care(job, rates, law, health, is_band=bases is not None),
        _shared(Branch.PENSION, rates.pension, pension),
        _shared(Branch.UNEMPLOYMENT, rates.unemployment, pension),
        *_levies(rates, pension.whole),
    )
    return Contributions(job.pay, bases, lines)


def band_bases(pay: Decimal, law: LegalValues) -> Bases:
    """Return the two bases of the transition band, § 20 Abs. 2a Satz 1 and 6 SGB IV, each rounded to the cent."""
    limit, end, factor = law.minijob_limit.value, law.band_end.value, law.factor.value
    beyond = (pay - limit) / (end - limit)
    return Bases(whole=_rounded(factor * limit + beyond * (end - limit * factor)), own=_rounded(end * beyond))


def _capped(pay: Decimal, ceiling: Decimal) -> Bases:
    base = min(pay, ceiling)
    return Bases(base, base)


def _shared(branch: Branch, rate: Decimal, bases: Bases) -> Line:
    """Return what both sides bear equally; in the band, the employer bears what the smaller base leaves."""
    total = 2 * _part(bases.whole, rate / 2)
    employee = _part(bases.own, rate / 2)
    return Line(branch, rate, bases.whole, total - employee, employee)


def _care(job: Employment, rates: Rates, law: LegalValues, bases: Bases, *, is_band: bool) -> Line:
    """Return care insurance: children change the employee's share only, Saxony moves part of it from side to side."""
    extra = law.saxon_extra.value if job.is_in_saxony else _NOTHING
    of_employer = (rates.care - extra) / 2
    of_employee = of_employer + extra
    change = rates.surcharge if job.parent.value is None else -job.parent.value * law.reduction_per_child.value
    if not is_band:
        employer = _part(bases.whole, of_employer)
        employee = _part(bases.whole, of_employee + change)
    else:
        ordinary = _part(bases.own, of_employee)
        employer = _part(bases.whole, of_employer) + _part(bases.whole, of_employee) - ordinary
        employee = max(_NOTHING, ordinary + _part(bases.whole, change))
    return Line(Branch.CARE, rates.care + change, bases.whole, employer, employee)


def _levies(rates: Rates, base: Decimal) -> list[Line]:
    """Return what the employer bears alone."""
    charged = {Branch.U1: rates.u1, Branch.U2: rates.u2, Branch.INSOLVENCY: rates.insolvency}
    return [
        Line(branch, rate, base, _part(base, rate), _NOTHING) for branch, rate in charged.items() if rate is not None
    ]


def _part(base: Decimal, percent: Decimal) -> Decimal:
    return _rounded(base * percent / 100)


def _rounded(amount: Decimal) -> Decimal:
    """Return cents; half a cent is rounded away from nothing, so that a reduction is rounded as a surcharge is."""
    return amount.quantize(_CENT, ROUND_HALF_UP)
