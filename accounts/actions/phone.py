"""What the phone desk does for an identified caller: say where letters stand, and ask for a new one.

Discarding a letter and blocking the access are endings (``endings.py``). The trail keeps letter ids, never numbers.
"""

from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from accounts.actions.registration import Details, register
from accounts.models import LetterAtThePhone, PinLetter, Registration
from accounts.models.registration import Kind
from bestand import register as bestand
from bestand.numbers import Betriebsnummer, Versichertennummer
from privacy.actions import record_access
from privacy.models import StaffAccess

Number = Versichertennummer | Betriebsnummer


class RegisterAway(Exception):
    """The register does not answer; nothing has changed."""


def look_up(*, by: Any, number: Number) -> list[PinLetter]:
    """Return the letters of a number that the person may see, the newest first, and record that they were seen.

    For holders of ``accounts.answer_phone``. A number of another IKK, a protected file and a number that nobody has
    are alike: there are no letters. The trail names the newest letter, and says so where there is none. An
    establishment's number leads to its company's letters.

    Raises:
        RegisterAway
    """
    kind, account = _account(number)
    with transaction.atomic():
        rows = PinLetter.objects.visible_to(by).filter(kind=kind, number=account).order_by("-requested_at", "-pk")
        letters = list(rows)
        _record_view(by, f"Auskunft am Telefon, Briefe: {len(letters)}", letters[0] if letters else None)
    return letters


def request_by_phone(*, by: Any, key: UUID, number: Number, letter_form: str) -> None:
    """Ask for a new letter to the address on file; the next matching decides, as for every registration.

    For holders of ``accounts.answer_phone``. The same ``key`` again changes nothing. A number that is not of the
    person's IKK, or protected, asks for nothing, and the caller of this function cannot tell.

    Raises:
        RegisterAway: nothing changes.
    """
    details = _details(by, number, letter_form)
    with transaction.atomic():
        if details is None:
            _record_view(by, "Neuer Brief am Telefon: nicht bei der eigenen IKK")
            return
        detail = "Neuer Brief, am Telefon angefordert"
        record_access(by=by, action=StaffAccess.Action.ADD, kind=Registration, detail=detail)
        register(key=key, details=details)


def _account(number: Number) -> tuple[str, str]:
    if isinstance(number, Versichertennummer):
        return Kind.INSURED, str(number)
    establishment = _asked(bestand.employer, str(number))
    return Kind.EMPLOYER, establishment.main_number if establishment else str(number)


def _details(by: Any, number: Number, letter_form: str) -> Details | None:
    """Return what somebody would have to type to get this letter; None if the number is not the person's business."""
    own = by.region.institutionskennzeichen if by.region else ""
    birth_date = None
    if isinstance(number, Versichertennummer):
        entry = _asked(bestand.insured_person, str(number))
        if entry is None or entry.institutionskennzeichen != own:
            return None
        if entry.is_protected and not by.has_perm("accounts.open_protected"):
            return None
        birth_date = (entry.birth_year, entry.birth_month, entry.birth_day)
    else:
        entry = _asked(bestand.employer, str(number))
        if entry is None or own not in _asked(bestand.employer_accounts, entry.main_number):
            return None
    return Details(
        kind=Kind.EMPLOYER if birth_date is None else Kind.INSURED,
        number=entry.number,
        birth_date=birth_date,
        postcode=entry.postcode,
        letter_form=letter_form,
        chosen_region=by.region.slug,
        by_phone=True,
    )


def _asked(question: Any, number: str) -> Any:
    try:
        return question(number)
    except (OperationalError, InterfaceError):
        raise RegisterAway from None


def _record_view(by: Any, detail: str, letter: PinLetter | None = None) -> None:
    record_access(by=by, action=StaffAccess.Action.VIEW, kind=LetterAtThePhone, record=letter, detail=detail)
