"""Asking the second factor again, before something that counts: it must have been entered five minutes ago at most.

``fresh_factor_required`` goes around a view that needs it, outside of any transaction: codes are charged and used up
in transactions of their own. Whatever was being sent waits in a sealed field of the page that asks, bound to person
and address, and goes on to the view as if it had just been sent. Each such page needs a code that was not used
before, so nothing can be sent twice with one. Files do not wait: views that take files do not use this.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.actions import use_code
from accounts.budgets import charge_staff_try
from accounts.staff_forms import CodeForm, wait_until
from ikk_portal.platform.sealing import SealBroken, seal, unseal
from ikk_portal.platform.throttle import TooManyTries
from ikk_portal.platform.throttle.sources import client_address

FRESH = timedelta(minutes=5)
WAITING = timedelta(minutes=30)  # how long what was being sent may wait for a code
SESSION_KEY = "factor_entered_at"
_MARK = "fresh_factor"  # the field by which the page that asks is known
_WRONG = "Dieser Code stimmt nicht oder wurde schon benutzt. Bitte warten Sie auf den nächsten und geben Sie ihn ein."

View = Callable[..., Any]


def note_fresh_factor(request: HttpRequest) -> None:
    """Note in the session that the second factor was entered just now."""
    request.session[SESSION_KEY] = timezone.now().isoformat()


def is_fresh(request: HttpRequest) -> bool:
    """Return whether the second factor was entered in this session within the last minutes."""
    noted = request.session.get(SESSION_KEY)
    return noted is not None and timedelta(0) <= timezone.now() - datetime.fromisoformat(noted) <= FRESH


def fresh_factor_required(view: View) -> View:
    """Let nobody through to ``view`` whose second factor is not fresh; ask for a code instead."""

    @wraps(view)
    def asked_first(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if _MARK in request.POST:
            return _answered(request, lambda: view(request, *args, **kwargs))
        if is_fresh(request):
            return view(request, *args, **kwargs)
        sending = request.POST if request.method == "POST" else None
        return _ask(request, CodeForm(), _sealed(request, sending))

    return asked_first


@sensitive_variables()
def _answered(request: HttpRequest, go_on: Callable[[], Any]) -> Any:
    """Check the code; then go on with what was being sent, or open the page that was wanted."""
    form, waiting = CodeForm(request.POST), request.POST[_MARK]
    if not form.is_valid():
        return _ask(request, form, waiting)
    try:
        charged = charge_staff_try(username=request.user.get_username(), address=client_address(request))
    except TooManyTries as refused:
        form.add_error("code", wait_until(refused.until))
        return _ask(request, form, waiting)
    if use_code(username=request.user.get_username(), code=form.cleaned_data["code"]) is None:
        form.add_error("code", _WRONG)
        return _ask(request, form, waiting)
    charged.refund()
    request.session.cycle_key()
    note_fresh_factor(request)
    return _gone_on(request, waiting, go_on)


def _gone_on(request: HttpRequest, waiting: str, go_on: Callable[[], Any]) -> Any:
    try:
        sent = unseal(_purpose(request), waiting, max_age=WAITING)["sent"]
    except SealBroken:
        messages.warning(request, "Ihre Eingaben haben zu lange gewartet. Bitte machen Sie sie noch einmal.")
        sent = None
    if sent is None:
        return HttpResponseRedirect(request.get_full_path())
    request.POST = QueryDict(sent, mutable=False)
    return go_on()


def _ask(request: HttpRequest, form: CodeForm, waiting: str) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": "Code eingeben", "form": form, "waiting": waiting}
    return render(request, "admin/staff/fresh_factor.html", context)


def _sealed(request: HttpRequest, sending: QueryDict | None) -> str:
    """Return what was being sent, None if a page was only opened, for the hidden field."""
    if sending is None:
        return seal(_purpose(request), {"sent": None})
    kept = sending.copy()
    kept.pop("csrfmiddlewaretoken", None)
    return seal(_purpose(request), {"sent": kept.urlencode()})


def _purpose(request: HttpRequest) -> str:
    return f"fresh-factor/v1/{request.user.pk}/{request.path}"
