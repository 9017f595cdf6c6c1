"""The pages for what goes wrong: own, German, and where they must be without database and session.

400, 500 and 503 are plain files rendered without context processors, so that nothing they need can be
broken itself. 403, 404 and 429 carry the header of the chosen region where the database answers.
"""

import sys
from datetime import datetime
from functools import cache

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts import kept_forms, late_sendings
from accounts.inside import enter
from accounts.views.signing_in import sign_in_page
from ikk_portal.platform.same_origin import is_same_origin
from ikk_portal.platform.throttle import seconds_until

#: What Django raises when the database is away, too slow, locked or out of connections.
DATABASE_AWAY = (OperationalError, InterfaceError)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be understood (foreign host, forbidden bytes)."""
    return HttpResponse(_static_page("errors/400.html"), status=400)


def request_too_large(request: HttpRequest) -> HttpResponse:
    """413: more than the form could ever send."""
    return HttpResponse(_static_page("errors/413.html"), status=413)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, but not for this person."""
    return _page(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form token is missing or has expired; says how to go on without losing anything.

    What was typed is kept for who typed it, through a new sign-in if the session has ended, too.
    """
    if is_same_origin(request):  # what another site sends is nobody's, and gets no button
        late = late_sendings.sign_in_page_after_the_end(request) or late_sendings.page_with_a_new_token(request)
        if late:
            return late
    if kept := kept_forms.kept_after_the_end(request):
        return sign_in_page(request, kept=kept, status=403)
    kept = kept_forms.kept_now(request)
    if kept:
        enter(request)  # they are signed in as before: the page says so, and for which IKK
    return _page(request, "errors/csrf.html", {"kept": kept}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: says what to do next."""
    return _page(request, "errors/404.html", status=404)


def too_many_requests(request: HttpRequest, until: datetime) -> HttpResponse:
    """429: says until when, also to machines (Retry-After in seconds)."""
    response = _page(request, "errors/429.html", {"until": until}, status=429)
    response.headers["Retry-After"] = str(seconds_until(until))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; logged once by Django.

    What fails between the views (a session that cannot be loaded, a sign-in that cannot be checked) comes
    here too; a database that does not answer is answered as such.
    """
    if isinstance(sys.exception(), DATABASE_AWAY):
        return service_unavailable(request)
    return HttpResponse(_static_page("errors/500.html"), status=500)


def service_unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer; try again in half a minute."""
    return HttpResponse(_static_page("errors/503.html"), status=503, headers={"Retry-After": "30"})


def _page(
    request: HttpRequest, template: str, context: dict[str, object] | None = None, *, status: int
) -> HttpResponse:
    try:
        return HttpResponse(render_to_string(template, context, request), status=status)
    except (DatabaseError, InterfaceError):
        return service_unavailable(request)


@cache
def _static_page(template: str) -> str:
    return render_to_string(template)
