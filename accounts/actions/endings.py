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


@transaction.atomic
def return_letter(*, by: Any, letter: UUID) -> None:
    """Note that the post has brought a letter back; its PIN is dead. For PIN-Versand, who scan the letter's number.

    Raises:
        NotPossibleNow: no unused letter of the own IKK has this number.
    """
    found = _locked(by, letter)
    if found.state != PinLetter.State.POSTED:
        raise NotPossibleNow
    _end(found, PinLetter.State.RETURNED)
    _record(by, found, "Zurückgekommen")


@transaction.atomic
def discard_letter(*, by: Any, letter: UUID, note: str) -> None:
    """End a letter for good, or the PIN that came with it: access is blocked until a new letter. ``note`` says why.

    A sheet that was printed and is still in the house has to be destroyed; it counts as spoiled.

    Raises:
        NotPossibleNow: no letter of the own IKK has this number, or it has ended already.
    """
    found = _locked(by, letter)
    if found.state in PinLetter.ENDED:
        raise NotPossibleNow
    if found.state in _ON_A_SHEET:
        PrintPart.objects.filter(letters=found).update(spoiled=F("spoiled") + 1)
    _end(found, PinLetter.State.DISCARDED)
    _record(by, found, note)
    if found.batch_id:
        finish_batch(found.batch_id)


@transaction.atomic
def expire_letters(now: datetime) -> int:
    """End posted letters that were not used in time; return how many. Called by the timer ``expire_pin_letters``."""
    due = PinLetter.objects.filter(state=PinLetter.State.POSTED, valid_until__lt=timezone.localdate(now))
    expired = due.update(state=PinLetter.State.EXPIRED, ended_at=now)
    if expired:
        record_access(by=TIMER, action=StaffAccess.Action.CHANGE, kind=PinLetter, detail=f"{expired} Briefe abgelaufen")
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


def _end(letter: PinLetter, state: PinLetter.State) -> None:
    letter.state, letter.ended_at = state, timezone.now()
    letter.save(update_fields=["state", "ended_at"])


def _record(by: Any, letter: PinLetter, detail: str) -> None:
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=PinLetter, record=letter, detail=detail)
