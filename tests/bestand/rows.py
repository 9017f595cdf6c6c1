"""Rows of the register for tests: Anna, Bernd and the Bäckerei Brandt, invented."""

from datetime import date
from typing import Any

from bestand.models import Employer, EmployerAccount, InsuredPerson

RHEINLAND, NORD = "100000003", "100000001"


def anna(**changes: Any) -> InsuredPerson:
    """Return Dr. Anna Müller-Lüdenscheidt, insured with the IKK of the Rhineland, not yet saved."""
    values: dict[str, Any] = {
        "number": "A123456780",
        "institutionskennzeichen": RHEINLAND,
        "title": "Dr.",
        "given_name": "Anna",
        "family_name": "Müller-Lüdenscheidt",
        "birth_year": 1954,
        "birth_month": 3,
        "birth_day": 9,
        "street": "Zülpicher Straße 12",
        "postcode": "50674",
        "town": "Köln",
        "address_since": date(2011, 5, 1),
        "insured_since": date(1999, 1, 1),
        "insured_as": InsuredPerson.InsuredAs.MEMBER,
        "is_protected": False,
        "is_deceased": False,
    }
    return InsuredPerson(**{**values, **changes})


def brandt(**changes: Any) -> Employer:
    """Return the Bäckerei Brandt in Bonn, not yet saved."""
    values: dict[str, Any] = {
        "number": "09912342",
        "main_number": "09912342",
        "company": "Bäckerei Brandt GmbH & Co. KG",
        "street": "Sternstraße 7",
        "postcode": "53111",
        "town": "Bonn",
        "address_since": date(2004, 1, 1),
    }
    return Employer(**{**values, **changes})


def account(**changes: Any) -> EmployerAccount:
    """Return the bakery's account with the IKK of the Rhineland, not yet saved."""
    values: dict[str, Any] = {
        "main_number": "09912342",
        "institutionskennzeichen": RHEINLAND,
        "since": date(2004, 1, 1),
    }
    return EmployerAccount(**{**values, **changes})
