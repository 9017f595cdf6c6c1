"""Printing a batch: how the command does it, and, where the settings allow it, in the browser.

The answer of ``print_part`` is the one place of the portal where PINs in clear go to a browser.
"""

import re
import shlex
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from accounts.actions import (
    NotPossibleNow,
    NotReleased,
    PartIsOut,
    PrintedPart,
    PrintInterrupted,
    print_next_part,
    settle_abandoned_parts,
)
from accounts.admin.batch_desk import BatchDesk
from accounts.browser_printing import SHEETS_PER_PART, is_on, roles_of_the_print_run
from accounts.models import PinLetter, PrintBatch
from accounts.paper import pdf_of

_REASON = "Druck im Browser"
_REASONS: dict[type[Exception], str] = {
    PartIsOut: "Ein Teil dieses Stapels ist schon gedruckt oder wird gerade gedruckt; er kommt kein zweites Mal. "
    "Prüfen Sie seine Blätter, und sagen Sie beim Stapel, was daraus geworden ist. Erst dann kommt der nächste Teil.",
    NotPossibleNow: "Der Stapel ist nicht freigegeben. Sehen Sie beim Stapel nach, wie es jetzt steht.",
    NotReleased: "Der Stapel ist nicht mehr der freigegebene. Es wurde nichts gedruckt. Lassen Sie ihn auflösen.",
    PrintInterrupted: "Der Druck ist abgebrochen. Die Briefe dieses Teils kommen in einen Nachdruck-Stapel.",
}
_SENT_BACK = "Nicht druckbar: {}. Diese Briefe stehen mit dem Grund wieder in der Liste „Zu druckende PIN-Briefe“."
_LEAVING = {"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="druck.pdf"'}


def printing(batch: PrintBatch) -> dict[str, Any]:
    """Return how far the print of a batch is, for its pages."""
    parts = list(batch.parts.all())
    sheets = sum(part.sheets for part in parts)
    left = batch.letters.filter(state__in=[PinLetter.State.RELEASED, PinLetter.State.BATCHED]).count()
    return {
        "parts": parts,
        "printed": sheets,
        "total": sheets + left,
        "left": left,
        "part_to_check": next((part for part in parts if part.is_to_be_checked), None),
        "part_on_its_way": next((part for part in parts if part.is_on_its_way), None),
    }


def print_command(batch: PrintBatch, by: str) -> str:
    """Return what is typed on the print host to print a batch, ready for a shell."""
    reason = f"Freigegeben von {batch.released_by}"
    options = ["--batch", str(batch.pk), "--by", by, "--reason", reason, "--to-command", "lp -o sides=one-sided"]
    return shlex.join(["manage.py", "print_pin_letters", *options])


def checklist(request: HttpRequest, batch: PrintBatch, desk: BatchDesk) -> HttpResponse:
    """Show what has to be seen to before PINs go through this browser, and the button that prints the next part."""
    progress = printing(batch)
    if not is_on() or not progress["left"] or progress["part_to_check"]:
        raise NotPossibleNow
    context = {"number": _next_number(batch), "sheets": min(SHEETS_PER_PART, progress["left"])}
    return desk.page(request, "admin/batches/checklist.html", batch, title=f"{batch} drucken", **progress, **context)


@require_POST
@sensitive_variables("pdf")
def print_part(request: HttpRequest, batch: PrintBatch, desk: BatchDesk) -> HttpResponse:
    """Answer with the PDF of one part, once."""
    if not is_on():
        raise NotPossibleNow
    pdf: list[bytes] = []
    try:
        part = _print(request, batch, pdf)
    except tuple(_REASONS) as reason:
        # A page, not a message: the request that prints is under way, and would write over it in the session.
        context = {"title": "Nicht gedruckt", "reason": _REASONS[type(reason)]}
        response = desk.page(request, "admin/batches/not_printed.html", batch, **context)
        response.status_code = HTTPStatus.CONFLICT
        return response
    if part and part.sent_back:
        desk.message_user(request, _SENT_BACK.format(part.sent_back), messages.WARNING)
    if not pdf:
        return desk.back(request, batch.pk, "Es gab nichts zu drucken.", messages.INFO)
    return HttpResponse(pdf[0], content_type="application/pdf", headers=_LEAVING)


@sensitive_variables("pdf")
def _print(request: HttpRequest, batch: PrintBatch, pdf: list[bytes]) -> PrintedPart | None:
    number = _number_of(request.POST.get("part", ""))
    with roles_of_the_print_run():
        settle_abandoned_parts(batch.pk)
        if any(part.is_to_be_checked or part.is_on_its_way for part in batch.parts.all()):
            raise PartIsOut
        return print_next_part(
            by=request.user,
            reason=_REASON,
            batch=batch.pk,
            make_pdf=pdf_of,
            sink=pdf.append,
            sheets=SHEETS_PER_PART,
            number=number,
        )


def _number_of(typed: str) -> int:
    """Return the number of a part as its button sends it; 0, which no part has, for what was made by hand."""
    return int(typed) if re.fullmatch("[0-9]{1,9}", typed) else 0


def _next_number(batch: PrintBatch) -> int:
    return int(batch.parts.aggregate(last=Max("number"))["last"] or 0) + 1
