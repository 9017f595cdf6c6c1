"""How letters end that nobody will use: returned by the post, discarded, or too old. Their secrets die with them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.actions.batches import NotPossibleNow
from accounts.actions.printing import finish_batch
from accounts.models import PinLetter, PrintBatch, PrintPart
from privacy.actions import TIMER, record_access
from privacy.models import StaffAccess

_ON_A_SHEET = (PinLetter.State.PRINTING, PinLetter.State.PRINTED)


class NotReturnable(NotPossibleNow):
    """The letter cannot be marked as returned.

    Attributes:
        state: where it stands; None if the own IKK has no such letter.
    """

    def __init__(self, state: PinLetter.State | None) -> None:
        super().__init__(state)
        self.state = state


def return_letter(*, by: Any, letter: UUID) -> None:
    """Note that the post has brought a letter back; its PIN is dead. For PIN-Versand, who scan the letter's number.

    The next letter to this address is looked at first (Sichtung). A letter that is not on its way stays as it is;
    that somebody saw its state is recorded nevertheless.

    Raises:
        NotReturnable: no unused letter of the own IKK has this number; says where the letter stands.
    """
    state = _returned(by, letter)
    if state != PinLetter.State.POSTED:
        raise NotReturnable(state)


@transaction.atomic
def _returned(by: Any, letter: UUID) -> PinLetter.State | None:
    """Return the state in which the letter came in; only a posted one changes."""
    try:
        found = _locked(by, letter)
    except NotPossibleNow:
        detail = "Zurückgekommen: kein Brief der eigenen IKK"
        record_access(by=by, action=StaffAccess.Action.VIEW, kind=PinLetter, detail=detail)
        return None
    state = PinLetter.State(found.state)
    if state == PinLetter.State.POSTED:
        _end(found, PinLetter.State.RETURNED)
        _record(by, found, "Zurückgekommen")
    else:
        detail = f"Zurückgekommen: {state}"
        record_access(by=by, action=StaffAccess.Action.VIEW, kind=PinLetter, record=found, detail=detail)
    return state


@transaction.atomic
def discard_letter(*, by: Any, letter: UUID, note: str) -> None:
    """End a letter for good that nobody has used yet. ``note`` says why.

    A sheet that was printed and is still in the house has to be destroyed; it counts as spoiled.

    Raises:
        NotPossibleNow: no letter of the own IKK has this number, or it has been used, or has ended already.
    """
    found = _locked(by, letter)
    if found.state not in PinLetter.UNUSED:
        raise NotPossibleNow
    _discard(found)
    _record(by, found, note)


def end_letters_of(*, kind: str, number: str) -> None:
    """End all letters of a number, used ones too; their secrets die. For an account that is closed.

    Belongs into the caller's transaction; the caller records it.
    """
    letters = PinLetter.objects.of(kind, number).exclude(state__in=PinLetter.ENDED)
    batches = PrintBatch.objects.filter(letters__in=letters).values("pk")
    list(PrintBatch.objects.filter(pk__in=batches).order_by("pk").select_for_update())
    for letter in letters.order_by("pk").select_for_update():
        _discard(letter)


@transaction.atomic
def expire_letters(now: datetime) -> int:
    """End posted letters that were not used in time; return how many. Called by the timer ``expire_pin_letters``."""
    due = PinLetter.objects.filter(state=PinLetter.State.POSTED, valid_until__lt=timezone.localdate(now))
    expired = due.update(state=PinLetter.State.EXPIRED, ended_at=now)
    if expired:
        record_access(
            by=TIMER, action=StaffAccess.Action.CHANGE, kind=PinLetter, detail=f"Briefe abgelaufen: {expired}"
        )
    return expired


def _locked(by: Any, pk: UUID) -> PinLetter:
    """Return the letter, its batch (if any) and it locked in this order, as everybody does."""
    batch = PinLetter.objects.visible_to(by).filter(pk=pk).values_list("batch", flat=True).first()
    if batch:
        PrintBatch.objects.select_for_update().filter(pk=batch).first()
    found = PinLetter.objects.visible_to(by).select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotPossibleNow
    return found


def _discard(letter: PinLetter) -> None:
    """End a locked letter; a sheet of it that is still in the house counts as spoiled."""
    if letter.state in _ON_A_SHEET:
        PrintPart.objects.filter(letters=letter).update(spoiled=F("spoiled") + 1)
    _end(letter, PinLetter.State.DISCARDED)
    if letter.batch_id:
        finish_batch(letter.batch_id)


def _end(letter: PinLetter, state: PinLetter.State) -> None:
    letter.state, letter.ended_at = state, timezone.now()
    letter.save(update_fields=["state", "ended_at"])


def _record(by: Any, letter: PinLetter, detail: str) -> None:
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=PinLetter, record=letter, detail=detail)
