"""Registering and matching in tests, under the roles that do it."""

from io import StringIO
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connections

from accounts.actions import Details, register
from bestand.models import InsuredPerson
from tests.bestand.rows import anna

ANNA = Details("insured", "A123456780", (1954, 3, 9), "50674", "normal", "")
BRANDT = Details("employer", "09912342", None, "53111", "normal", "")


def registered(details: Details = ANNA, *, key: UUID | None = None, **changes: Any) -> None:
    """Keep a registration as the web does, under its role."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SET ROLE ikk_public")
        register(key=key or uuid4(), details=Details(**{**vars(details), **changes}))
        cursor.execute("RESET ROLE")


def matched() -> str:
    """Run the timer under its roles and return what it printed."""
    output = StringIO()
    roles = {"default": "ikk_jobs", "bestand": "bestand_match"}
    for alias, role in roles.items():
        _run(alias, f"SET ROLE {role}")
    call_command("match_registrations", stdout=output)
    for alias in roles:
        _run(alias, "RESET ROLE")
    return output.getvalue()


def insured(number: str, **changes: Any) -> InsuredPerson:
    """Put somebody into the register who matches Anna's details but for the number."""
    person = anna(number=number, **changes)
    person.save(force_insert=True)
    return person


def _run(alias: str, statement: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
