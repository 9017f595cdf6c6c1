"""Pages of the services: each kind of them is served by one view, whatever module declares it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import kept_forms
from accounts.inside import slugs_of
from accounts.second_proof import second_proof_required
from ikk_portal.platform.host_slots import NoSlotFree
from ikk_portal.platform.question_pages import Question, QuestionPages
from internetfiliale.actions import submit_case
from internetfiliale.budgets import charge_case
from internetfiliale.drafts import Draft, new_draft, note_sent, submission_key
from internetfiliale.own_register_data import RegisterAway, masked
from internetfiliale.services.catalogue import service_called, service_for
from internetfiliale.services.declaration import (
    CaseService,
    DocumentService,
    PageService,
    Proof,
    Refused,
    Rows,
    Service,
    Visitor,
)
from internetfiliale.visitors import visitor_of
from letters.engine import PaperError
from letters.turns import turn
from regions.models import Region


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service, if it is in the catalogue of who is signed in."""
    visitor = visitor_of(request)
    if visitor is None:
        raise Http404
    found = service_for(visitor, slug)
    if found is None:
        return _not_offered(request, visitor, slug)
    view = second_proof_required(_answer) if found.proof is Proof.SECOND else _answer
    return view(request, found, visitor)


def _answer(request: HttpRequest, found: Service, visitor: Visitor) -> HttpResponse:
    if isinstance(found, CaseService):
        return _Filling().answer(request, new_draft(request, found, visitor))
    if isinstance(found, DocumentService):
        return _document(request, found, visitor)
    if isinstance(found, PageService) and (request.method != "POST" or found.takes_post):
        return found.page(request, visitor)
    return HttpResponseNotAllowed(["GET", "HEAD"])


def _not_offered(request: HttpRequest, visitor: Visitor, slug: str) -> HttpResponse:
    """Say which of the own IKKs offer a service; what was sent for one of them waits until they are back there."""
    wanted = service_called(slug)
    if wanted is None or visitor.audience not in wanted.audience:
        raise Http404
    own = Region.objects.with_responsible_office().filter(slug__in=slugs_of(request)).order_by("name")
    others = [region.name for region in own if wanted.is_offered(region)]
    is_sent = request.method == "POST"
    context = {
        "service": wanted,
        "others": others,
        "is_sent": is_sent,
        "is_kept": is_sent and others and kept_forms.give_back(request, kept_forms.kept_now(request)),
        "kept_minutes": kept_forms.MAX_AGE // timedelta(minutes=1),
    }
    return render(request, "internetfiliale/service_not_offered.html", context, status=404)


class _Filling(QuestionPages[Draft]):
    """The questions of a case, all answers, and the last button."""

    is_public = False
    question_template = "internetfiliale/service_question.html"
    check_template = "internetfiliale/service_check.html"

    @sensitive_variables()
    def submit(self, request: HttpRequest, draft: Draft) -> HttpResponse:
        """Send the case; sent twice, it is one case with one receipt."""
        key, visitor = submission_key(draft), draft.visitor
        charge_case(user=visitor.user, key=key)
        taken = submit_case(
            by=visitor.user,
            region=visitor.region,
            service=draft.service.slug,
            key=key,
            answers=draft.values(),
            in_words=draft.in_words(),
            letter_before_change=draft.service.letter_before_change,
        )
        note_sent(request)
        return HttpResponseRedirect(reverse("internetfiliale:case", kwargs={"key": taken.key}), status=303)

    def given_back(self, request: HttpRequest) -> Any:
        return kept_forms.taken(request)

    def said_everywhere(self, draft: Draft) -> dict[str, Any]:
        return {
            "service": draft.service,
            "has_moved": draft.has_moved,
            **_on_file(draft.service, draft.visitor),
        }

    def said_of_question(self, draft: Draft, question: Question, form: forms.Form) -> dict[str, Any]:
        return {"is_first": question == draft.questions[0]}

    def said_of_answers(self, draft: Draft) -> dict[str, Any]:
        return {"lines": draft.lines(), "remark": draft.remark()}


def _document(request: HttpRequest, found: DocumentService, visitor: Visitor) -> HttpResponse:
    """Show what the document is, and the button; behind it the file, after the second proof."""
    if request.method == "POST":
        return _given(request, found, visitor)
    return _document_page(request, found, visitor, kept_forms.form_for(request, found.form or forms.Form))


@second_proof_required
def _given(request: HttpRequest, found: DocumentService, visitor: Visitor) -> HttpResponse:
    form = (found.form or forms.Form)(request.POST)
    if not form.is_valid():
        return _document_page(request, found, visitor, form)
    try:
        with turn("document"):
            document = found.document(visitor, form.cleaned_data)
    except NoSlotFree:
        return _document_page(request, found, visitor, form, status=503, is_busy=True)
    except RegisterAway:
        return _document_page(request, found, visitor, form, status=503)
    except (Refused, PaperError) as refusal:
        return _document_page(request, found, visitor, form, refusal=str(refusal))
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{document.filename}"'}
    return HttpResponse(document.content, content_type=document.content_type, headers=headers)


def _document_page(
    request: HttpRequest, found: DocumentService, visitor: Visitor, form: forms.Form, *, status: int = 200, **said: Any
) -> HttpResponse:
    context = {
        "service": found,
        "form": form,
        "is_busy": False,
        "refusal": "",
        **_on_file(found, visitor),
        **said,
    }
    return render(request, "internetfiliale/service_document.html", context, status=status)


def _on_file(found: Service, visitor: Visitor) -> dict[str, Any]:
    """Return what the register holds that belongs beside the form, masked before the second proof."""
    rows: Rows = ()
    is_silent = False
    try:
        data = visitor.data
    except RegisterAway:
        data, is_silent = None, True
    if data is not None:
        rows = found.on_file(data if visitor.has_proof else masked(data))
    return {"on_file": rows, "is_register_silent": is_silent, "has_proof": visitor.has_proof}
