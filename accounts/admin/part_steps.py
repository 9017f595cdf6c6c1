"""The steps from the printer to the post: a part confirmed, spoiled or given up, and the batch handed to the post."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.actions import NotPossibleNow, confirm_part, mark_misprint, mark_part_unclear, post_batch, settle_part
from accounts.admin.batch_desk import BatchDesk, Question
from accounts.admin.batch_forms import CountsForm, MisprintForm
from accounts.models import PrintBatch, PrintPart

_FINAL = "Das lässt sich nicht zurücknehmen."
_REPRINTED = "Die Briefe kommen in einen Nachdruck-Stapel und bekommen neue PINs."
_HOW_TO_COUNT = (
    "Blätter in diesem Teil: {}. Zählen Sie vom ersten Blatt an, das aus dem Drucker kam: Das ist Blatt 1. "
    "Beim Druck im Browser ist es die Seitenzahl."
)
_COUNT = "Bitte zählen Sie selbst, bevor Sie die Umschläge zur Post geben."


@require_POST
def confirm(request: HttpRequest, part: PrintPart, desk: BatchDesk) -> HttpResponse:
    """Say that all sheets of a part lie here, readable."""
    confirm_part(by=request.user, part=part.pk)
    message = f"Der Druck von Teil {part.number} ist bestätigt. Fehldrucke können Sie bis zur Post noch melden."
    return desk.back(request, part.batch_id, message)


def unclear(request: HttpRequest, part: PrintPart, desk: BatchDesk) -> HttpResponse:
    """Ask, then give up a part of which nobody knows what was printed."""
    if not part.is_to_be_checked:
        raise NotPossibleNow
    if request.method == "POST":
        mark_part_unclear(by=request.user, part=part.pk)
        message = f"Teil {part.number} ist ungeklärt. Vernichten Sie alle Blätter, die Sie davon finden."
        return desk.back(request, part.batch_id, message)
    lines = (
        (
            f"Alle Blätter dieses Teils ({part.sheets}) gelten dann als Fehldruck, auch die lesbaren. Die PINs darauf "
            "sind sofort ungültig. Vernichten Sie jedes Blatt, das Sie davon finden."
        ),
        _REPRINTED,
        _FINAL,
    )
    question = Question(f"Teil {part.number}: Druck ungeklärt?", lines, "Ja, der Druck ist ungeklärt")
    return desk.ask(request, part.batch, question)


@require_POST
def settle(request: HttpRequest, part: PrintPart, desk: BatchDesk) -> HttpResponse:
    """Look whether the print run of a part is still alive; if it is not, its sheets are given up."""
    if not part.is_on_its_way:
        raise NotPossibleNow
    try:
        settle_part(by=request.user, part=part.pk)
    except NotPossibleNow:
        return desk.back(request, part.batch_id, f"Teil {part.number} wird noch gedruckt.", messages.INFO)
    message = f"Der Druck von Teil {part.number} ist abgebrochen. Vernichten Sie alle Blätter, die Sie davon finden."
    return desk.back(request, part.batch_id, message, messages.WARNING)


def misprint(request: HttpRequest, part: PrintPart, desk: BatchDesk) -> HttpResponse:
    """Ask which sheets, ask once more, then give them up."""
    if part.handed_over_at is None or part.abandoned_at:
        raise NotPossibleNow
    form = MisprintForm(request.POST if request.method == "POST" else None, part=part)
    title = f"Teil {part.number}: Fehldruck melden"
    if not form.is_valid():
        return desk.ask(request, part.batch, Question(title, (_HOW_TO_COUNT.format(part.sheets),), "Weiter", form))
    sheets = form.cleaned_data
    if "sure" in request.POST:
        count = mark_misprint(by=request.user, part=part.pk, **sheets)
        message = f"Als Fehldruck gemeldet: {count}. Vernichten Sie diese Blätter; die Briefe werden nachgedruckt."
        return desk.back(request, part.batch_id, message)
    lines = (
        (
            f"Von Blatt {sheets['from_sheet']} bis Blatt {sheets['to_sheet']}: Die PINs auf diesen Blättern sind dann "
            "sofort ungültig. Vernichten Sie die Blätter."
        ),
        _REPRINTED,
        _FINAL,
    )
    return desk.ask(request, part.batch, Question(f"{title}?", lines, "Ja, Fehldruck", hidden=sheets))


def post(request: HttpRequest, batch: PrintBatch, desk: BatchDesk) -> HttpResponse:
    """Ask for the counts, ask once more, then note that the envelopes have left the house."""
    if batch.state != PrintBatch.State.PRINTED:
        raise NotPossibleNow
    form = CountsForm(request.POST if request.method == "POST" else None, batch=batch)
    if not form.is_valid():
        return desk.ask(request, batch, Question("Zur Post geben", (_COUNT,), "Weiter", form))
    counts = form.cleaned_data
    if "sure" in request.POST:
        post_batch(by=request.user, batch=batch.pk, **counts)
        return desk.back(request, batch.pk, "Der Stapel ist zur Post gegeben. Damit ist er erledigt.")
    lines = (
        (
            f"Umschläge für die Post: {counts['enveloped']}; vernichtete Blätter: {counts['spoiled']}. "
            "Die Zahlen stimmen mit dem Druck überein."
        ),
        "Heute gilt dann als Tag des Versands, auch auf der Seite „Stand der PIN-Briefe“.",
        _FINAL,
    )
    return desk.ask(request, batch, Question("Heute zur Post gegeben?", lines, "Ja, zur Post gegeben", hidden=counts))
