"""Batches of letters: one person makes and submits them, another one releases them.

Callers: the desks of PIN-Versand and PIN-Freigabe. ``by`` is a staff user of one IKK; batches and letters of others do
not exist for them.
"""

import hashlib
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import PinLetter, PrintBatch
from privacy.actions import record_access
from privacy.models import StaffAccess
from regions.models import Region

_NOTHING_RELEASED: dict[str, Any] = {"content_hash": "", "submitted_at": None, "released_by": "", "released_at": None}
_EMPTIED = "Alle Briefe herausgenommen"


class NotPossibleNow(Exception):
    """The batch, part or letter is not in a state for that: somebody else was faster, or it is not yours."""


class LettersNotReady(Exception):
    """Some of the letters cannot be put into a batch, or are not in it."""


class OwnBatch(Exception):
    """Who made a batch does not release it."""


class ContentChanged(Exception):
    """The batch is no longer what the person has looked at."""


@transaction.atomic
def make_batch(*, by: Any, region: Region, letters: Collection[UUID]) -> PrintBatch:
    """Put requested letters of one IKK into a new batch. For PIN-Versand.

    Raises:
        LettersNotReady: one of them is not waiting to be printed, or there are none; nothing changes.
    """
    waiting = PinLetter.objects.visible_to(by).filter(region=region, state=PinLetter.State.REQUESTED, is_reprint=False)
    found = list(waiting.select_for_update().filter(pk__in=letters).order_by("pk"))
    if not found or len(found) != len(set(letters)):
        raise LettersNotReady
    return _batch_of(by, region, found, is_reprint=False)


@transaction.atomic
def make_reprint_batch(*, by: Any, region: Region) -> PrintBatch:
    """Put all misprinted letters of one IKK, and those whose print is unclear, into a new batch. For PIN-Versand.

    They get new secrets; sheets that may lie somewhere are dead already.

    Raises:
        LettersNotReady: there are none.
    """
    own = PinLetter.objects.visible_to(by).filter(region=region, is_reprint=True).order_by("pk")
    concerned = own.filter(state=PinLetter.State.UNCLEAR).order_by().values("batch")
    list(PrintBatch.objects.select_for_update().filter(pk__in=concerned).order_by("pk"))  # a batch before its letters
    unclear = [letter.pk for letter in own.select_for_update().filter(state=PinLetter.State.UNCLEAR)]
    back_to_requested(unclear)
    found = list(own.select_for_update().filter(state=PinLetter.State.REQUESTED))
    if not found:
        raise LettersNotReady
    return _batch_of(by, region, found, is_reprint=True)


@transaction.atomic
def take_out(*, by: Any, batch: int, letters: Collection[UUID]) -> None:
    """Take letters out of a batch that is not printed yet; a release is void then. Staff of the desk.

    A batch without letters is refused.

    Raises:
        NotPossibleNow: the batch is being printed, or is done.
        LettersNotReady: one of the letters is not in it.
    """
    found = locked_batch(by, batch, PrintBatch.State.OPEN, PrintBatch.State.SUBMITTED, PrintBatch.State.RELEASED)
    if found.state != PrintBatch.State.OPEN:
        _reopen(found)
    taken = list(found.letters.select_for_update().filter(pk__in=letters, state=PinLetter.State.BATCHED))
    if not taken or len(taken) != len(set(letters)):
        raise LettersNotReady
    back_to_requested([letter.pk for letter in taken])
    if not found.letters.exists():
        _refuse(by, found, _EMPTIED)
    _record(by, found, f"Briefe herausgenommen: {len(taken)}")


@transaction.atomic
def submit_batch(*, by: Any, batch: int) -> None:
    """Say that the batch is complete: from now on another person may release what it holds. For PIN-Versand.

    Raises:
        NotPossibleNow: it is not open, or holds nothing to print.
    """
    found = locked_batch(by, batch, PrintBatch.State.OPEN)
    if not found.letters.filter(state=PinLetter.State.BATCHED).exists():
        raise NotPossibleNow
    found.state = PrintBatch.State.SUBMITTED
    found.content_hash, found.submitted_at = content_hash(found), timezone.now()
    found.save(update_fields=["state", "content_hash", "submitted_at"])
    _record(by, found, "Vorgelegt")


@transaction.atomic
def release_batch(*, by: Any, batch: int, content: str) -> None:
    """Let a batch be printed that somebody else has made. For PIN-Freigabe.

    Args:
        content: the content hash of the batch as the person has seen it.

    Raises:
        NotPossibleNow: it is not waiting for a release.
        OwnBatch: the person has made it.
        ContentChanged: it is not what the person has seen.
    """
    found = locked_batch(by, batch, PrintBatch.State.SUBMITTED)
    if found.made_by == by.get_username():
        raise OwnBatch
    if content != found.content_hash or content_hash(found) != found.content_hash:
        raise ContentChanged
    found.state = PrintBatch.State.RELEASED
    found.released_by, found.released_at = by.get_username(), timezone.now()
    found.save(update_fields=["state", "released_by", "released_at"])
    found.letters.filter(state=PinLetter.State.BATCHED).update(state=PinLetter.State.RELEASED)
    _record(by, found, "Freigegeben")


@transaction.atomic
def refuse_batch(*, by: Any, batch: int, note: str) -> None:
    """Dissolve a batch that is not released; its letters wait for another one. For PIN-Freigabe and PIN-Versand.

    Raises:
        NotPossibleNow: it is released already, or done.
    """
    found = locked_batch(by, batch, PrintBatch.State.OPEN, PrintBatch.State.SUBMITTED)
    _refuse(by, found, note)
    back_to_requested(list(found.letters.filter(state=PinLetter.State.BATCHED).values_list("pk", flat=True)))
    _record(by, found, "Abgelehnt")


def content_hash(batch: PrintBatch) -> str:
    """Return what stands for the letters of a batch: 64 hexadecimal characters."""
    rows = batch.letters.order_by("pk").values_list("pk", "kind", "number", "letter_form")
    return hashlib.sha256("\n".join("|".join(map(str, row)) for row in rows).encode()).hexdigest()


def locked_batch(by: Any, pk: int, *states: PrintBatch.State) -> PrintBatch:
    """Return the batch, locked for this transaction, if it is the person's and in one of ``states``.

    Raises:
        NotPossibleNow
    """
    found = PrintBatch.objects.visible_to(by).select_for_update().filter(pk=pk, state__in=states).first()
    if found is None:
        raise NotPossibleNow
    return found


def back_to_requested(letters: Collection[UUID], *, problem: str = "") -> int:
    """Send letters back to wait for another batch, and return how many; the database lets their secrets die."""
    return PinLetter.objects.filter(pk__in=letters).update(
        state=PinLetter.State.REQUESTED,
        batch=None,
        part=None,
        sheet=None,
        printed_at=None,
        valid_until=None,
        **({"problem": problem} if problem else {}),
    )


def _batch_of(by: Any, region: Region, letters: list[PinLetter], *, is_reprint: bool) -> PrintBatch:
    batch = PrintBatch.objects.create(
        region=region,
        made_by=by.get_username(),
        is_reprint=is_reprint,
        is_protected=any(letter.is_protected for letter in letters),
    )
    PinLetter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
        state=PinLetter.State.BATCHED, batch=batch
    )
    action = StaffAccess.Action.ADD
    record_access(by=by, action=action, kind=PrintBatch, record=batch, detail=f"Briefe: {len(letters)}")
    return batch


def _reopen(batch: PrintBatch) -> None:
    batch.state = PrintBatch.State.OPEN
    for name, value in _NOTHING_RELEASED.items():
        setattr(batch, name, value)
    batch.save(update_fields=["state", *_NOTHING_RELEASED])
    batch.letters.filter(state=PinLetter.State.RELEASED).update(state=PinLetter.State.BATCHED)


def _refuse(by: Any, batch: PrintBatch, note: str) -> None:
    batch.state = PrintBatch.State.REFUSED
    for name, value in _NOTHING_RELEASED.items():
        setattr(batch, name, value)
    batch.refused_by, batch.refused_note, batch.ended_at = by.get_username(), note, timezone.now()
    batch.save(update_fields=["state", *_NOTHING_RELEASED, "refused_by", "refused_note", "ended_at"])


def _record(by: Any, batch: PrintBatch, detail: str) -> None:
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=PrintBatch, record=batch, detail=detail)
