"""What staff were sending when their session, or the page's token, had ended: not lost, and not done by itself.

It travels sealed through the sign-in page, for who was signed in, and then stands behind a button that sends it to
where it belonged. Forms of the admin cannot be filled anew from outside, as those of the branch are
(``kept_forms.py``); once sent, they say themselves what does not fit. Passwords, codes and files do not wait.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.areas import STAFF, area_of
from accounts.kept_forms import opened, owner_mark, pack
from accounts.models import User
from accounts.sessions import user_of_ended
from ikk_portal.platform.sealing import seal

#: The field of the sign-in page that carries it.
FIELD = "late"

_PURPOSE = "late-sending/v1"
_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "old_password", "new_password1", "new_password2", "code"})
_LONGEST = 512 * 1024  # characters; the sign-in page has to bring it back within the limit of bodies


def sign_in_page_after_the_end(request: HttpRequest) -> HttpResponse | None:
    """Return the sign-in page with what was sent from a session that has just ended; None if nothing is to be kept."""
    key = request.COOKIES.get(STAFF.cookie)
    if not _is_inside(request) or not key or request.user.is_authenticated:
        return None
    user_id = user_of_ended(key, STAFF)
    sealed = _sealed(request, User(pk=user_id)) if user_id else ""
    if not sealed:
        return None
    context = {
        **admin.site.each_context(request),
        "title": "Anmelden",
        "form": admin.site.login_form(request),  # type: ignore[misc]  # this site has one
        "app_path": reverse(STAFF.sign_in),
        "next": request.get_full_path(),
        "late": sealed,
        "has_ended": False,
    }
    return render(request, "admin/login.html", context, status=403)


def page_with_a_new_token(request: HttpRequest) -> HttpResponse | None:
    """Return the page that sends it again for who is signed in; None if there is nothing to send."""
    if not _is_inside(request) or not request.user.is_authenticated:
        return None
    return send_again_page(request, _sealed(request, request.user), status=403)


def send_again_page(request: HttpRequest, sealed: str, *, status: int = 200) -> HttpResponse | None:
    """Return the page with the button; None if it has waited too long, or belongs to somebody else."""
    content = opened(_PURPOSE, sealed, request.user)
    if content is None:
        return None
    fields = [(name, value) for name, values in content["fields"].items() for value in values]
    context = {
        **admin.site.each_context(request),
        "title": "Ihre Eingaben sind noch da",
        "address": content["address"],
        "fields": fields,
        "had_files": content["had_files"],
    }
    return render(request, "admin/send_again.html", context, status=status)


def _is_inside(request: HttpRequest) -> bool:
    """Whether the address is one of the staff area that needs a sign-in."""
    match = request.resolver_match
    needs_sign_in = match is not None and getattr(match.func, "login_required", True)
    return area_of(request.path_info) is STAFF and needs_sign_in


def _sealed(request: HttpRequest, user: Any) -> str:
    """Return what was sent, sealed for ``user``; "" if that is nothing, or too long to carry."""
    fields = {name: values for name, values in request.POST.lists() if name not in _NOT_KEPT}
    if not fields:
        return ""
    content = {
        "owner": owner_mark(user),
        "address": request.get_full_path(),
        "fields": pack(fields),
        "had_files": bool(request.FILES),
    }
    sealed = seal(_PURPOSE, content)
    return sealed if len(sealed) <= _LONGEST else ""
