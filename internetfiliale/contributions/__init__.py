"""What an employee's monthly pay costs in contributions, and who bears which share. Pure: data in, figures out."""

from internetfiliale.contributions.calculation import (
    Branch,
    Contributions,
    Employment,
    Line,
    NotOurs,
    Parent,
    Rates,
    contributions,
)
from internetfiliale.contributions.legal_values import LegalValues, known_until, values_on

__all__ = [
    "Branch",
    "Contributions",
    "Employment",
    "LegalValues",
    "Line",
    "NotOurs",
    "Parent",
    "Rates",
    "contributions",
    "known_until",
    "values_on",
]
