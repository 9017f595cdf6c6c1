"""What the register holds about who is signed in, in words; masked before the second proof.

The PIN alone shows the own name. Everything else of the register appears shortened: enough to notice that an address
is out of date, too little for who has found a letter.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import InterfaceError, OperationalError

from accounts.models import User
from bestand import register
from bestand.models import InsuredPerson
from bestand.numbers import Betriebsnummer, Versichertennummer

_HIDDEN = "verdeckt"
_FROM_THE_FIRST_DIGIT = re.compile(r"\s*\d.*", re.DOTALL)
#: An addition that names with whom somebody lives, or which house: a shelter, a prison.
_WITH_WHOM = re.compile(r"(c/o|bei|z\.\s*Hd\.)\s.*", re.IGNORECASE | re.DOTALL)


class RegisterAway(Exception):
    """The register does not answer; whoever is signed in stays so."""


@dataclass(frozen=True)
class Insurance:
    """How, where and when somebody is insured; an end may lie ahead."""

    institutionskennzeichen: str
    insured_as: InsuredPerson.InsuredAs
    since: date
    until: date | None
    is_deceased: bool


@dataclass(frozen=True)
class OwnData:
    """One insured person, or one employer, as the register holds them.

    Attributes:
        name: person or company.
        number: Versichertennummer or Betriebsnummer, grouped.
        birth_date: in words; empty for employers.
        address: line by line.
        insurance: None for employers, and before the second proof.
    """

    name: str
    number: str
    birth_date: str
    address: tuple[str, ...]
    insurance: Insurance | None = None


def own_data(user: User) -> OwnData | None:
    """Return all that the register holds about a member's person; None if it knows the number no more.

    Raises:
        RegisterAway: nobody can say at the moment.
    """
    try:
        return _insured(user) if user.kind == User.Kind.INSURED else _employer(user)
    except (OperationalError, InterfaceError):
        raise RegisterAway from None


def state_of_data() -> date:
    """Return the day whose state the register shows.

    Raises:
        RegisterAway: nobody can say at the moment.
    """
    try:
        return register.as_of()
    except (OperationalError, InterfaceError):
        raise RegisterAway from None


def masked(data: OwnData) -> OwnData:
    """Return what may be seen without a second proof: the name, and the rest shortened."""
    return OwnData(
        name=data.name,
        number=f"… {data.number[-3:]}",
        birth_date=_HIDDEN if data.birth_date else "",
        address=tuple(map(_shortened, data.address)),
    )


def _insured(user: User) -> OwnData | None:
    number = str(user.number)
    entry = register.insured_person(number)
    if entry is None:
        return None
    name = " ".join(filter(None, (entry.title, entry.given_name, entry.family_name)))
    birth_date = f"{entry.birth_day:02}.{entry.birth_month:02}.{entry.birth_year}"
    insurance = Insurance(
        institutionskennzeichen=entry.institutionskennzeichen,
        insured_as=InsuredPerson.InsuredAs(entry.insured_as),
        since=entry.insured_since,
        until=entry.insured_until,
        is_deceased=entry.is_deceased,
    )
    return OwnData(name, Versichertennummer(number).grouped, birth_date, _address(entry), insurance)


def _employer(user: User) -> OwnData | None:
    number = str(user.number)
    entry = register.employer(number)
    if entry is None:
        return None
    name = " ".join(filter(None, (entry.company, entry.company_addition)))
    return OwnData(name, Betriebsnummer(number).grouped, "", _address(entry))


def _address(entry: Any) -> tuple[str, ...]:
    town = f"{entry.postcode} {entry.town}".strip()
    return tuple(filter(None, (entry.addition, entry.street, town, entry.country)))


def _shortened(line: str) -> str:
    """Return "Musterstr. …" for a street, "50… Köln" for a town, and other lines as little as that."""
    if town := re.fullmatch(r"(\d{2})\d+ (.+)", line):
        return f"{town[1]}… {town[2]}"
    if named := _WITH_WHOM.fullmatch(line):
        return f"{named[1]} …"
    return f"{_FROM_THE_FIRST_DIGIT.sub('', line)} …".strip()
