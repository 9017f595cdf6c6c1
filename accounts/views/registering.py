"""The pages on which somebody registers: one question after the other, then all answers, then the last button.

No session, no cookie, no token: what was typed travels in a sealed hidden field. Nothing here asks the register.
"""

from math import ceil
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions.registration import register as keep_registration
from accounts.budgets import charge_registration
from accounts.drafts import Draft, Question, submission_key
from accounts.forms import Applicant
from accounts.models import Registration
from accounts.models.registration import Kind
from bestand.numbers import Fault
from ikk_portal.platform.read_only import read_only
from ikk_portal.platform.sealing import SealBroken
from ikk_portal.platform.throttle import TooManyTries
from ikk_portal.platform.throttle.sources import client_address, source_of
from regions.middleware import chosen_region
from regions.same_origin import is_same_origin
from regions.working_days import POST_TAKES

_WAYS = {
    "versicherte": "accounts:register-insured",
    "arbeitgeber": "accounts:register-employer",
    "vertretung": "accounts:register-for-others",
    "kinder": "accounts:register-for-children",
    "steuerberatung": "accounts:register-for-clients",
}
_OTHER_KIND = {Fault.IS_BETRIEBSNUMMER: Kind.EMPLOYER, Fault.IS_VERSICHERTENNUMMER: Kind.INSURED}
_PAGES = {Kind.INSURED: "accounts:register-insured", Kind.EMPLOYER: "accounts:register-employer"}


@login_not_required
@read_only
def register(request: HttpRequest) -> HttpResponse:
    """What registering is, and the question who wants to."""
    form = Applicant(request.GET) if "wer" in request.GET or "weiter" in request.GET else Applicant()
    if form.is_bound and form.is_valid():
        return redirect(_WAYS[form.cleaned_data["wer"]])
    return render(request, "accounts/register.html", {"form": form})


@login_not_required
@read_only
def register_for_others(request: HttpRequest) -> HttpResponse:
    """The way for those who act for somebody else."""
    return render(request, "accounts/register_for_others.html")


@login_not_required
@read_only
def register_for_children(request: HttpRequest) -> HttpResponse:
    """The way for parents."""
    return render(request, "accounts/register_for_children.html")


@login_not_required
@read_only
def register_for_clients(request: HttpRequest) -> HttpResponse:
    """The way for tax advisers and pay offices."""
    return render(request, "accounts/register_for_clients.html")


@login_not_required
@csrf_exempt  # public pages carry no form token; the origin is checked instead
@require_http_methods(["GET", "HEAD", "POST"])
def register_insured(request: HttpRequest) -> HttpResponse:
    """The questions to an insured person."""
    return _answer(request, Kind.INSURED)


@login_not_required
@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
def register_employer(request: HttpRequest) -> HttpResponse:
    """The questions to an employer."""
    return _answer(request, Kind.EMPLOYER)


@login_not_required
@read_only
def register_done(request: HttpRequest) -> HttpResponse:
    """What happens now; the same for everybody. Takes the pages with the answers out of the browser."""
    response = render(request, "accounts/register_done.html", {"post_takes": POST_TAKES})
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _answer(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show the first question, or take what a page has sent and show what comes then."""
    draft = Draft(kind)
    if request.method != "POST":
        return _question_page(request, draft, draft.questions[0])
    question = draft.question(request.POST.get("step", ""))
    opened = _opened(request, draft, question)
    if opened is None:
        kept = draft.with_typed(question, request.POST) if question else draft
        return _question_page(request, kept, draft.questions[0], is_expired=True)
    draft = opened.with_typed(question, request.POST) if question else opened
    if not is_same_origin(request):
        return _refused(request, draft, question)
    if wanted := draft.question(request.POST.get("go", "")):
        return _question_page(request, draft, wanted)
    return _go_on(request, draft, question) if question else _submit(request, draft)


def _opened(request: HttpRequest, new: Draft, question: Question | None) -> Draft | None:
    """Return the draft that the page carries, on the first page perhaps a new one; None if it cannot be read."""
    sealed = request.POST.get("sealed", "")
    if question == new.questions[0] and not sealed:
        return new
    try:
        return Draft.opened(new.kind, sealed)
    except SealBroken:
        return None


def _go_on(request: HttpRequest, draft: Draft, question: Question) -> HttpResponse:
    if not draft.judged(question).is_valid():
        return _question_page(request, draft, question, is_judged=True)
    following = draft.after(question)
    return _question_page(request, draft, following) if following else _check_page(request, draft)


def _submit(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Keep the registration; neither answer nor effort depends on whether anybody has the number."""
    if open_question := draft.first_open():
        return _question_page(request, draft, open_question, is_judged=True)
    region = chosen_region(request)
    details = draft.details(chosen_region=region.slug if region else "")
    key = submission_key(draft, details)
    try:
        charge_registration(source=source_of(client_address(request)), key=key)
    except TooManyTries as refusal:
        response = _check_page(request, draft, status=429, until=refusal.until)
        seconds = ceil((refusal.until - timezone.now()).total_seconds())
        response.headers["Retry-After"] = str(max(1, seconds))
        return response
    keep_registration(key=key, details=details)
    return HttpResponseRedirect(reverse("accounts:register-done"), status=303)


def _refused(request: HttpRequest, draft: Draft, question: Question | None) -> HttpResponse:
    """Show the same page again: it was not sent by a page of this site."""
    if question is None and draft.first_open() is None:
        return _check_page(request, draft, status=403)
    return _question_page(request, draft, question or draft.questions[0], status=403)


def _question_page(
    request: HttpRequest,
    draft: Draft,
    question: Question,
    *,
    is_judged: bool = False,
    is_expired: bool = False,
    status: int = 200,
) -> HttpResponse:
    number = draft.questions.index(question) + 1
    form = draft.judged(question) if is_judged else draft.asked(question)
    fault = next(iter(form.errors.as_data().get("number", ())), None)
    other_kind = _OTHER_KIND.get(fault.code) if fault else None  # type: ignore[call-overload]
    context = {
        **_of_every_step(draft, number, status),
        "question": question,
        "form": form,
        "previous": draft.questions[number - 2] if number > 1 else None,
        "is_expired": is_expired,
        "other_kind": other_kind,
        "other_page": reverse(_PAGES[other_kind]) if other_kind else "",
        "proposal": (fault.params or {}).get("proposal", "") if fault else "",
    }
    return _page(request, "accounts/register_question.html", context, status)


def _check_page(request: HttpRequest, draft: Draft, *, status: int = 200, until: Any = None) -> HttpResponse:
    draft = draft.checked()
    context = {
        **_of_every_step(draft, len(draft.questions) + 1, status),
        "lines": draft.lines(),
        "previous": draft.questions[-1],
        "remark": draft.remark(),
        "until": until,
    }
    return _page(request, "accounts/register_check.html", context, status)


def _of_every_step(draft: Draft, number: int, status: int) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        # Without an answer there is nothing to carry, and the first page is the same for everybody.
        "sealed": draft.sealed() if draft.answers else "",
        "step_number": number,
        "step_count": len(draft.questions) + 1,
        "is_refused": status == 403,
        "retention": Registration.Privacy.retention.text,
    }


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    if request.method == "POST":
        # The browser may keep the page for its back button; nobody else may.
        response.headers["Cache-Control"] = "private, no-cache"
    return response
