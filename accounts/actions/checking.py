"""From the printer to the post: sheets are confirmed, spoiled ones counted, and all must add up.

Callers: the desk of PIN-Versand, for parts and batches of the own IKK.
"""

from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.actions.batches import NotPossibleNow, back_to_requested, locked_batch
from accounts.actions.printing import abandon, finish_batch
from accounts.actions.progress import note_progress
from accounts.models import PinLetter, PrintBatch, PrintPart
from privacy.actions import record_access
from privacy.models import StaffAccess


class CountsDiffer(Exception):
    """The counted sheets are not those that were printed.

    Attributes:
        enveloped: sheets that should be in envelopes.
        spoiled: sheets that should have been destroyed.
    """

    def __init__(self, *, enveloped: int, spoiled: int) -> None:
        super().__init__(f"{enveloped} + {spoiled}")
        self.enveloped = enveloped
        self.spoiled = spoiled


@transaction.atomic
def confirm_part(*, by: Any, part: int) -> None:
    """Say that all sheets of a part lie here, readable.

    Raises:
        NotPossibleNow: the printer has not got it yet, or it is settled already.
    """
    found = _part_at_the_printer(by, part)
    found.confirmed_at = timezone.now()
    found.save(update_fields=["confirmed_at"])
    found.letters.filter(state=PinLetter.State.PRINTING).update(state=PinLetter.State.PRINTED)
    _record(by, found, "vollständig gedruckt")
    finish_batch(found.batch_id)


@transaction.atomic
def mark_part_unclear(*, by: Any, part: int) -> None:
    """Give up a part of which nobody knows what was printed; its letters need a reprint.

    Raises:
        NotPossibleNow: the printer has not got it yet, or it is settled already.
    """
    found = _part_at_the_printer(by, part)
    abandon(found)
    _record(by, found, "Druck ungeklärt")
    finish_batch(found.batch_id)


@transaction.atomic
def mark_misprint(*, by: Any, part: int, from_sheet: int, to_sheet: int) -> int:
    """Give up the sheets of a part from the one number to the other; return how many there were.

    They are destroyed; their letters need a reprint. Sheets that are given up already do not count again.

    Raises:
        NotPossibleNow: the printer has not got the part yet, or it is on its way.
    """
    found = _locked_part(by, part)
    if found.handed_over_at is None or found.abandoned_at:
        raise NotPossibleNow
    letters = found.letters.filter(
        sheet__range=(from_sheet, to_sheet), state__in=[PinLetter.State.PRINTING, PinLetter.State.PRINTED]
    )
    spoiled = list(letters.select_for_update().values_list("pk", flat=True))
    if not spoiled:
        raise NotPossibleNow
    PinLetter.objects.filter(pk__in=spoiled).update(is_reprint=True)
    back_to_requested(spoiled)
    found.spoiled += len(spoiled)
    found.save(update_fields=["spoiled"])
    _record(by, found, f"Fehldruck, Blatt {from_sheet} bis {to_sheet}")
    finish_batch(found.batch_id)
    return len(spoiled)


@transaction.atomic
def post_batch(*, by: Any, batch: int, enveloped: int, spoiled: int) -> None:
    """Hand a printed batch to the post, with the sheets that somebody has counted.

    Raises:
        NotPossibleNow: it is not completely printed.
        CountsDiffer: a sheet is missing, or one too many is there.
    """
    found = locked_batch(by, batch, PrintBatch.State.PRINTED)
    check_counts(found, enveloped=enveloped, spoiled=spoiled)
    now = timezone.now()
    found.letters.filter(state=PinLetter.State.PRINTED).update(state=PinLetter.State.POSTED, posted_at=now)
    found.state, found.ended_at = PrintBatch.State.POSTED, now
    found.sheets, found.enveloped, found.spoiled = enveloped + spoiled, enveloped, spoiled
    found.save(update_fields=["state", "ended_at", "sheets", "enveloped", "spoiled"])
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=PrintBatch, record=found, detail="Zur Post gegeben")
    note_progress(now)


def check_counts(batch: PrintBatch, *, enveloped: int, spoiled: int) -> None:
    """Compare what somebody has counted with what was printed. Changes nothing; for the desk, before it asks.

    Raises:
        CountsDiffer
    """
    totals = batch.parts.aggregate(sheets=Sum("sheets", default=0), spoiled=Sum("spoiled", default=0))
    expected = totals["sheets"] - totals["spoiled"]
    if (enveloped, spoiled) != (expected, totals["spoiled"]):
        raise CountsDiffer(enveloped=expected, spoiled=totals["spoiled"])


def _part_at_the_printer(by: Any, pk: int) -> PrintPart:
    part = _locked_part(by, pk)
    if part.handed_over_at is None or part.confirmed_at or part.abandoned_at:
        raise NotPossibleNow
    return part


def _locked_part(by: Any, pk: int) -> PrintPart:
    """Return the part, it and its batch locked; the batch has to be in print.

    Raises:
        NotPossibleNow
    """
    part = PrintPart.objects.filter(pk=pk).first()
    if part is None:
        raise NotPossibleNow
    locked_batch(by, part.batch_id, PrintBatch.State.PRINTING, PrintBatch.State.PRINTED)
    return PrintPart.objects.select_for_update().get(pk=pk)


def _record(by: Any, part: PrintPart, detail: str) -> None:
    detail = f"Teil {part.number}: {detail}"
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=PrintBatch, record=part.batch, detail=detail)
