"""Sessions and sign-in by area: public pages touch neither."""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from accounts import kept_forms, late_sendings
from accounts.areas import MEMBERS, STAFF, Area, area_of
from accounts.inside import enter
from accounts.sessions import SessionStore
from accounts.views.signing_in import SESSION_ENDED, sign_in_page


class SurfaceSessionMiddleware(SessionMiddleware):
    """Opens a session in the areas for the signed-in; elsewhere the request carries an empty one, never saved."""

    def process_request(self, request: HttpRequest) -> None:
        area = area_of(request.path_info)
        key = request.COOKIES.get(area.cookie) if area else None
        request.session = SessionStore(key, area=area or STAFF)
        if key:
            # Looks the key up at once: one that was made up is dropped here, and never becomes a session.
            request.session.get(SESSION_KEY)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        area = area_of(request.path_info)
        if area is None or not hasattr(request, "session"):
            return response
        session = request.session
        if session.accessed:
            patch_vary_headers(response, ("Cookie",))
            if "no-store" not in response.headers.get("Cache-Control", ""):
                response.headers["Cache-Control"] = "no-store"  # question pages know only public ones, and say less
        if session.is_empty():
            if area.cookie in request.COOKIES:
                response.delete_cookie(area.cookie, path="/", samesite=area.same_site)
        elif response.status_code < 500:
            _keep(request, response, area)
        return response


def _keep(request: HttpRequest, response: HttpResponse, area: Area) -> None:
    """Store the session, prolonged by this use, and its key in the browser until that closes."""
    try:
        request.session.save()
    except UpdateError:
        raise SessionInterrupted("The session was ended while this request was answered.") from None
    response.set_cookie(
        area.cookie,
        request.session.session_key or "",
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=area.same_site,
    )


class SurfaceLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Closed by default: a view without ``@login_not_required`` leads to the sign-in page of its area.

    An open view is let through before anybody looks into the session: its page may be kept for everybody.
    """

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        if not getattr(view_func, "login_required", True):
            return None
        area = area_of(request.path_info) or STAFF
        if request.user.is_authenticated and request.user.is_staff == (area is STAFF):
            if area is MEMBERS:
                enter(request)
            return None
        return self.handle_no_permission(request, view_func)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Lead to the sign-in page; a form that comes too late is kept there instead."""
        area = area_of(request.path_info) or STAFF
        if area is MEMBERS and request.method == "POST":
            return sign_in_page(request, kept=kept_forms.kept_after_the_end(request), status=403)
        late = late_sendings.sign_in_page_after_the_end(request) if request.method == "POST" else None
        if late:
            return late
        address = reverse(area.sign_in)
        if area.cookie in request.COOKIES:
            address = f"{address}?{SESSION_ENDED}=1"  # the answer takes the cookie away
        return redirect_to_login(request.get_full_path(), address, _WAY_BACK[area.kind])


_WAY_BACK = {STAFF.kind: "next", MEMBERS.kind: "weiter"}
