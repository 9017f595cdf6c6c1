"""The work list of PIN-Versand: letters that wait for a batch, and the buttons that make one of them."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.actions import LettersNotReady, make_batch, make_reprint_batch
from accounts.admin.letters import LettersAdmin, days_waited, in_working_days
from accounts.models import LetterToPrint, PinLetter, PrintBatch
from regions.working_days import DESK_TARGET, working_days_before

if TYPE_CHECKING:
    from django.db.models import QuerySet

_READY = Q(state=PinLetter.State.REQUESTED, is_reprint=False, problem="")
#: The buttons above the list: what each collects. Letters with a problem are chosen by hand, once it is mended.
_COLLECTED = {
    "ready": _READY & Q(is_protected=False),
    "protected": _READY & Q(is_protected=True),
    "reprint": Q(is_reprint=True),
}
_MADE = (
    "{batch} ist zusammengestellt: {count}. Prüfen Sie ihn und legen Sie ihn zur Freigabe vor. "
    "Bis zum Druck können Sie ihn noch ändern oder auflösen."
)
_TAKEN = "Diese Briefe waren nicht mehr alle frei: Jemand anderes war schneller. Die Liste ist jetzt aktuell."
_NOTHING_CHOSEN = "Bitte wählen Sie in der Liste mindestens einen Brief aus. Es hat sich nichts geändert."
_NOT_TOGETHER = (
    "Nachdrucke kommen in einen eigenen Stapel. Nehmen Sie dafür den Knopf über der Liste, "
    "und wählen Sie hier nur andere Briefe aus."
)


class HintFilter(admin.SimpleListFilter):
    """What needs attention first."""

    title = "Hinweis"
    parameter_name = "hinweis"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("late", "wartet zu lange"), ("problem", "nicht druckbar"), ("reprint", "Nachdruck")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        conditions = {"late": _is_late(), "problem": ~Q(problem=""), "reprint": Q(is_reprint=True)}
        condition = conditions.get(self.value() or "")
        return queryset.filter(condition) if condition else queryset


@admin.register(LetterToPrint)
class LetterToPrintAdmin(LettersAdmin):
    """The list; a letter has no page of its own here: all that is known stands in its row."""

    list_display = ("requested_on", "waiting", "remarks", "kind", "full_number", "letter_form")
    list_display_links = None
    list_filter = (HintFilter, "kind", "letter_form")
    ordering = ("requested_at",)
    actions = ("make_batch_of_chosen",)
    change_list_template = "admin/batches/letters_to_print.html"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return _waiting(request).annotate(waits_since=Coalesce("decided_at", "requested_at"))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("collect/<slug:which>/", wrap(self.collect), name="accounts_lettertoprint_collect"),
            *super().get_urls(),
        ]

    def get_action_choices(self, request: HttpRequest, default_choices: Any = ()) -> list[tuple[str, str]]:
        """Offer the one action without an empty choice before it."""
        return super().get_action_choices(request, [])

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        is_chosen = request.method != "POST" or request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not is_chosen and self.has_make_permission(request):
            self.message_user(request, _NOTHING_CHOSEN, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        waiting = _waiting(request).annotate(waits_since=Coalesce("decided_at", "requested_at"))
        counts = waiting.aggregate(
            **{which: Count("pk", filter=condition) for which, condition in _COLLECTED.items()},
            all=Count("pk"),
            late=Count("pk", filter=_is_late()),
            problem=Count("pk", filter=~Q(problem="")),
        )
        return super().changelist_view(request, {"counts": counts, "target": DESK_TARGET, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Lead to the list: a letter has no page of its own here."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:accounts_lettertoprint_changelist"))

    @admin.display(description="Angefordert am", ordering="requested_at")
    def requested_on(self, letter: PinLetter) -> Any:
        return timezone.localdate(letter.requested_at)

    @admin.display(description="Wartet seit")
    def waiting(self, letter: Any) -> str:
        """Return the age in working days, from a decision on."""
        return in_working_days(days_waited(letter.waits_since))

    @admin.display(description="Nummer", ordering="number")
    def full_number(self, letter: PinLetter) -> str:
        return letter.number

    @admin.display(description="Hinweise")
    def remarks(self, letter: Any) -> str:
        """Say in words what is special about a letter, the most urgent first."""
        remarks = [
            "Wartet zu lange: bitte zuerst drucken" if days_waited(letter.waits_since) > DESK_TARGET else "",
            "Nachdruck: Druck ungeklärt" if letter.state == PinLetter.State.UNCLEAR else "",
            "Nachdruck" if letter.is_reprint and letter.state != PinLetter.State.UNCLEAR else "",
            f"Nicht druckbar: {letter.problem}" if letter.problem else "",
            "Geschützte Akte" if letter.is_protected else "",
        ]
        return "; ".join(filter(None, remarks))

    def has_make_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.make_batch")

    @admin.action(description="Stapel aus den ausgewählten Briefen zusammenstellen", permissions=["make"])
    def make_batch_of_chosen(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Make a batch of the ticked letters, those with a problem included."""
        chosen = list(queryset)
        if any(letter.is_reprint for letter in chosen):
            self.message_user(request, _NOT_TOGETHER, messages.WARNING)
            return None
        return self._make(request, [letter.pk for letter in chosen])

    @method_decorator(require_POST)
    @transaction.atomic
    def collect(self, request: HttpRequest, which: str) -> HttpResponse:
        """Make a batch of all letters of one kind, however many there are."""
        if not self.has_make_permission(request) or which not in _COLLECTED:
            return self._get_obj_does_not_exist_redirect(request, self.opts, which)
        letters = _waiting(request).filter(_COLLECTED[which])
        return self._make(request, list(letters.values_list("pk", flat=True)), is_reprint=which == "reprint")

    def _make(self, request: HttpRequest, letters: list[Any], *, is_reprint: bool = False) -> HttpResponse:
        user: Any = request.user
        try:
            if is_reprint:
                batch = make_reprint_batch(by=user, region=user.region)
            else:
                batch = make_batch(by=user, region=user.region, letters=letters)
        except LettersNotReady:
            self.message_user(request, _TAKEN, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:accounts_lettertoprint_changelist"))
        self.message_user(request, _MADE.format(batch=batch, count=_letters(batch)), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:accounts_printbatch_change", args=[batch.pk]))


def _waiting(request: HttpRequest) -> "QuerySet[Any]":
    rows: QuerySet[Any] = LetterToPrint.objects.visible_to(request.user)
    return rows.filter(state__in=PinLetter.TO_BE_BATCHED)


def _is_late() -> Q:
    """Letters that have waited for more than the target; needs the annotation ``waits_since``."""
    return Q(waits_since__date__lte=working_days_before(timezone.localdate(), DESK_TARGET + 1))


def _letters(batch: PrintBatch) -> str:
    count = batch.letters.count()
    return "1 Brief" if count == 1 else f"{count} Briefe"
