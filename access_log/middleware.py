"""Writes one line for each request, whatever becomes of it."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from access_log.lines import line_of, minute_text
from access_log.pages import area_of, page_of
from access_log.spool import append, minute_of
from ikk_portal.platform.throttle.sources import client_address
from regions.cookie import chosen_slug

_NO_PAGES = (settings.STATIC_URL, "/gesund/")


class AccessLogMiddleware:
    """Outermost, outside the page cache: pages that are ready count, too.

    What it looks at is the address, the method, the path, the status and the slug of the chosen IKK: no other cookie,
    no header that describes the browser, nobody who is signed in. Inside the branch and the staff area the IKK is left
    out: there it would say something about a member.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        status = 500  # of what ends without an answer
        try:
            response = self.get_response(request)
            status = response.status_code
        finally:
            if not request.path_info.startswith(_NO_PAGES):
                _note(request, status, time.perf_counter() - started)
        return response


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    minute = minute_of(timezone.now())
    region = "" if area_of(request.path_info) else chosen_slug(request) or ""
    line = line_of(
        minute=minute_text(minute),
        address=client_address(request),
        method=request.method,
        page=page_of(request),
        status=status,
        region=region,
        seconds=seconds,
    )
    append(minute, line)
