"""Sessions and sign-in by path: public pages touch neither."""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

STAFF_PREFIX = "/verwaltung/"


class SurfaceSessionMiddleware(SessionMiddleware):
    """Opens a session in the staff area only; elsewhere the request carries an empty one that is never saved."""

    def process_request(self, request: HttpRequest) -> None:
        if _is_staff(request):
            super().process_request(request)
            # Looks the key up at once: one that was made up is dropped here, and never becomes a session.
            request.session.get(SESSION_KEY)
        else:
            request.session = self.SessionStore(None)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if _is_staff(request):
            return super().process_response(request, response)
        return response


class SurfaceLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Closed by default: a view without ``@login_not_required`` leads to the sign-in page of its area.

    An open view is let through before anybody looks into the session: its page may be kept for everybody.
    """

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


def _is_staff(request: HttpRequest) -> bool:
    return settings.SURFACE != "public" and request.path_info.startswith(STAFF_PREFIX)
