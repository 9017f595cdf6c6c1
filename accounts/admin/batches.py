"""Batches of letters: the list, the page of one batch, and which steps lead on from there."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accounts.admin import batch_steps, part_steps, print_steps
from accounts.admin.batch_desk import MAKE, OWN_BATCH, RELEASE, BatchDesk, content_of, letters_of
from accounts.admin.letters import days_waited, in_working_days
from accounts.browser_printing import is_on
from accounts.fresh_factor import fresh_factor_required
from accounts.models import PrintBatch

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: Steps of a batch, by the end of their address: the view and the permission it needs.
_BATCH_STEPS = {
    "take-out": (batch_steps.take_letters_out, MAKE),
    "submit": (batch_steps.submit, MAKE),
    "dissolve": (batch_steps.dissolve, MAKE),
    "release": (batch_steps.release, RELEASE),
    "refuse": (batch_steps.refuse, RELEASE),
    "print": (print_steps.checklist, MAKE),
    "post": (part_steps.post, MAKE),
}
_PART_STEPS = {
    "confirm": (part_steps.confirm, MAKE),
    "misprint": (part_steps.misprint, MAKE),
    "unclear": (part_steps.unclear, MAKE),
    "settle": (part_steps.settle, MAKE),
}
#: The way of a batch, as the line of steps on its page shows it: the state, and its name there.
_WAY = (
    (PrintBatch.State.OPEN, "zusammengestellt"),
    (PrintBatch.State.SUBMITTED, "vorgelegt"),
    (PrintBatch.State.RELEASED, "freigegeben"),
    (PrintBatch.State.PRINTED, "gedruckt"),
    (PrintBatch.State.POSTED, "zur Post gegeben"),
)
_DISSOLVED = "Abgelehnt oder aufgelöst"  # by PIN-Freigabe or by PIN-Versand themselves
_NEXT = {
    PrintBatch.State.OPEN: "Die Briefe prüfen, dann zur Freigabe vorlegen.",
    PrintBatch.State.SUBMITTED: "Eine zweite Person mit der Aufgabe PIN-Freigabe prüft und gibt frei.",
    PrintBatch.State.RELEASED: "PIN-Versand druckt.",
    PrintBatch.State.PRINTING: "Weiter drucken und jeden Teil bestätigen.",
    PrintBatch.State.PRINTED: "Kuvertieren, Blätter zählen, zur Post geben.",
    PrintBatch.State.POSTED: "Nichts mehr zu tun.",
    PrintBatch.State.REFUSED: "Nichts mehr zu tun: Die Briefe warten auf einen neuen Stapel.",
}


class StateFilter(admin.SimpleListFilter):
    """Shows what is still to be done; what has ended only on request."""

    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("submitted", "freizugeben"),
            ("released", "zu drucken"),
            ("printed", "zur Post zu geben"),
            ("ended", "erledigt"),
        ]

    def choices(self, changelist: Any) -> Any:
        for value, name in ((None, "offen"), *self.lookup_choices):
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": name}

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        wanted = {
            "submitted": [PrintBatch.State.SUBMITTED],
            "released": [PrintBatch.State.RELEASED, PrintBatch.State.PRINTING],
            "printed": [PrintBatch.State.PRINTED],
            "ended": PrintBatch.ENDED,
        }.get(self.value() or "")
        return queryset.filter(state__in=wanted) if wanted else queryset.exclude(state__in=PrintBatch.ENDED)


@admin.register(PrintBatch)
class PrintBatchAdmin(BatchDesk):
    """The list, and the page of a batch from which every step starts."""

    list_display = ("name", "standing", "age", "letter_count", "made_by", "next_step")
    list_filter = (StateFilter, "is_reprint")
    ordering = ("made_at",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).annotate(letter_count=Count("letters"))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = "accounts_printbatch"
        views = {end: self.answer(*step) for end, step in _BATCH_STEPS.items()}
        views["release"] = fresh_factor_required(views["release"])  # outside of the step's transaction
        steps = [path(f"<int:pk>/{end}/", wrap(view), name=f"{name}_{end}") for end, view in views.items()]
        steps += [
            path(f"<int:pk>/parts/<int:number>/{end}/", wrap(self.answer(*step)), name=f"{name}_part_{end}")
            for end, step in _PART_STEPS.items()
        ]
        print_part = self.answer(print_steps.print_part, MAKE, atomic=False)
        steps.append(path("<int:pk>/print-part/", wrap(print_part), name=f"{name}_print-part"))
        return [*steps, *super().get_urls()]

    @admin.display(description="Stapel", ordering="pk")
    def name(self, batch: PrintBatch) -> str:
        return f"{batch}{', Nachdruck' if batch.is_reprint else ''}{', geschützt' if batch.is_protected else ''}"

    @admin.display(description="Stand", ordering="state")
    def standing(self, batch: PrintBatch) -> str:
        return _DISSOLVED if batch.state == PrintBatch.State.REFUSED else batch.get_state_display()

    @admin.display(description="In Arbeit seit", ordering="made_at")
    def age(self, batch: PrintBatch) -> str:
        return in_working_days(days_waited(batch.made_at, batch.ended_at))

    @admin.display(description="Briefe")
    def letter_count(self, batch: Any) -> int:
        return int(batch.letter_count)

    @admin.display(description="Nächster Schritt")
    def next_step(self, batch: PrintBatch) -> str:
        return _NEXT[PrintBatch.State(batch.state)]

    @transaction.atomic
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one batch: where it stands, what is to be done, what is in it, and how far its print is."""
        batch = self.get_object(request, object_id)
        if batch is None or not self.has_view_permission(request, batch):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            "way": _way(batch),
            "content": content_of(batch),
            "letters": letters_of(request, batch),
            "own_batch": OWN_BATCH if batch.made_by == request.user.get_username() else "",
            "may_make": request.user.has_perm(MAKE),
            "may_release": request.user.has_perm(RELEASE),
            "is_unprinted": batch.state in PrintBatch.UNPRINTED,
            "browser_printing": is_on(),
            "print_command": print_steps.print_command(batch, str(request.user)),
            **print_steps.printing(batch),
        }
        return self.page(request, "admin/batches/batch.html", batch, **context)


def _way(batch: PrintBatch) -> list[dict[str, Any]]:
    """Return the line of steps: which are done, and which one the batch stands at."""
    states = [state for state, _ in _WAY]
    reached = PrintBatch.State.RELEASED if batch.state == PrintBatch.State.PRINTING else batch.state
    if reached not in states:
        return [{"name": "zusammengestellt", "is_done": True}, {"name": _DISSOLVED.lower(), "is_done": True}]
    place = states.index(PrintBatch.State(reached))
    return [{"name": name, "is_done": number <= place} for number, (_, name) in enumerate(_WAY)]
