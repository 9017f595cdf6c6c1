"""Decide about letters that somebody had to look at first (Sichtung)."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import PinLetter
from privacy.actions import record_access
from privacy.models import StaffAccess


class NotInReviewError(Exception):
    """The letter is not waiting for a decision: somebody else was faster."""


def release_letter(*, by: Any, letter: UUID, note: str) -> None:
    """Let the letter be printed. For holders of ``accounts.decide_review``; ``note`` says why.

    Raises:
        NotInReviewError: nothing changes.
    """
    _decide(by=by, letter=letter, note=note, state=PinLetter.State.REQUESTED)


def refuse_letter(*, by: Any, letter: UUID, note: str) -> None:
    """Discard the letter for good. For holders of ``accounts.decide_review``; ``note`` says why.

    Raises:
        NotInReviewError: nothing changes.
    """
    _decide(by=by, letter=letter, note=note, state=PinLetter.State.DISCARDED)


@transaction.atomic
def _decide(*, by: Any, letter: UUID, note: str, state: PinLetter.State) -> None:
    found = PinLetter.objects.visible_to(by).select_for_update().filter(pk=letter, state=PinLetter.State.REVIEW).first()
    if found is None:
        raise NotInReviewError
    now = timezone.now()
    found.state = state
    found.decided_at, found.decided_by, found.decision_note = now, by.get_username(), note
    found.ended_at = now if state == PinLetter.State.DISCARDED else None
    found.save(update_fields=["state", "decided_at", "decided_by", "decision_note", "ended_at"])
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=PinLetter, record=found, detail=f"Sichtung: {state}")
