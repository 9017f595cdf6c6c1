"""The print run: secrets are made, kept as hashes, and leave in the PDF of a part. In clear they are in memory only.

A part goes through steps that each can be the last one before a kill:

1. claimed: some released letters belong to it; a dead run's claim lapses.
2. committed: hashes stand in the pending slots, letters are "printing". From here on sheets may exist.
3. handed over: the printer has taken all bytes. A part that died between 2 and 3 is unclear: its secrets die, and a
   reprint, released anew, makes other ones.

That a run is alive is told by a lock which falls with its connection.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from accounts import pins
from accounts.actions.batches import NotPossibleNow, back_to_requested, content_hash, locked_batch
from accounts.letter_ids import written_letter_id
from accounts.models import PinCredential, PinLetter, PrintBatch, PrintPart
from accounts.sheets import CannotPrint, MakePdf, Sheet, window
from bestand import register as bestand
from privacy.actions import record_access
from privacy.models import StaffAccess

SHEETS_PER_PART = 100
Sink = Callable[[bytes], None]

_LOCK = "SELECT pg_try_advisory_lock(hashtext('print_part'), %s)"
_UNLOCK = "SELECT pg_advisory_unlock(hashtext('print_part'), %s)"
_IS_DEAD = "SELECT pg_try_advisory_xact_lock(hashtext('print_part'), %s)"
_ONE_HASH = "SELECT pg_advisory_lock(hashtext('pin_hash'), 0)"
_HASHED = "SELECT pg_advisory_unlock(hashtext('pin_hash'), 0)"


class NotReleased(Exception):
    """The batch is not what was released: nothing is printed."""


class PartIsOut(Exception):
    """The part that was asked for has left already, or is about to: nothing is printed twice."""


class PrintInterrupted(Exception):
    """The part did not reach the printer for sure; its letters wait for a reprint."""


@dataclass(frozen=True)
class PrintedPart:
    """What became of one part; ``sent_back`` counts letters that could not be printed."""

    number: int
    sheets: int
    sent_back: int


@dataclass(frozen=True)
class _Draft:
    """One sheet, and what will be kept of its secrets."""

    letter: PinLetter
    sheet: Sheet
    pin_hash: str
    unlock_code_hash: str


def print_next_part(
    *,
    by: Any,
    reason: str,
    batch: int,
    make_pdf: MakePdf,
    sink: Sink,
    sheets: int = SHEETS_PER_PART,
    number: int | None = None,
) -> PrintedPart | None:
    """Print at most ``sheets`` letters of a released batch; None if none is left.

    Called by ``print_pin_letters`` and by the desk that prints in the browser. Runs under ikk_jobs and bestand_match.
    ``sink`` takes the PDF and returns when the printer has all of it. ``number`` is the part that the person has asked
    for; where it is given, a second request for it prints nothing.

    Raises:
        PartIsOut: the next part would be another one than ``number``.
        NotPossibleNow: the batch is not released.
        NotReleased: it holds other letters than were released.
        PrintInterrupted: what ``sink`` raised is its cause; the letters are unclear.
    """
    settle_abandoned_parts(batch)
    part = _claim(by, reason, batch, sheets, number)
    if part is None:
        finish_batch(batch)
        return None
    try:
        drafts, unprintable = _drafts(part)
        pdf, count, sent_back = _commit(part, drafts, unprintable, make_pdf)
        if pdf:
            _hand_over(part, pdf, sink)
    finally:
        _query(_UNLOCK, part.pk)
    finish_batch(batch)
    return PrintedPart(part.number, count, sent_back)


def settle_abandoned_parts(batch: int | None = None) -> int:
    """End the parts of dead print runs, and return how many letters are unclear now.

    Called before each part (for one batch) and by the timer ``expire_pin_letters`` (for all).
    """
    unfinished = PrintPart.objects.filter(handed_over_at=None, abandoned_at=None)
    if batch is not None:
        unfinished = unfinished.filter(batch=batch)
    return sum(_settle_if_dead(pk) for pk in list(unfinished.values_list("pk", flat=True)))


@transaction.atomic
def settle_part(*, by: Any, part: int) -> int:
    """End a part whose print run has died after sheets may have come; return how many letters are unclear now.

    For PIN-Versand, who see a part that never arrives and need not wait for the timer.

    Raises:
        NotPossibleNow: the run is alive, or has kept nothing yet.
    """
    found = PrintPart.objects.filter(pk=part, committed_at__isnull=False, abandoned_at=None).first()
    if found is None:
        raise NotPossibleNow
    locked_batch(by, found.batch_id, PrintBatch.State.PRINTING)
    unclear = _settle_if_dead(part)
    found.refresh_from_db()
    if found.abandoned_at is None:
        raise NotPossibleNow
    detail = f"Teil {found.number}: abgebrochen"
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=PrintBatch, record=found.batch, detail=detail)
    finish_batch(found.batch_id)
    return unclear


@transaction.atomic
def finish_batch(batch: int) -> None:
    """Call a batch printed as soon as each of its sheets is confirmed, spoiled or unclear."""
    found = PrintBatch.objects.select_for_update().get(pk=batch)
    at_work = found.letters.filter(state__in=[PinLetter.State.RELEASED, PinLetter.State.PRINTING])
    if found.state == PrintBatch.State.PRINTING and not at_work.exists():
        found.state = PrintBatch.State.PRINTED
        found.save(update_fields=["state"])


def abandon(part: PrintPart) -> int:
    """Give up all sheets of a part that nobody is sure of; return how many letters are unclear now.

    Belongs into the caller's transaction. Discarded letters of the part keep their state.
    """
    part.abandoned_at, part.spoiled = timezone.now(), part.sheets
    part.save(update_fields=["abandoned_at", "spoiled"])
    return part.letters.filter(state=PinLetter.State.PRINTING).update(state=PinLetter.State.UNCLEAR, is_reprint=True)


@transaction.atomic
def _claim(by: Any, reason: str, pk: int, sheets: int, number: int | None) -> PrintPart | None:
    """Take some released letters for this run alone, and hold the lock that says that it lives."""
    batch = PrintBatch.objects.select_for_update().filter(pk=pk).first()
    if batch is not None and batch.state == PrintBatch.State.PRINTED:
        return None
    if batch is None or batch.state not in (PrintBatch.State.RELEASED, PrintBatch.State.PRINTING):
        raise NotPossibleNow
    if batch.state == PrintBatch.State.RELEASED:
        if content_hash(batch) != batch.content_hash:
            raise NotReleased
        batch.state = PrintBatch.State.PRINTING
        batch.save(update_fields=["state"])
    next_number = (batch.parts.aggregate(last=Max("number"))["last"] or 0) + 1
    if number not in (None, next_number):
        raise PartIsOut
    free = PinLetter.objects.filter(batch=batch, state=PinLetter.State.RELEASED, part=None)
    letters = free.select_for_update(skip_locked=True, of=("self",)).order_by("requested_at", "pk")[:sheets]
    chosen = [letter.pk for letter in letters]
    if not chosen:
        return None
    part = PrintPart.objects.create(batch=batch, number=next_number)
    _query(_LOCK, part.pk)
    PinLetter.objects.filter(pk__in=chosen).update(part=part)
    detail = f"{reason}: Teil {part.number}, Briefe: {len(chosen)}"
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=PrintBatch, record=batch, detail=detail)
    return part


def _drafts(part: PrintPart) -> tuple[list[_Draft], dict[UUID, str]]:
    """Return the sheets of a part, and why some letters cannot be printed. Takes its time: no transaction is open."""
    printed_on = timezone.localdate()
    valid_until = printed_on + timedelta(days=settings.PIN_LETTER_DAYS)
    drafts, unprintable = [], {}
    for letter in part.letters.select_related("region").order_by("requested_at", "pk"):
        address = bestand.delivery_address(letter.number)
        try:
            printed = window(address, letter.kind)
        except ValueError as problem:
            unprintable[letter.pk] = str(problem)
            continue
        secrets = pins.new_secrets()
        with _one_hash_at_a_time():
            pin_hash = pins.hash_pin(letter.kind, letter.number, secrets.pin)
        sheet = Sheet(
            letter_id=written_letter_id(letter.pk),
            region=letter.region,
            kind=letter.kind,
            letter_form=letter.letter_form,
            number_ending=letter.number[-3:],
            name=address.name if address else "",
            on_behalf_of=address.on_behalf_of if address else "",
            address=printed,
            secrets=secrets,
            printed_on=printed_on,
            valid_until=valid_until,
        )
        unlock_code_hash = pins.hash_unlock_code(letter.kind, letter.number, secrets.unlock_code)
        drafts.append(_Draft(letter, sheet, pin_hash, unlock_code_hash))
    return drafts, unprintable


@transaction.atomic
def _commit(
    part: PrintPart, drafts: Sequence[_Draft], unprintable: dict[UUID, str], make_pdf: MakePdf
) -> tuple[bytes, int, int]:
    """Keep the hashes of those letters that are still to be printed; return their PDF, and how many go or went back."""
    _lock_batch(part.batch_id)
    locked = part.letters.select_for_update().filter(state=PinLetter.State.RELEASED)
    still = set(locked.values_list("pk", flat=True))
    problems = {pk: problem for pk, problem in unprintable.items() if pk in still}
    pdf, printable = _pdf_of([draft for draft in drafts if draft.letter.pk in still], problems, make_pdf)
    for pk, problem in problems.items():
        back_to_requested([pk], problem=problem[:200])
    if not printable:
        part.delete()
        return b"", 0, len(problems)
    now = timezone.now()
    _keep_hashes(printable, now)
    for number, draft in enumerate(printable, start=1):
        draft.letter.state, draft.letter.sheet = PinLetter.State.PRINTING, number
        draft.letter.printed_at, draft.letter.valid_until = now, draft.sheet.valid_until
        draft.letter.problem = ""
        draft.letter.save(update_fields=["state", "sheet", "printed_at", "valid_until", "problem"])
    part.sheets, part.committed_at = len(printable), now
    part.save(update_fields=["sheets", "committed_at"])
    return pdf, len(printable), len(problems)


def _pdf_of(drafts: list[_Draft], problems: dict[UUID, str], make_pdf: MakePdf) -> tuple[bytes, list[_Draft]]:
    """Return the PDF and the drafts in it; what cannot be printed goes to ``problems``."""
    while drafts:
        try:
            return make_pdf([draft.sheet for draft in drafts]), drafts
        except CannotPrint as problem:
            refused = UUID(problem.letter_id)
            problems[refused] = str(problem)
            drafts = [draft for draft in drafts if draft.letter.pk != refused]
    return b"", []


def _keep_hashes(drafts: Sequence[_Draft], now: datetime) -> None:
    """Fill the pending slots. An unused letter that was posted before dies; a PIN in use stays."""
    numbers = [draft.letter.number for draft in drafts]
    posted = PinLetter.objects.filter(number__in=numbers, state=PinLetter.State.POSTED)
    posted.update(state=PinLetter.State.REPLACED, ended_at=now)
    for draft in drafts:
        letter = draft.letter
        pending = {
            "pending_pin": draft.pin_hash,
            "pending_unlock_code": draft.unlock_code_hash,
            "pending_letter": letter.pk,
            "pending_valid_until": draft.sheet.valid_until,
            "changed_at": now,
        }
        # Two statements: one that overwrites at a conflict would need the right to read hashes.
        if not PinCredential.objects.filter(kind=letter.kind, number=letter.number).update(**pending):
            PinCredential.objects.create(kind=letter.kind, number=letter.number, **pending)


def _hand_over(part: PrintPart, pdf: bytes, sink: Sink) -> None:
    try:
        sink(pdf)
        done = PrintPart.objects.filter(pk=part.pk, abandoned_at=None).update(handed_over_at=timezone.now())
    except Exception as error:
        with transaction.atomic():
            _lock_batch(part.batch_id)
            abandon(part)
        raise PrintInterrupted(str(error)) from error
    if not done:
        raise PrintInterrupted("Another process took this one for dead.")


@transaction.atomic
def _settle_if_dead(pk: int) -> int:
    if not _query(_IS_DEAD, pk):
        return 0
    part = PrintPart.objects.filter(pk=pk).first()
    if part is None:
        return 0
    _lock_batch(part.batch_id)
    part = PrintPart.objects.select_for_update().filter(pk=pk, handed_over_at=None, abandoned_at=None).first()
    if part is None:
        return 0
    if part.committed_at is None:
        part.delete()  # nothing was kept, nothing was printed: its letters are free again
        return 0
    return abandon(part)


def _lock_batch(pk: int) -> None:
    """Everybody locks a batch before its letters, so that nobody waits for each other."""
    PrintBatch.objects.select_for_update().get(pk=pk)


@contextmanager
def _one_hash_at_a_time() -> Iterator[None]:
    """Hash under a lock of the house: print runs together use the memory of one hash; sign-in goes on beside."""
    _query(_ONE_HASH)
    try:
        yield
    finally:
        _query(_HASHED)


def _query(statement: str, *arguments: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        row = cursor.fetchone()
    return bool(row and row[0] is not False)
