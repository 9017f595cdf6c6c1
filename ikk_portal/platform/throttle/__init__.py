"""Budgets of tries: how many tries somebody or something has, and when the next one is possible."""

from ikk_portal.platform.throttle.budgets import Bucket, Budget
from ikk_portal.platform.throttle.limiter import (
    Charged,
    Ledger,
    TooManyTries,
    charge,
    open_ledger,
    require,
    require_once,
    seconds_until,
    spent,
)

__all__ = [
    "Bucket",
    "Budget",
    "Charged",
    "Ledger",
    "TooManyTries",
    "charge",
    "open_ledger",
    "require",
    "require_once",
    "seconds_until",
    "spent",
]
