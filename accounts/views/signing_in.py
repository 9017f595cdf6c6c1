"""The way in: number and PIN, the Entsperrcode where it is asked, and a page for each way it can end.

No session and no token before the door: the origin is checked, as on all public forms. Number and PIN go from page
to page sealed, for ten minutes at most.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import kept_forms
from accounts.actions import sign_in as gate
from accounts.actions.sessions import end_surplus_sessions
from accounts.areas import MEMBERS, area_of
from accounts.inside import settle
from accounts.letter_limits import WAIT_AFTER_POSTING
from accounts.second_proof import note_second_proof
from accounts.sign_in_forms import SignIn, UnlockCode
from ikk_portal.platform.read_only import read_only
from ikk_portal.platform.same_origin import is_same_origin
from ikk_portal.platform.sealing import SealBroken, seal, unseal
from ikk_portal.platform.throttle import seconds_until
from ikk_portal.platform.throttle.sources import client_address
from regions.return_path import safe_return_path

_BACKEND = "accounts.backends.MemberBackend"
_PURPOSE = "sign-in/v2"
_MAX_AGE = timedelta(minutes=10)
_NO_WAY_BACK = ("accounts:sign-in", "accounts:sign-out", "accounts:prolong")

_CLOSED = {
    "expired": "accounts/closed_expired.html",
    "blocked": "accounts/closed_blocked.html",
    "insurance_ended": "accounts/closed_insurance_ended.html",
    "deceased": "accounts/closed_deceased.html",
    "number_changed": "accounts/closed_number_changed.html",
}

#: Parameter that lets the page say why somebody is asked again.
SESSION_ENDED = "beendet"

#: What the session remembers of the sign-in, for the first pages.
VISIT = "visit"


@dataclass(frozen=True)
class _Asked:
    """Why the Entsperrcode is asked, as its page says it as long as it stays.

    Attributes:
        reason: "account" or "portal"; "" where it is not asked.
        not_before: from when on it works without, in words; "" if nobody knows.
    """

    reason: str = ""
    not_before: str = ""


@login_not_required
@csrf_exempt  # public pages carry no form token; the origin is checked instead
@sensitive_post_parameters("pin", "unlock_code", "sealed")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Number and PIN, and everything that may come of them; who is signed in already is led inside."""
    if request.method != "POST":
        return redirect(way_back(request)) if _is_inside(request) else sign_in_page(request)
    if not is_same_origin(request):
        # The PIN is left out: another site may have typed its own, for whoever presses the button again.
        form = SignIn(initial={"number": request.POST.get("number", "")})
        return sign_in_page(request, form, status=403, is_refused=True)
    return _with_unlock_code(request) if "sealed" in request.POST else _with_pin(request)


@login_not_required
@read_only
def pin_forgotten(request: HttpRequest) -> HttpResponse:
    """What to do without a PIN, or without a letter."""
    return render(request, "accounts/pin_forgotten.html", {"wait_after_posting": WAIT_AFTER_POSTING})


def sign_in_page(
    request: HttpRequest,
    form: SignIn | None = None,
    *,
    kept: str | None = None,
    status: int = 200,
    **said: Any,
) -> HttpResponse:
    """Show the sign-in page; a form that came too late is carried on in it, sealed.

    Args:
        kept: the sealed form; None if it is the one that the sign-in page itself has carried.
        said: what the page says besides (``is_refused``, ``is_expired``, ``until``).
    """
    context = {
        "form": form or SignIn(),
        "is_late": kept is not None,
        "has_ended": request.method != "POST" and SESSION_ENDED in request.GET,
        "is_refused": False,
        "is_expired": False,
        "until": None,
        **_carried(request, kept),
        **said,
    }
    return _page(request, "accounts/sign_in.html", context, status)


def way_back(request: HttpRequest) -> str:
    """Return where to go on to: what the parameter ``weiter`` names, if it lies behind the door, else the overview."""
    path = safe_return_path(request.POST.get("weiter") or request.GET.get("weiter"))
    refused = tuple(reverse(name) for name in _NO_WAY_BACK)
    is_inside = area_of(path) is MEMBERS and not path.startswith(refused)
    return path if is_inside else reverse("internetfiliale:home")


def go_on(address: str) -> HttpResponseRedirect:
    """After a POST the browser goes on with GET."""
    return HttpResponseRedirect(address, status=303)


def _is_inside(request: HttpRequest) -> bool:
    """Whether a member is signed in; without the cookie nobody looks, so that the page is kept for everybody."""
    user: Any = request.user
    return settings.MEMBER_COOKIE_NAME in request.COOKIES and user.is_authenticated and not user.is_staff


@sensitive_variables()
def _with_pin(request: HttpRequest) -> HttpResponse:
    form = SignIn(request.POST)
    if not form.is_valid():
        return sign_in_page(request, form)
    try:
        return _try(request, form.credentials())
    except gate.WrongCredentials as refusal:
        form.refuse(in_words(refusal))
        return sign_in_page(request, form)
    except gate.TooManyTries as refusal:
        return _waiting(sign_in_page(request, form, status=429, until=refusal.until), refusal.until)


@sensitive_variables()
def _with_unlock_code(request: HttpRequest) -> HttpResponse:
    """Take the Entsperrcode, or (without one) the same once more after a crowd."""
    try:
        credentials, asked = _unsealed(request.POST["sealed"])
    except SealBroken:
        return sign_in_page(request, is_expired=True)
    form = UnlockCode(request.POST)
    if "unlock_code" in request.POST:
        if not form.is_valid():
            return _unlock_page(request, credentials, form, asked)
        credentials = replace(credentials, unlock_code=form.cleaned_data["unlock_code"])
    try:
        return _try(request, credentials)
    except gate.WrongCredentials as refusal:
        again = SignIn({"number": credentials.number, "pin": ""})
        again.errors.clear()
        again.add_error(None, in_words(refusal))
        return sign_in_page(request, again)
    except gate.TooManyTries as refusal:
        if not credentials.unlock_code:  # after a crowd: nobody has asked for one
            again = SignIn({"number": credentials.number, "pin": credentials.pin})
            return _waiting(sign_in_page(request, again, status=429, until=refusal.until), refusal.until)
        response = _unlock_page(request, credentials, form, asked, status=429, until=refusal.until)
        return _waiting(response, refusal.until)


@sensitive_variables()
def _try(request: HttpRequest, credentials: gate.Credentials) -> HttpResponse:
    """Try the credentials once; what is wrong with them themselves is left to the page that asked."""
    try:
        signed_in = gate.sign_in(credentials=credentials, client=client_address(request))
    except gate.UnlockCodeNeeded as needed:
        form = UnlockCode({"unlock_code": credentials.unlock_code}) if needed.was_wrong else UnlockCode()
        if needed.was_wrong:
            form.add_error("unlock_code", _THREE_DO_NOT_FIT)
        return _unlock_page(request, credentials, form, _Asked(needed.reason, _moment_in_words(needed.next_try_at)))
    except gate.AccountClosed as closed:
        return _page(request, _CLOSED[closed.state], {}, status=403)
    except gate.Busy as busy:
        context = {"sealed": _sealed(credentials, _Asked()), **_carried(request)}
        response = _page(request, "accounts/sign_in_busy.html", context, status=503)
        response.headers["Retry-After"] = str(busy.retry_after_seconds)
        return response
    return _enter(request, signed_in)


def _enter(request: HttpRequest, signed_in: gate.SignedIn) -> HttpResponse:
    """Open a session of its own, and go on to where the person wanted to."""
    request.session.flush()
    login(request, signed_in.user, backend=_BACKEND)
    regions = gate.regions_of(signed_in.user)
    settle(request, regions)
    request.session[VISIT] = _visit(signed_in)
    if signed_in.unlock_code_used:
        note_second_proof(request)
    request.session.save()
    end_surplus_sessions(user=signed_in.user)
    address = kept_forms.give_back(request, request.POST.get("kept", "")) or way_back(request)
    if len(regions) > 1:
        address = with_way_back("accounts:own-ikk", address)
    if signed_in.first_use:
        address = with_way_back("accounts:welcome", address)
    return go_on(address)


def with_way_back(name: str, address: str) -> str:
    """Return the address of a page in between, which leads on to ``address``."""
    return f"{reverse(name)}?{urlencode({'weiter': address})}"


def _visit(signed_in: gate.SignedIn) -> dict[str, Any]:
    first = signed_in.first_use
    previous = signed_in.previous_login_at
    return {
        "previous_login_at": previous.isoformat() if previous else "",
        "failed_tries": signed_in.failed_tries,
        "letter": [first.requested_on.isoformat(), first.posted_on.isoformat()] if first else [],
    }


def in_words(refusal: gate.WrongCredentials) -> str:
    """Return what a wrong number or PIN means for the next try."""
    wrong = "Nummer und PIN passen nicht zusammen. Bitte prüfen Sie beides; es gilt der jüngste Brief."
    if refusal.tries_left > 1:
        return f"{wrong} Sie haben noch {refusal.tries_left} Versuche, dann fragen wir auch nach dem Entsperrcode."
    if refusal.tries_left == 1:
        return f"{wrong} Sie haben noch einen Versuch, dann fragen wir auch nach dem Entsperrcode."
    code = f"{wrong} Beim nächsten Mal fragen wir auch nach dem Entsperrcode. Er steht auf demselben Brief wie die PIN."
    if refusal.next_try_at is None:
        return code
    return f"{code} Ohne ihn geht es {_moment_in_words(refusal.next_try_at)} wieder."


def _moment_in_words(moment: datetime | None) -> str:
    """Return "ab 14:35 Uhr", with the day if it is another one; "" for no moment."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    day = "" if local.date() == timezone.localdate() else f"{local:%d.%m.%Y}, "
    return f"ab {day}{local:%H:%M} Uhr"


_THREE_DO_NOT_FIT = (
    "Nummer, PIN und Entsperrcode passen nicht zusammen. Bitte vergleichen Sie den Entsperrcode Gruppe für Gruppe; "
    "es gilt der jüngste Brief. Stimmt er, beginnen Sie noch einmal: Dann können Sie auch Nummer und PIN prüfen."
)


def _unlock_page(
    request: HttpRequest,
    credentials: gate.Credentials,
    form: UnlockCode,
    asked: _Asked,
    *,
    status: int = 200,
    until: datetime | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "sealed": _sealed(replace(credentials, unlock_code=""), asked),
        "asked": asked,
        "until": until,
        **_carried(request),
    }
    return _page(request, "accounts/unlock.html", context, status)


@sensitive_variables("credentials")
def _sealed(credentials: gate.Credentials, asked: _Asked) -> str:
    return seal(_PURPOSE, {"credentials": asdict(credentials), "asked": asdict(asked)})


@sensitive_variables()
def _unsealed(sealed: str) -> tuple[gate.Credentials, _Asked]:
    """Return what ``_sealed`` was given.

    Raises:
        SealBroken
    """
    content = unseal(_PURPOSE, sealed, max_age=_MAX_AGE)
    return gate.Credentials(**content["credentials"]), _Asked(**content["asked"])


def _carried(request: HttpRequest, kept: str | None = None) -> dict[str, str]:
    """Return what each page of the sign-in carries on: where to go then, and a form that came too late."""
    if kept is not None:
        return {"weiter": "", "kept": kept}  # the form itself knows where it belongs
    return {
        "weiter": request.POST.get("weiter") or request.GET.get("weiter", ""),
        "kept": request.POST.get("kept", "") if request.path == reverse("accounts:sign-in") else "",
    }


def _waiting(response: HttpResponse, until: datetime) -> HttpResponse:
    response.headers["Retry-After"] = str(seconds_until(until))
    return response


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    limits = {
        "idle_minutes": MEMBERS.idle // timedelta(minutes=1),
        "longest_hours": MEMBERS.longest // timedelta(hours=1),
        "sealed_minutes": _MAX_AGE // timedelta(minutes=1),
        "kept_minutes": kept_forms.MAX_AGE // timedelta(minutes=1),
    }
    response = render(request, template, {**limits, **context}, status=status)
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response
