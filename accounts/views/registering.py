"""The pages on which somebody registers: one question after the other, then all answers, then the last button.

No session, no cookie, no token: what was typed travels in a sealed hidden field. Nothing here asks the register.
"""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions.registration import register as keep_registration
from accounts.budgets import charge_registration
from accounts.drafts import Draft, submission_key
from accounts.forms import Applicant
from accounts.models import Registration
from accounts.models.registration import Kind
from bestand.numbers import Fault
from ikk_portal.platform.question_pages import Question, QuestionPages
from ikk_portal.platform.read_only import read_only
from ikk_portal.platform.throttle.sources import client_address, source_of
from regions.middleware import chosen_region
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
    return _Registering().answer(request, Draft(Kind.INSURED))


@login_not_required
@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
def register_employer(request: HttpRequest) -> HttpResponse:
    """The questions to an employer."""
    return _Registering().answer(request, Draft(Kind.EMPLOYER))


@login_not_required
@read_only
def register_done(request: HttpRequest) -> HttpResponse:
    """What happens now; the same for everybody. Takes the pages with the answers out of the browser."""
    response = render(request, "accounts/register_done.html", {"post_takes": POST_TAKES})
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


class _Registering(QuestionPages[Draft]):
    """Neither answer nor effort depends on whether anybody has the number."""

    question_template = "accounts/register_question.html"
    check_template = "accounts/register_check.html"

    def submit(self, request: HttpRequest, draft: Draft) -> HttpResponse:
        """Keep the registration."""
        region = chosen_region(request)
        details = draft.details(chosen_region=region.slug if region else "")
        key = submission_key(draft, details)
        charge_registration(source=source_of(client_address(request)), key=key)
        keep_registration(key=key, details=details)
        return HttpResponseRedirect(reverse("accounts:register-done"), status=303)

    def said_everywhere(self, draft: Draft) -> dict[str, Any]:
        return {"kind": draft.kind, "retention": Registration.Privacy.retention.text}

    def said_of_question(self, draft: Draft, question: Question, form: forms.Form) -> dict[str, Any]:
        fault = next(iter(form.errors.as_data().get("number", ())), None)
        other_kind = _OTHER_KIND.get(fault.code) if fault else None  # type: ignore[call-overload]
        return {
            "other_kind": other_kind,
            "other_page": reverse(_PAGES[other_kind]) if other_kind else "",
            "proposal": (fault.params or {}).get("proposal", "") if fault else "",
        }

    def said_of_answers(self, draft: Draft) -> dict[str, Any]:
        return {"lines": draft.lines(), "remark": draft.remark()}
