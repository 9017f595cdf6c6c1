"""Ceilings, limits and factors by law, each with its source and the time for which it holds."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "legal_values.toml"
_TIME = ("since", "until")


@dataclass(frozen=True)
class LegalValue:
    """One figure.

    Attributes:
        value: in euros, per cent or percentage points, as the label says.
        label: what it is, in German.
        source: law, ordinance or announcement, in German.
    """

    value: Decimal
    label: str
    source: str


@dataclass(frozen=True)
class LegalValues:
    """All of them for one time.

    Attributes:
        since: first day.
        until: last day; the next ordinance changes them.
    """

    since: date
    until: date
    ceiling_health: LegalValue
    ceiling_pension: LegalValue
    minijob_limit: LegalValue
    band_end: LegalValue
    factor: LegalValue
    average_supplement: LegalValue
    reduction_per_child: LegalValue
    saxon_extra: LegalValue
    trainee_limit: LegalValue

    @property
    def listed(self) -> list[LegalValue]:
        """The figures in the order of the file."""
        return [getattr(self, field.name) for field in fields(self) if field.name not in _TIME]


def values_on(day: date) -> LegalValues | None:
    """Return what holds on a day; None where nobody has entered it yet."""
    return next((values for values in all_values() if values.since <= day <= values.until), None)


def known_until() -> date:
    """Return the last day for which anything is entered."""
    return max(values.until for values in all_values())


@cache
def all_values() -> tuple[LegalValues, ...]:
    """Return what the file holds, in its order."""
    versions = tomllib.loads(_FILE.read_text(encoding="utf-8"))["version"]
    return tuple(map(_read, versions))


def _read(version: dict[str, Any]) -> LegalValues:
    figures = {
        name: LegalValue(Decimal(entry["value"]), entry["label"], entry["source"])
        for name, entry in version.items()
        if name not in _TIME
    }
    return LegalValues(since=version["since"], until=version["until"], **figures)
