"""Calls to the phone desk in tests: the forms of the page, what it answers, and what the trail says of it."""

from typing import Any

from django.db import connections
from django.utils.html import strip_tags

from accounts.models import PinLetter
from privacy.models import StaffAccess
from tests.conftest import RoleClient

DESK = "/verwaltung/accounts/letteratthephone/"
NUMBER = "A123456780"


def call(desk: RoleClient, number: str = NUMBER, **fields: Any) -> str:
    """Send a form of the desk and return the words of its answer."""
    return words_of(ask(desk, number, **fields))


def ask(desk: RoleClient, number: str = NUMBER, **fields: Any) -> Any:
    """Send a form while the register is asked under the staff area's own role."""
    with connections["bestand"].cursor() as cursor:
        cursor.execute("SET ROLE bestand_read")
    try:
        return desk.post(DESK, {"number": number, **fields})
    finally:
        with connections["bestand"].cursor() as cursor:
            cursor.execute("RESET ROLE")


def words_of(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(strip_tags(response.text).split())


def trail() -> list[tuple[str, str, str, str, str]]:
    entries = StaffAccess.objects.exclude(by="timer").order_by("at")
    return list(entries.values_list("by", "action", "kind", "record", "detail"))


def seen(letter: PinLetter | None = None, letters: int = 1) -> tuple[str, str, str, str, str]:
    """Return the entry of one answer."""
    record = str(letter.pk) if letter else ""
    return ("telgen", "view", "accounts.LetterAtThePhone", record, f"Auskunft am Telefon, Briefe: {letters}")
