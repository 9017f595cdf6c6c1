"""The inbox: what was asked, who answers it, and the page from which every answer leaves."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from contact.actions import answering
from contact.admin.filters import StandingFilter
from contact.admin.steps import ASKED, AnswerForm
from contact.answers import TEMPLATES, answer_mail, first_draft, footer, message_id, with_template
from contact.desk_figures import days_in_words
from contact.models import Enquiry
from contact.topics import Topic
from privacy.staff_desk import ReadOnlyDeskAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet

_PERMISSION = "contact.answer_enquiry"
_WAYS = {Enquiry.Way.MAIL: "per E-Mail", Enquiry.Way.POST: "per Post"}
_TOO_LATE = "Dieser Schritt ist schon getan, oder jemand anderes war schneller. Unten steht der neue Stand."
_NOT_SENT = (
    "Die Antwort ist nicht hinausgegangen: Der Mailserver hat sie nicht angenommen. Ihr Text ist als Entwurf "
    "gespeichert. Versuchen Sie es später noch einmal. Bleibt es dabei, antworten Sie per Post, oder sagen Sie der "
    "technischen Betreuung Bescheid."
)
_UNCLEAR = (
    "Unklar, ob die Antwort hinausgegangen ist: Die Verbindung zum Mailserver ist abgebrochen. Bitte prüfen, nicht "
    "erneut senden. Unten steht, wie es weitergeht."
)


@admin.register(Enquiry)
class EnquiryAdmin(ReadOnlyDeskAdmin):
    """The list, and one page for each enquiry on which it is answered."""

    list_display = ("received", "how_old", "topic", "ikk", "standing")
    list_filter = (StandingFilter, "topic")
    list_per_page = 50
    ordering = ("received_at", "pk")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return Enquiry.objects.visible_to(request.user).with_colleague().select_related("region")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(_PERMISSION)

    @admin.display(description="Eingegangen am", ordering="received_at")
    def received(self, enquiry: Enquiry) -> str:
        return f"{date_format(timezone.localtime(enquiry.received_at), 'j. F Y, G')} Uhr"  # it is known to the hour

    @admin.display(description="Alter")
    def how_old(self, enquiry: Enquiry) -> str:
        """Return the age in days; a report of a barrier beyond its month says so in words."""
        now = timezone.now()
        text = days_in_words(enquiry.received_at, enquiry.answered_at or now)
        return f"{text} – überfällig" if enquiry.is_overdue(now) else text

    @admin.display(description="IKK")
    def ikk(self, enquiry: Enquiry) -> str:
        return str(enquiry.region or "alle IKKs")

    @admin.display(description="Stand", ordering="state")
    def standing(self, enquiry: Any) -> str:
        if enquiry.is_unclear:
            return "Unklar: prüfen, nicht erneut senden"
        text = str(enquiry.get_state_display())
        if enquiry.state == Enquiry.State.ANSWERED:
            return f"{text} {_WAYS[Enquiry.Way(enquiry.answered_way)]}"
        return f"{text} von {enquiry.colleague}" if enquiry.taken_by else text

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one enquiry or take a step. Sending commits before the mail leaves, so it stands in no transaction."""
        with transaction.atomic():
            enquiry = self.get_object(request, object_id)
            if enquiry is None or not self.has_change_permission(request, enquiry):
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        step = request.POST.get("step", "") if request.method == "POST" else ""
        if not step or "back" in request.POST:
            return self._desk(request, enquiry, self._form(request, enquiry))
        return self._step(request, enquiry, step)

    def _step(self, request: HttpRequest, enquiry: Enquiry, step: str) -> HttpResponse:
        form = AnswerForm(request.POST, untouched=first_draft(enquiry.region))
        if step == "insert" and request.POST.get("template") in TEMPLATES:
            text = with_template(form.typed(), request.POST["template"])
            return self._desk(request, enquiry, AnswerForm(initial={"text": text}))
        if step == "send" and not form.is_valid():
            return self._desk(request, enquiry, form)
        if step in ASKED and "sure" not in request.POST:
            return self._ask(request, enquiry, step, form)
        try:
            done = _act(request.user, enquiry.pk, step, form)
        except answering.NotPossibleNow:
            self.message_user(request, _TOO_LATE, messages.WARNING)
            return self._too_late(request, enquiry.pk)
        except answering.NotSent:
            self.message_user(request, _NOT_SENT, messages.ERROR)
        except answering.SendingUnclear:
            self.message_user(request, _UNCLEAR, messages.ERROR)
        else:
            self.message_user(request, done, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:contact_enquiry_change", args=[enquiry.pk]))

    def _too_late(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show how the enquiry stands now; words that it does not hold stay on the page, to be copied."""
        now = self.get_queryset(request).filter(pk=pk).first()
        if now is None or not _unsaved(request, now):
            return HttpResponseRedirect(reverse("admin:contact_enquiry_change", args=[pk]))
        return self._desk(request, now, self._form(request, now))

    def _form(self, request: HttpRequest, enquiry: Enquiry) -> AnswerForm:
        typed = request.POST.get("text", "") if request.method == "POST" else ""
        return AnswerForm(initial={"text": typed or enquiry.draft or first_draft(enquiry.region)})

    def _ask(self, request: HttpRequest, enquiry: Enquiry, step: str, form: AnswerForm) -> HttpResponse:
        context = {"step": step, "words": ASKED[step], "form": form, "title": ASKED[step].question}
        if step == "send":
            enquiry.draft = form.cleaned_data["text"]  # shown, not saved
            context["mail"] = answer_mail(enquiry)
        return self._page(request, "admin/enquiries/sure.html", enquiry, context)

    def _desk(self, request: HttpRequest, enquiry: Enquiry, form: AnswerForm) -> HttpResponse:
        is_mine = enquiry.state == Enquiry.State.TAKEN and enquiry.taken_by == request.user.get_username()
        context = {
            "form": form,
            "is_mine": is_mine,
            "is_unclear": enquiry.is_unclear,
            "footer": footer(enquiry.region).strip(),
            "unsaved": "" if is_mine else _unsaved(request, enquiry),
            **self._others(request, enquiry),
        }
        return self._page(request, "admin/enquiries/enquiry.html", enquiry, context)

    def _others(self, request: HttpRequest, enquiry: Enquiry) -> dict[str, Any]:
        """Return how many others are open, and which come before and after; an answered one leads to the oldest."""
        others = self.get_queryset(request).filter(state=Enquiry.State.OPEN).exclude(pk=enquiry.pk)
        keys = others.order_by(*self.ordering).values_list("pk", flat=True)
        before = Q(received_at__lt=enquiry.received_at) | Q(received_at=enquiry.received_at, pk__lt=enquiry.pk)
        is_done = enquiry.state == Enquiry.State.ANSWERED
        return {
            "open_count": keys.count(),
            "previous_open": keys.filter(before).last(),
            "next_open": keys.first() if is_done else keys.exclude(before).first(),
        }

    def _page(self, request: HttpRequest, template: str, enquiry: Enquiry, context: dict[str, Any]) -> HttpResponse:
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": enquiry,
            "title": f"Anfrage: {Topic(enquiry.topic).label}",
            "enquiry": enquiry,
            "ikk": self.ikk(enquiry),
            "age": self.how_old(enquiry),
            "standing": self.standing(enquiry),
            "message_id": message_id(enquiry),
            "media": self.media,
            **context,
        }
        return render(request, template, shown)


def _unsaved(request: HttpRequest, enquiry: Enquiry) -> str:
    """Return what was typed and is not in the draft."""
    if request.method != "POST":
        return ""
    typed = AnswerForm(request.POST, untouched=first_draft(enquiry.region)).draft().strip()
    return "" if typed == enquiry.draft.strip() else typed


def _act(by: Any, pk: UUID, step: str, form: AnswerForm) -> str:
    """Take a step and return what to say; an unknown one is none that the page offers."""
    if step == "take":
        answering.take_enquiry(by=by, enquiry=pk)
        return "Sie haben die Anfrage übernommen. Andere sehen, dass Sie antworten."
    if step == "give-back":
        answering.give_back(by=by, enquiry=pk, text=form.draft())
        return "Die Anfrage ist wieder offen. Sie können sie jederzeit wieder übernehmen; Ihr Entwurf ist gespeichert."
    if step == "save":
        answering.save_draft(by=by, enquiry=pk, text=form.draft())
        return "Der Entwurf ist gespeichert. Gesendet ist nichts."
    _act_after_question(by, pk, step, form)
    return ASKED[step].done


def _act_after_question(by: Any, pk: UUID, step: str, form: AnswerForm) -> None:
    if step == "send":
        answering.send_answer(by=by, enquiry=pk, text=form.cleaned_data["text"])
    elif step == "post":
        answering.answer_by_post(by=by, enquiry=pk)
    elif step == "take-over":
        answering.take_over(by=by, enquiry=pk, from_whom=form.data.get("from_whom", ""))
    elif step in ("was-sent", "was-not-sent"):
        answering.settle_sending(by=by, enquiry=pk, was_sent=step == "was-sent")
    else:
        raise answering.NotPossibleNow
