"""Members in tests: people with a letter whose PIN is known, past the print desk."""

from typing import Any

from django.utils import timezone

from accounts.actions.sign_in import Credentials
from accounts.models import PinCredential, PinLetter, User
from accounts.pins import hash_pin, hash_unlock_code
from tests.accounts.printing import requested, values_for, without_triggers

PIN, UNLOCK_CODE = "12345678", "482015967330741268"
NEW_PIN, NEW_UNLOCK_CODE = "87654321", "012345678901234567"


def credentials(number: str = "A123456780", **changes: Any) -> Credentials:
    """Return what somebody types who has the letter of ``member`` or ``reader_of``."""
    values = {"kind": "insured", "number": number, "pin": PIN, "unlock_code": "", **changes}
    return Credentials(**values)


def member(number: str = "A123456780", kind: str = "insured") -> User:
    """Save somebody who has used a letter already: PIN and Entsperrcode are ``PIN`` and ``UNLOCK_CODE``."""
    letter = _letter("activated", number, kind)
    _keep("active", letter, PIN, UNLOCK_CODE)
    return User.objects.create(kind=kind, number=number)


def reader_of(number: str = "A123456780", kind: str = "insured", *, pin: str = PIN, **changes: Any) -> PinLetter:
    """Save a posted letter that nobody has used yet, with ``pin``; ``changes`` are columns of the letter."""
    letter = _letter("posted", number, kind, **changes)
    _keep("pending", letter, pin, UNLOCK_CODE if pin == PIN else NEW_UNLOCK_CODE)
    return letter


def _letter(state: str, number: str, kind: str, **changes: Any) -> PinLetter:
    letter = requested(number, kind=kind)
    values = {"state": state, **values_for(state), **changes}
    without_triggers(lambda: PinLetter.objects.filter(pk=letter.pk).update(**values))
    return PinLetter.objects.get(pk=letter.pk)


def _keep(slot: str, letter: PinLetter, pin: str, code: str) -> None:
    kind, number = letter.kind, letter.number
    values: dict[str, Any] = {
        f"{slot}_pin": hash_pin(kind, number, pin),
        f"{slot}_unlock_code": hash_unlock_code(kind, number, code),
        f"{slot}_letter": letter.pk,
        "changed_at": timezone.now(),
    }
    if slot == "pending":
        values["pending_valid_until"] = letter.valid_until
    PinCredential.objects.update_or_create(kind=kind, number=number, defaults=values)
