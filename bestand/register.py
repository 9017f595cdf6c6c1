"""Asking the register: one person or employer by one complete number, through its database functions.

Only whether they are members still is asked for many complete numbers at once.

Which role may call which function: ``bestand/grants.py``. No function lists, searches or counts.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connections
from django.utils import timezone


@dataclass(frozen=True)
class InsuredEntry:
    """One insured person as the register holds them; addresses are those of the person, not of letters."""

    number: str
    institutionskennzeichen: str
    title: str
    given_name: str
    family_name: str
    birth_year: int
    birth_month: int
    birth_day: int
    addition: str
    street: str
    postcode: str
    town: str
    country: str
    insured_since: date
    insured_until: date | None
    insured_as: str
    is_protected: bool
    is_deceased: bool


@dataclass(frozen=True)
class EmployerEntry:
    """One establishment; ``main_number`` is the one its company's accounts run under."""

    number: str
    main_number: str
    company: str
    company_addition: str
    addition: str
    street: str
    postcode: str
    town: str
    country: str


@dataclass(frozen=True)
class DeliveryAddress:
    """Where letters to a person or company go: two lines of names, then the address.

    Attributes:
        on_behalf_of: the person or company, if the letters go to somebody else ("Briefe gehen an"); else empty.
    """

    name: str
    name_addition: str
    addition: str
    street: str
    postcode: str
    town: str
    country: str
    on_behalf_of: str = ""


@dataclass(frozen=True)
class Match:
    """What the matching of a registration may learn of the entry that its details fit.

    Attributes:
        number: the number the account runs under (an employer's Hauptbetriebsnummer).
        institutionskennzeichen: the regional IKKs concerned, oldest account first.
        address_since: since when the address has been the present one.
        is_protected: a protected file (§ 35 Abs. 1 Satz 3 SGB I).
    """

    number: str
    institutionskennzeichen: tuple[str, ...]
    address_since: date
    is_protected: bool


@dataclass(frozen=True)
class Membership:
    """Whether somebody is a member of an IKK still.

    Attributes:
        number: Versichertennummer, or the Hauptbetriebsnummer of a company.
        ends_on: the last day; None if no end is known. It may lie ahead.
    """

    number: str
    ends_on: date | None
    is_deceased: bool


def insured_person(number: str) -> InsuredEntry | None:
    """Return the insured person with this Versichertennummer (role ``bestand_read``)."""
    row = _one("insured_person", number)
    return InsuredEntry(*row) if row else None


def employer(number: str) -> EmployerEntry | None:
    """Return the establishment with this Betriebsnummer (role ``bestand_read``)."""
    row = _one("employer", number)
    return EmployerEntry(*row) if row else None


def employer_accounts(main_number: str) -> list[str]:
    """Return the Institutionskennzeichen of the company's open accounts, oldest first (``bestand_read``)."""
    return [institutionskennzeichen for (institutionskennzeichen,) in _rows("employer_accounts", main_number)]


def as_of() -> date:
    """Return the day of the last import, in Germany: of then is what the register says (role ``bestand_read``).

    A register without an import, as tests fill it, is of today.
    """
    ((day,),) = _rows("as_of")
    return day or timezone.localdate()


def match_insured(number: str, *, year: int, month: int, day: int, postcode: str) -> Match | None:
    """Return the insured person whom all details fit (role ``bestand_match``).

    The day or month of birth that the register does not know (0) fits any. Nobody fits who has died or whose
    insurance has ended.
    """
    row = _one("match_insured", number, year, month, day, postcode)
    return Match(row[0], (row[1],), row[2], row[3]) if row else None


def match_employer(number: str, *, postcode: str) -> Match | None:
    """Return the company of the establishment whose seat has this postcode (role ``bestand_match``)."""
    row = _one("match_employer", number, postcode)
    return Match(row[0], tuple(row[1]), row[2], False) if row else None


def delivery_address(number: str) -> DeliveryAddress | None:
    """Return where letters to this Versichertennummer or Betriebsnummer go (role ``bestand_match``)."""
    row = _one("delivery_address", number)
    return DeliveryAddress(*row) if row else None


def membership(numbers: list[str]) -> list[Membership]:
    """Return how it stands with each of these numbers that the register knows (role ``bestand_match``).

    A company has ended when all of its accounts have; one without accounts is not known.
    """
    return [Membership(*row) for row in _rows("membership", numbers)]


def _one(function: str, *arguments: Any) -> tuple[Any, ...] | None:
    rows = _rows(function, *arguments)
    return rows[0] if rows else None


def _rows(function: str, *arguments: Any) -> list[tuple[Any, ...]]:
    placeholders = ", ".join(["%s"] * len(arguments))
    with connections["bestand"].cursor() as cursor:
        cursor.execute(f"SELECT * FROM public.{function}({placeholders})", arguments)  # noqa: S608 our own names
        return cursor.fetchall()
