"""Sichtung: letters that somebody has to look at before they are printed, and the decision about each."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.actions import NotInReviewError, refuse_letter, release_letter
from accounts.admin.letters import LettersAdmin, days_waited, in_working_days
from accounts.models import LetterInReview, PinLetter
from regions.working_days import DESK_TARGET

if TYPE_CHECKING:
    from django.db.models import QuerySet

_DECIDE = {"release": release_letter, "refuse": refuse_letter}
_ASKED = {"release": "Brief freigeben?", "refuse": "Brief verwerfen?"}
_DONE = {
    "release": "Der Brief ist freigegeben. Er wird mit dem nächsten Stapel gedruckt.",
    "refuse": "Der Brief ist verworfen. Er wird nicht gedruckt.",
}


class DecisionForm(forms.Form):
    """What becomes of the letter, and why. Nothing is ticked beforehand."""

    decision = forms.ChoiceField(
        label="Entscheidung",
        choices=[
            ("release", "Freigeben: Der Brief wird gedruckt"),
            ("refuse", "Verwerfen: Der Brief wird nie gedruckt"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte entscheiden Sie, ob der Brief gedruckt wird."},
    )
    note = forms.CharField(
        label="Begründung",
        help_text="Ein Satz, zum Beispiel „Umzug am Telefon bestätigt“. Bitte keine Gesundheitsdaten.",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        error_messages={
            "required": "Bitte schreiben Sie in einem Satz, warum Sie so entscheiden.",
            "max_length": "Bitte kürzen Sie die Begründung auf 200 Zeichen.",
        },
    )


class DecidedFilter(admin.SimpleListFilter):
    """Shows what is open; what has been decided only on request."""

    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("decided", "entschieden")]

    def choices(self, changelist: Any) -> Any:
        for value, name in ((None, "offen"), *self.lookup_choices):
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": name}

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        in_review = {"state": PinLetter.State.REVIEW}
        return queryset.exclude(**in_review) if self.value() == "decided" else queryset.filter(**in_review)


@admin.register(LetterInReview)
class LetterInReviewAdmin(LettersAdmin):
    """The list, and one page for each letter on which it is decided."""

    list_display = ("requested_on", "waiting", "reasons", "kind", "full_number", "decision")
    list_filter = (DecidedFilter, "kind")
    ordering = ("requested_at",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return LetterInReview.objects.visible_to(request.user).exclude(review_reasons=[])

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("accounts.decide_review")

    @admin.display(description="Angefordert am", ordering="requested_at")
    def requested_on(self, letter: PinLetter) -> Any:
        return timezone.localdate(letter.requested_at)

    @admin.display(description="Wartet seit")
    def waiting(self, letter: PinLetter) -> str:
        """Return the age in working days; beyond the target it says so in words."""
        days = days_waited(letter.requested_at, letter.decided_at)
        text = in_working_days(days)
        late = letter.state == PinLetter.State.REVIEW and days > DESK_TARGET
        return f"{text} – überfällig" if late else text

    @admin.display(description="Grund")
    def reasons(self, letter: PinLetter) -> str:
        return "; ".join(PinLetter.Reason(reason).label for reason in letter.review_reasons)

    @admin.display(description="Nummer", ordering="number")
    def full_number(self, letter: PinLetter) -> str:
        return letter.number

    @admin.display(description="Entscheidung")
    def decision(self, letter: PinLetter) -> str:
        if letter.decided_at is None:
            return "offen"
        return f"{'verworfen' if letter.was_refused else 'freigegeben'} von {letter.decided_by}"

    @transaction.atomic
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one letter; take the decision, and ask once more before it counts."""
        letter = self.get_object(request, object_id)
        if letter is None or not self.has_change_permission(request, letter):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        form = DecisionForm(request.POST if request.method == "POST" else None)
        if letter.state != PinLetter.State.REVIEW or not form.is_valid():
            return self._page(request, "admin/review/letter.html", letter, form)
        if "sure" not in request.POST:
            title = _ASKED[form.cleaned_data["decision"]]
            return self._page(request, "admin/review/sure.html", letter, form, title)
        return self._decide(request, letter, form)

    def _decide(self, request: HttpRequest, letter: PinLetter, form: DecisionForm) -> HttpResponse:
        decision = form.cleaned_data["decision"]
        try:
            _DECIDE[decision](by=request.user, letter=letter.pk, note=form.cleaned_data["note"])
        except NotInReviewError:
            self.message_user(request, "Jemand anderes hat gerade schon entschieden.", messages.WARNING)
        else:
            self.message_user(request, _DONE[decision], messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:accounts_letterinreview_changelist"))

    def _page(
        self,
        request: HttpRequest,
        template: str,
        letter: PinLetter,
        form: DecisionForm,
        title: str = "PIN-Brief in Sichtung",
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": letter,
            "title": title,
            "letter": letter,
            "reasons": [PinLetter.Reason(reason).label for reason in letter.review_reasons],
            "waiting": self.waiting(letter),
            "decision": self.decision(letter),
            "is_open": letter.state == PinLetter.State.REVIEW,
            "form": form,
            "media": self.media,
        }
        return render(request, template, context)
