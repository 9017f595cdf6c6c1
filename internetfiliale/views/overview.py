"""The overview of the branch, and the own data as the register holds them."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.member_sessions import sessions_of
from accounts.second_proof import has_second_proof, second_proof_required
from accounts.views.signing_in import VISIT
from internetfiliale.case_words import running
from internetfiliale.own_cases import own_cases
from internetfiliale.own_register_data import OwnData, RegisterAway, masked, own_data
from internetfiliale.services.catalogue import offered_to
from internetfiliale.visitors import visitor_of

_RUNNING = 3  # cases on the overview; all of them stand in their list


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who is signed in, what is open, what can be done, and since when nobody else was here."""
    user: Any = request.user
    visitor = visitor_of(request)
    visit = request.session.get(VISIT, {})
    previous = visit.get("previous_login_at")
    context = {
        "data": _known(request),
        "has_proof": has_second_proof(request),
        "running": running(own_cases(user), at_most=_RUNNING),
        "services": offered_to(visitor) if visitor else [],
        "previous_login_at": datetime.fromisoformat(previous) if previous else None,
        "failed_tries": visit.get("failed_tries", 0),
        "sessions": sessions_of(request),
    }
    return render(request, "internetfiliale/home.html", context)


@require_safe
@second_proof_required
def own_data_page(request: HttpRequest) -> HttpResponse:
    """The own data in full."""
    return render(request, "internetfiliale/own_data.html", {"data": _known(request)})


def _known(request: HttpRequest) -> OwnData | None:
    """Return the own data, masked before the second proof; None while the register is silent."""
    user: Any = request.user
    with suppress(RegisterAway):
        data = own_data(user)
        return data if data is None or has_second_proof(request) else masked(data)
    return None
