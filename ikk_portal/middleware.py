"""What holds for every answer, whichever room makes it: headers, host, limits, error pages."""

import logging
import re
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase

from ikk_portal import error_pages
from ikk_portal.platform.throttle import TooManyTries

GetResponse = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger(__name__)

STAFF_PREFIX = "/verwaltung/"

#: Every feature a browser can be told to refuse; the portal uses none of them.
_PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "hid",
        "identity-credentials-get",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "otp-credentials",
        "payment",
        "picture-in-picture",
        "publickey-credentials-create",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "storage-access",
        "usb",
        "window-management",
        "xr-spatial-tracking",
    )
)


class SecurityHeadersMiddleware:
    """Sets what Django and django-csp leave out, on static files and error pages too.

    Pages that are kept by the page cache, which stands before it, have these headers already.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = _PERMISSIONS_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if request.path_info.startswith(STAFF_PREFIX):
            response.headers.setdefault("Cache-Control", "no-store")
        elif policy := response.headers.get("Content-Security-Policy"):
            # The admin's own scripts do not know trusted types, so this is for the public pages only.
            response.headers["Content-Security-Policy"] = f"{policy}; require-trusted-types-for 'script'"
        return response


class HostMiddleware:
    """Refuses a foreign Host before anything else reads it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            return error_pages.bad_request(request)
        return self.get_response(request)


class ErrorPagesMiddleware:
    """Turns a database that does not answer, and used-up budgets, into their pages.

    A database fault is not the visitor's and not a programming error: 503 with Retry-After, never 500.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, error_pages.DATABASE_AWAY):
            logger.error("database does not answer: %s", type(exception).__name__)
            return error_pages.service_unavailable(request)
        if isinstance(exception, TooManyTries):
            return error_pages.too_many_requests(request, exception.until)
        return None


class RequestLimitsMiddleware:
    """Holds requests to the body limit of their path and refuses bytes that PostgreSQL cannot store.

    Runs ahead of parsing, by Content-Length. A body that is hardly too large (the front lets it through, so
    that the German page answers) is read and forgotten: a front that is still sending when the connection
    closes would lose the answer. A larger one is never read.
    """

    _PASSED_OVER = 1024 * 1024  # bytes beyond the limit; as in deploy/nginx.conf

    _UNSTORABLE = re.compile(r"%00|\x00|[\ud800-\udfff]", re.IGNORECASE)

    _DOT_SEGMENT = re.compile(r"/\.\.?(/|$)")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self._UNSTORABLE.search(request.path_info + request.META.get("QUERY_STRING", "")):
            return error_pages.bad_request(request)
        if self._DOT_SEGMENT.search(request.path_info):  # two programs may disagree where it leads
            return error_pages.bad_request(request)
        beyond = self._body_length(request) - self._limit(request.path_info)
        if beyond > 0:
            if beyond <= self._PASSED_OVER:
                self._pass_over(request)
            return error_pages.request_too_large(request)
        return self.get_response(request)

    @staticmethod
    def _pass_over(request: HttpRequest) -> None:
        with suppress(UnreadablePostError):  # the sender has gone
            while request.read(64 * 1024):
                pass

    @staticmethod
    def _limit(path: str) -> int:
        """Return how many bytes a body sent to ``path`` may have."""
        if settings.SURFACE == "public" or not path.startswith(STAFF_PREFIX):
            return settings.PUBLIC_BODY_LIMIT
        return settings.UPLOAD_BODY_LIMIT if path.startswith(settings.UPLOAD_PATHS) else settings.STAFF_BODY_LIMIT

    @staticmethod
    def _body_length(request: HttpRequest) -> int:
        try:
            return int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return 0
