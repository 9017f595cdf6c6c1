"""The steps of a batch before it is printed: letters out, submitted, dissolved, released or refused."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.actions import NotPossibleNow, refuse_batch, release_batch, submit_batch, take_out
from accounts.admin.batch_desk import OWN_BATCH, BatchDesk, Question, content_of, letters_of
from accounts.admin.batch_forms import ReasonForm
from accounts.models import PrintBatch

_ASKED_TO_DISSOLVE = Question(
    title="Stapel auflösen?",
    lines=(
        "Alle Briefe des Stapels stehen danach wieder in der Liste „Zu druckende PIN-Briefe“; keiner geht verloren.",
        "Der Stapel selbst lässt sich nicht wiederherstellen. Sie können jederzeit einen neuen zusammenstellen.",
    ),
    button="Ja, auflösen",
)
_ASKED_TO_REFUSE = Question(
    title="Freigabe ablehnen?",
    lines=(
        (
            "Der Stapel wird aufgelöst. Seine Briefe stehen danach wieder in der Liste „Zu druckende PIN-Briefe“, und "
            "PIN-Versand sieht Ihren Grund."
        ),
        "Das lässt sich nicht zurücknehmen; PIN-Versand kann aber einen neuen Stapel zusammenstellen.",
    ),
    button="Ja, ablehnen",
)


@require_POST
def take_letters_out(request: HttpRequest, batch: PrintBatch, desk: BatchDesk) -> HttpResponse:
    """Take the ticked letters out."""
    was_submitted = batch.state != PrintBatch.State.OPEN
    chosen = _uuids(request.POST.getlist("letter"))
    take_out(by=request.user, batch=batch.pk, letters=chosen)
    message = f"Herausgenommen: {len(chosen)}. Die Briefe stehen wieder in der Liste „Zu druckende PIN-Briefe“."
    if was_submitted:
        message += " Vorlage und Freigabe gelten nicht mehr: Legen Sie den Stapel noch einmal vor."
    return desk.back(request, batch.pk, message)


@require_POST
def submit(request: HttpRequest, batch: PrintBatch, desk: BatchDesk) -> HttpResponse:
    """Say that the batch is complete."""
    submit_batch(by=request.user, batch=batch.pk)
    message = "Der Stapel ist zur Freigabe vorgelegt. Nehmen Sie einen Brief heraus, ist er wieder in Arbeit."
    return desk.back(request, batch.pk, message)


def release(request: HttpRequest, batch: PrintBatch, desk: BatchDesk) -> HttpResponse:
    """Show what would be released, and release exactly that."""
    if request.method == "POST":
        release_batch(by=request.user, batch=batch.pk, content=request.POST.get("content", ""))
        return desk.back(request, batch.pk, "Der Stapel ist freigegeben. PIN-Versand kann ihn jetzt drucken.")
    if batch.state != PrintBatch.State.SUBMITTED:
        raise NotPossibleNow
    context: dict[str, Any] = {"content": content_of(batch), "letters": letters_of(request, batch)}
    if batch.made_by == request.user.get_username():
        context["own_batch"] = OWN_BATCH
    return desk.page(request, "admin/batches/release.html", batch, title=f"{batch} freigeben?", **context)


def dissolve(request: HttpRequest, batch: PrintBatch, desk: BatchDesk) -> HttpResponse:
    """Ask why, then dissolve a batch that is not released."""
    if batch.state not in (PrintBatch.State.OPEN, PrintBatch.State.SUBMITTED):
        raise NotPossibleNow
    return _ended(request, batch, desk, _ASKED_TO_DISSOLVE, "Der Stapel ist aufgelöst.")


def refuse(request: HttpRequest, batch: PrintBatch, desk: BatchDesk) -> HttpResponse:
    """Ask why, then refuse a batch that was submitted."""
    if batch.state != PrintBatch.State.SUBMITTED:
        raise NotPossibleNow
    return _ended(request, batch, desk, _ASKED_TO_REFUSE, "Der Stapel ist abgelehnt und aufgelöst.")


def _ended(request: HttpRequest, batch: PrintBatch, desk: BatchDesk, question: Question, message: str) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return desk.ask(request, batch, Question(question.title, question.lines, question.button, form))
    refuse_batch(by=request.user, batch=batch.pk, note=form.cleaned_data["note"])
    return desk.back(request, batch.pk, message)


def _uuids(typed: list[str]) -> list[UUID]:
    """Return the letters' numbers of a form; one made by hand stands for no letter."""
    try:
        return [UUID(text) for text in typed]
    except ValueError:
        return []
