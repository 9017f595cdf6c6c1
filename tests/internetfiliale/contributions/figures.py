"""Rates that tests of the calculation share: those of 2026, with the levies of an invented IKK."""

from datetime import date
from decimal import Decimal
from typing import Any

from internetfiliale.contributions import LegalValues, Rates, values_on

LAW = values_on(date(2026, 11, 26))
assert LAW is not None
LAW_2026: LegalValues = LAW


def rates(**changed: Any) -> Rates:
    """Return rates; values may be given as text."""
    usual: dict[str, Any] = {
        "health": "14.60",
        "supplement": "2.90",
        "care": "3.60",
        "surcharge": "0.60",
        "pension": "18.60",
        "unemployment": "2.60",
        "u1": "1.90",
        "u2": "0.45",
        "insolvency": "0.15",
    }
    given = usual | changed
    return Rates(**{name: None if value is None else Decimal(value) for name, value in given.items()})
