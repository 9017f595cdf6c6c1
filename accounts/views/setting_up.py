"""What a one-time link opens: a member of staff chooses a password and sets up the second factor.

Two pages under one address. Between them the hash of the password and the new key travel in a sealed hidden field;
nothing is stored before the first code was right.
"""

import base64
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import InvitationGone, WrongCode, set_up_account
from accounts.models import StaffInvitation, User
from accounts.one_time_codes import address, as_text, new_key
from accounts.staff_forms import CodeForm, FirstPasswordForm
from ikk_portal.platform.acting_role import acting_as
from ikk_portal.platform.sealing import SealBroken, seal, unseal
from letters.codes import qr_code

_MAX_AGE = timedelta(hours=1)  # between the two pages
_WRONG = "Dieser Code passt nicht zum Schlüssel oben. Bitte geben Sie den Code ein, den die App jetzt zeigt."


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the password, then for the first code; a link that opens nothing any more says so."""
    invitation = StaffInvitation.objects.behind(token).select_related("user").first()
    if invitation is None:
        return _gone(request, token)
    if "sealed" in request.POST:
        return _confirm(request, token, invitation.user)
    return _choose_password(request, token, invitation.user)


@login_not_required
@require_safe
def set_up_done(request: HttpRequest) -> HttpResponse:
    """Say that the account works, to whoever asks."""
    return _page(request, "done", "Ihr Zugang ist eingerichtet")


@sensitive_variables()
def _choose_password(request: HttpRequest, token: str, user: User) -> HttpResponse:
    form = FirstPasswordForm(user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "password", "Passwort wählen", form=form, owner=user)
    key = new_key()
    chosen = {
        "username": user.get_username(),
        "password": make_password(form.cleaned_data["new_password1"]),
        "key": base64.b64encode(key).decode(),
    }
    return _factor_page(request, user, CodeForm(), key, seal(_purpose(token), chosen))


@sensitive_variables()
def _confirm(request: HttpRequest, token: str, user: User) -> HttpResponse:
    sealed = request.POST["sealed"]
    try:
        chosen = unseal(_purpose(token), sealed, max_age=_MAX_AGE)
    except SealBroken:
        return HttpResponseRedirect(request.path)
    key = base64.b64decode(chosen["key"])
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            with acting_as("ikk_accounts"):
                set_up_account(token=token, password_hash=chosen["password"], key=key, code=form.cleaned_data["code"])
        except InvitationGone:  # since it was looked for: another form was quicker, or the same one
            return _gone(request, token)
        except WrongCode:
            form.add_error("code", _WRONG)
        else:
            return HttpResponseRedirect(reverse("staff:set-up-done"))
    return _factor_page(request, user, form, key, sealed)


@sensitive_variables()
def _gone(request: HttpRequest, token: str) -> HttpResponse:
    """Say that the link opens nothing; but that all is done to whoever has sent twice the form that did it."""
    if _has_done_it(token, request.POST.get("sealed", "")):
        return HttpResponseRedirect(reverse("staff:set-up-done"))
    return _page(request, "gone", "Dieser Link gilt nicht mehr", status=404)


@sensitive_variables()
def _has_done_it(token: str, sealed: str) -> bool:
    """Whether the account has the very hash that lies in this seal: nobody else can have chosen it, nor sealed it."""
    try:
        chosen = unseal(_purpose(token), sealed, max_age=_MAX_AGE)
    except SealBroken:
        return False
    return User.objects.filter(username=chosen["username"], password=chosen["password"]).exists()


@sensitive_variables()
def _factor_page(request: HttpRequest, user: User, form: CodeForm, key: bytes, sealed: str) -> HttpResponse:
    picture = mark_safe(qr_code(address(key, user.get_username())))  # noqa: S308  (a drawing made of numbers)
    return _page(
        request, "factor", "Zweiten Faktor einrichten", form=form, picture=picture, key=as_text(key), sealed=sealed
    )


def _page(request: HttpRequest, name: str, title: str, status: int = 200, **context: Any) -> HttpResponse:
    shared = {**admin.site.each_context(request), "title": title, "has_permission": False}
    return render(request, _TEMPLATES[name], {**shared, **context}, status=status)


def _purpose(token: str) -> str:
    return f"set-up/v1/{StaffInvitation.hash_of(token)}"


_TEMPLATES = {
    "password": "admin/set_up/password.html",
    "factor": "admin/set_up/factor.html",
    "done": "admin/set_up/done.html",
    "gone": "admin/set_up/gone.html",
}
