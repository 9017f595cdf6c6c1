"""The page where anybody who holds a certificate finds out whether it is ours. Nothing is kept.

No session, no cookie, no token; the register is not asked either: code, name and date say all there is to know.
"""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from ikk_portal.platform.same_origin import is_same_origin
from ikk_portal.platform.throttle import TooManyTries, seconds_until
from ikk_portal.platform.throttle.sources import client_address
from internetfiliale.certificates.budgets import charge_check
from internetfiliale.certificates.check_form import CheckForm
from internetfiliale.certificates.insurance import Answer, checked


@login_not_required
@csrf_exempt  # public pages carry no form token; the origin is checked instead
@sensitive_post_parameters("code", "name", "issued_on_0", "issued_on_1", "issued_on_2")
@require_http_methods(["GET", "HEAD", "POST"])
def check_certificate(request: HttpRequest) -> HttpResponse:
    """Ask code, name and date, and answer whether they belong together."""
    if request.method != "POST":
        return _page(request, CheckForm())
    form = CheckForm(request.POST)
    if not is_same_origin(request):
        return _page(request, form, status=403)
    return _check(request, form) if form.is_valid() else _page(request, form)


@sensitive_variables("form")
def _check(request: HttpRequest, form: CheckForm) -> HttpResponse:
    try:
        charge_check(client_address(request))
    except TooManyTries as refusal:
        response = _page(request, form, status=429, until=refusal.until)
        response.headers["Retry-After"] = str(seconds_until(refusal.until))
        return response
    return _page(request, form, answer=checked(**form.cleaned_data))


def _page(
    request: HttpRequest,
    form: CheckForm,
    *,
    status: int = 200,
    answer: Answer | None = None,
    until: datetime | None = None,
) -> HttpResponse:
    context = {"form": form, "answer": answer, "is_refused": status == 403, "until": until}
    response = render(request, "internetfiliale/check_certificate.html", context, status=status)
    if request.method == "POST":
        # The browser may keep the page for its back button; nobody else may.
        response.headers["Cache-Control"] = "private, no-cache"
    return response
