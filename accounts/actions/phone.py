"""What the phone desk does for an identified caller: say where letters and access stand, and ask for a new letter.

Discarding a letter is an ending (``endings.py``), and blocking the access stands in ``blocking.py``. The trail keeps
letter ids and keys of accounts, never numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actions.own_numbers import ask_register, is_own, is_own_in_register
from accounts.actions.registration import Details, register
from accounts.models import LetterAtThePhone, PinLetter, Registration, User
from accounts.models.registration import Kind
from bestand import register as bestand
from bestand.numbers import Betriebsnummer, Versichertennummer
from privacy.actions import record_access
from privacy.models import StaffAccess

Number = Versichertennummer | Betriebsnummer


@dataclass(frozen=True)
class Standing:
    """Where letters and access of one number stand, as far as they are the person's business.

    Attributes:
        letters: those that are on record, the newest first.
        member: the access; None as long as nobody has used a letter.
    """

    letters: Sequence[PinLetter] = ()
    member: User | None = None


def look_up(*, by: Any, number: Number) -> Standing:
    """Return where letters and access of a number stand, and record that this was seen.

    For holders of ``accounts.answer_phone``. A number of another IKK, a protected file and a number that nobody has
    are alike: there is nothing, and the register was asked. The trail names the newest letter, or else the access,
    and says so where there is neither. An establishment's number leads to its company's letters.

    Raises:
        RegisterAway
    """
    kind, account = _account(number)
    with transaction.atomic():
        found = _standing(by, kind, account) if is_own(by=by, kind=kind, number=account) else Standing()
        record = found.letters[0] if found.letters else found.member
        _record_view(by, f"Auskunft am Telefon, Briefe: {len(found.letters)}", record)
    return found


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


def _account(number: Number) -> tuple[Kind, str]:
    if isinstance(number, Versichertennummer):
        return Kind.INSURED, str(number)
    establishment = ask_register(bestand.employer, str(number))
    return Kind.EMPLOYER, establishment.main_number if establishment else str(number)


def _standing(by: Any, kind: Kind, account: str) -> Standing:
    letters = PinLetter.objects.visible_to(by).filter(kind=kind, number=account).order_by("-requested_at", "-pk")
    return Standing(tuple(letters), User.objects.filter(kind=kind, number=account).first())


def _details(by: Any, number: Number, letter_form: str) -> Details | None:
    """Return what somebody would have to type to get this letter; None if the number is not the person's business."""
    kind, account = _account(number)
    question = bestand.insured_person if kind == Kind.INSURED else bestand.employer
    entry = ask_register(question, str(number))
    if entry is None or not is_own_in_register(by=by, kind=kind, number=account):
        return None
    return Details(
        kind=kind,
        number=entry.number,
        birth_date=(entry.birth_year, entry.birth_month, entry.birth_day) if kind == Kind.INSURED else None,
        postcode=entry.postcode,
        letter_form=letter_form,
        chosen_region=by.region.slug,
        by_phone=True,
    )


def _record_view(by: Any, detail: str, record: PinLetter | User | None = None) -> None:
    kind = User if isinstance(record, User) else LetterAtThePhone
    record_access(by=by, action=StaffAccess.Action.VIEW, kind=kind, record=record, detail=detail)
