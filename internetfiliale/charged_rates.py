"""What the chosen IKK charges, put together for the calculation of contributions."""

from decimal import Decimal

from internetfiliale.contributions import Rates
from regions.models import Rate
from regions.rates import Charges

#: The choice of employers that take no part in the U1 levy.
NO_U1 = "ohne"


def u1_choices(charges: Charges) -> list[tuple[str, str]]:
    """Return the levels to choose from, as value and words; the last is to take no part."""
    levels = [
        (str(line.now.reimbursement), f"{line.now.reimbursement} % Erstattung{_mark(line.now.is_standard)}")
        for line in charges.u1_tariffs
    ]
    return [*levels, (NO_U1, "Wir nehmen nicht teil (mehr als 30 Beschäftigte)")]


def standard_u1(charges: Charges) -> str:
    """Return the value of the level that holds for whoever chooses none; "" if there is none."""
    return next((str(line.now.reimbursement) for line in charges.u1_tariffs if line.now.is_standard), "")


def rates_of(charges: Charges, u1: str) -> Rates | None:
    """Return the rates with the chosen level of U1; None if one is missing, for half a calculation is a wrong one."""
    percent = {line.now.key: line.now.percent for line in charges.rates}
    levies = {str(line.now.reimbursement): line.now.levy for line in charges.u1_tariffs}
    wanted = set(Rate.Key) - {Rate.Key.HEALTH_REDUCED}
    if not wanted <= set(percent) or (u1 != NO_U1 and u1 not in levies):
        return None
    return Rates(
        health=percent[Rate.Key.HEALTH],
        supplement=percent[Rate.Key.SUPPLEMENT],
        care=percent[Rate.Key.CARE],
        surcharge=max(Decimal(0), percent[Rate.Key.CARE_CHILDLESS] - percent[Rate.Key.CARE]),
        pension=percent[Rate.Key.PENSION],
        unemployment=percent[Rate.Key.UNEMPLOYMENT],
        u1=levies.get(u1),
        u2=percent[Rate.Key.U2],
        insolvency=percent[Rate.Key.INSOLVENCY],
    )


def _mark(is_standard: bool) -> str:
    return " (Regelsatz)" if is_standard else ""
