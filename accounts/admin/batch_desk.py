"""What the pages of a batch share: how one is fetched, shown and left. A step is a small function in a module beside.

Each step takes the request, the batch as the person may see it, and the desk; it does one thing and answers. Whoever
was overtaken by somebody else gets told, and sees the batch as it is now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.actions import ContentChanged, CountsDiffer, LettersNotReady, NotPossibleNow, OwnBatch
from accounts.models import PinLetter, PrintBatch, PrintPart
from accounts.models.registration import LetterForm
from privacy.staff_desk import ReadOnlyDeskAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet

MAKE, RELEASE = "accounts.make_batch", "accounts.release_batch"
OWN_BATCH = (
    "Sie haben diesen Stapel selbst zusammengestellt. Damit immer zwei Personen beteiligt sind, gibt ihn jemand "
    "anderes mit der Aufgabe PIN-Freigabe frei."
)
_LETTERS_ON_A_PAGE = 100
_REFUSED_BY_ACTION: dict[type[Exception], str] = {
    NotPossibleNow: "Das ist bei diesem Stand nicht möglich. Vielleicht war jemand anderes schneller. "
    "Hier sehen Sie, wie es jetzt steht.",
    LettersNotReady: "Bitte wählen Sie mindestens einen Brief aus, der noch in diesem Stapel liegt.",
    ContentChanged: "Der Stapel hat sich geändert, seit Sie ihn angesehen haben. Bitte prüfen Sie ihn noch einmal.",
    OwnBatch: OWN_BATCH,
    CountsDiffer: "Gerade hat jemand ein Blatt als Fehldruck gemeldet. Bitte zählen Sie noch einmal.",
}


@dataclass(frozen=True)
class Question:
    """What a page asks before something happens.

    Attributes:
        title: the question, as the page's title.
        lines: what will happen, and what can be undone.
        button: the answer that lets it happen.
        form: what is to be filled in; None if nothing is.
        hidden: form fields that are settled already, by name.
    """

    title: str
    lines: tuple[str, ...]
    button: str
    form: Any = None
    hidden: dict[str, Any] | None = None


class BatchDesk(ReadOnlyDeskAdmin):
    """Batches of the own IKK, changed by steps only."""

    actions = None

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return PrintBatch.objects.visible_to(request.user)

    def answer(
        self, step: Callable[..., HttpResponse], permission: str, *, atomic: bool = True
    ) -> Callable[..., HttpResponse]:
        """Return the view of a step: fetches and records the batch, and says what went wrong."""

        def view(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
            subject, refusal = self.subject_of(request, pk, number, permission)
            if refusal is not None:
                return refusal
            try:
                return step(request, subject, self)
            except tuple(_REFUSED_BY_ACTION) as refused:
                return self.back(request, pk, _REFUSED_BY_ACTION[type(refused)], messages.WARNING)

        return transaction.atomic(view) if atomic else view

    def subject_of(
        self, request: HttpRequest, pk: int, number: int | None, permission: str
    ) -> tuple[PrintBatch | PrintPart | None, HttpResponse | None]:
        """Return the batch, or the part with this number in it; or the answer where there is none.

        Raises:
            PermissionDenied: the step belongs to another role.
        """
        if not request.user.has_perm(permission):
            raise PermissionDenied
        batch = self.get_object(request, str(pk))
        found = batch if number is None or batch is None else batch.parts.filter(number=number).first()
        if found is None:
            return None, self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        return found, None

    def back(self, request: HttpRequest, pk: int, message: str, level: int = messages.SUCCESS) -> HttpResponse:
        """Lead to the batch's page with one message."""
        self.message_user(request, message, level)
        return HttpResponseRedirect(reverse("admin:accounts_printbatch_change", args=[pk]))

    def ask(self, request: HttpRequest, batch: PrintBatch, question: Question) -> HttpResponse:
        """Show a question; its answer is a POST to the same address."""
        context = {"question": question, "form": question.form, "hidden": question.hidden or {}}
        return self.page(request, "admin/batches/question.html", batch, title=question.title, **context)

    def page(self, request: HttpRequest, template: str, batch: PrintBatch, **context: Any) -> HttpResponse:
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": batch,
            "batch": batch,
            "batch_address": reverse("admin:accounts_printbatch_change", args=[batch.pk]),
            "title": str(batch),
            "media": self.media,
        }
        return render(request, template, {**shared, **context})


def content_of(batch: PrintBatch) -> dict[str, int]:
    """Return what is in a batch: label -> how many letters; what is not there is left out."""
    conditions = {
        "Briefe": Q(),
        **{form.label: Q(letter_form=form) for form in LetterForm},
        "An Arbeitgeber": Q(kind="employer"),
        "Nachdrucke": Q(is_reprint=True),
        "Geschützte Akten": Q(is_protected=True),
    }
    counted = {f"count_{place}": Count("pk", filter=condition) for place, condition in enumerate(conditions.values())}
    counts = batch.letters.aggregate(**counted)
    return {label: count for label, count in zip(conditions, counts.values(), strict=True) if count}


def letters_of(request: HttpRequest, batch: PrintBatch) -> Any:
    """Return the page of a batch's letters that the address asks for by ``seite``."""
    letters: QuerySet[PinLetter] = batch.letters.select_related("part").order_by(
        "part__number", "sheet", "requested_at", "pk"
    )
    return Paginator(letters, _LETTERS_ON_A_PAGE).get_page(request.GET.get("seite"))
