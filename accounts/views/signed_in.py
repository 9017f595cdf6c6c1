"""What belongs to being signed in: the first visit, the own IKKs, the second proof, the sessions, and the way out."""

from datetime import date
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import kept_forms
from accounts.actions import sign_in as gate
from accounts.actions.sessions import end_other_sessions
from accounts.inside import Inside, choose, slugs_of
from accounts.second_proof import has_second_proof, note_second_proof
from accounts.sign_in_forms import OwnIkk, UnlockCode
from accounts.views.signing_in import VISIT, go_on, way_back
from ikk_portal.platform.read_only import read_only
from ikk_portal.platform.throttle.sources import client_address
from regions.models import Region

_DOES_NOT_FIT = "Dieser Entsperrcode passt nicht. Bitte vergleichen Sie Gruppe für Gruppe; es gilt der jüngste Brief."


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """The first visit with a letter: when it was ordered and posted, and what to do if nobody ordered it."""
    letter = request.session.get(VISIT, {}).get("letter")
    if not letter:
        return redirect("internetfiliale:home")
    requested_on, posted_on = map(date.fromisoformat, letter)
    context = {"requested_on": requested_on, "posted_on": posted_on, "weiter": way_back(request)}
    return render(request, "accounts/welcome.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def own_ikk(request: HttpRequest) -> HttpResponse:
    """Which of the own IKKs the pages speak for: for employers with accounts at several."""
    regions = list(Region.objects.filter(slug__in=slugs_of(request)))
    form = kept_forms.form_for(request, OwnIkk, regions=regions)
    if form.is_bound and form.is_valid():
        choose(request, form.cleaned_data["ikk"])
        return go_on(way_back(request))
    return render(request, "accounts/own_ikk.html", {"form": form, "weiter": way_back(request)})


@sensitive_post_parameters("unlock_code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_proof(request: HttpRequest) -> HttpResponse:
    """The Entsperrcode, once in a session; then on to where the person was."""
    if has_second_proof(request):
        return go_on(way_back(request))
    form = UnlockCode(request.POST) if request.method == "POST" else UnlockCode()
    if not form.is_bound or not form.is_valid():
        return _proof_page(request, form)
    try:
        gate.check_unlock_code(
            user=request.user,  # type: ignore[arg-type]  # signed in, so no AnonymousUser
            unlock_code=form.cleaned_data["unlock_code"],
            client=client_address(request),
        )
    except gate.WrongCredentials:
        form.add_error("unlock_code", _DOES_NOT_FIT)
        return _proof_page(request, form)
    except gate.TooManyTries as refusal:
        return _proof_page(request, form, status=429, until=refusal.until)
    note_second_proof(request)
    return go_on(way_back(request))


@require_POST
def prolong(request: HttpRequest) -> HttpResponse:
    """Stay signed in: this request itself has moved the end of the session. Says until when it lasts now."""
    inside: Inside = request.inside  # type: ignore[attr-defined]  # nobody gets here without
    ends = timezone.localtime(inside.ends_at)
    return JsonResponse({"seconds": inside.seconds_left, "until": f"{ends:%H:%M}", "more": inside.can_be_prolonged})


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all other sessions of who is signed in."""
    end_other_sessions(user=request.user, session_key=request.session.session_key)  # type: ignore[arg-type]
    return redirect(reverse("internetfiliale:home") + "#andere-abgemeldet")


@require_POST
def give_form_back(request: HttpRequest) -> HttpResponse:
    """Lead back to the page of a form whose token had ended, with what was typed."""
    return go_on(kept_forms.give_back(request, request.POST.get("kept", "")) or way_back(request))


@login_not_required  # who presses the button after the session has ended is signed out all the same
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("accounts:signed-out")


@login_not_required
@read_only
def signed_out(request: HttpRequest) -> HttpResponse:
    """Says that it is over; its stylesheet takes what was seen out of the browser."""
    return render(request, "accounts/signed_out.html")


@login_not_required
@read_only
def forget_pages(request: HttpRequest) -> HttpResponse:
    """The stylesheet of the page after the sign-out: nothing in it but the order to forget all pages.

    As a stylesheet it works without JavaScript, and its page itself can be kept for everybody.
    """
    headers = {"Clear-Site-Data": '"cache"', "Cache-Control": "no-store"}
    return HttpResponse(
        "/* Nothing to see: the header of this file clears the cache. */\n", "text/css", headers=headers
    )


def _proof_page(request: HttpRequest, form: UnlockCode, *, status: int = 200, until: Any = None) -> HttpResponse:
    context = {"form": form, "until": until, "weiter": way_back(request)}
    return render(request, "accounts/second_proof.html", context, status=status)
