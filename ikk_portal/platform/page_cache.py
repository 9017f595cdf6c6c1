"""Outermost cache of ready pages: public HTML as bytes, plain and compressed, kept in each process.

A page is kept under (scheme, host, path, region cookie). The content version, a row that database triggers
raise with every change of content, empties the cache; so does midnight, when rates and statements may
change by their date. What appears or ends by itself at some moment is kept until then (`keep_until`). Every
process looks at the version at most once a second, and goes on with what it has while the database does
not answer.

Browsers keep public pages, too, but ask each time whether they still hold: by ``ETag``, answered with 304.
"""

import gzip
import hashlib
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import brotli
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, migrations
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

CHECK_EVERY = 1.0  # seconds
_NEVER = ("/gesund/", "/verwaltung/")  # health must answer while the database is silent; staff pages are private
LIMIT = 5_000  # pages; more than paths times regions, so only a bug or an attack ever reaches it

_REFUSED = re.compile(r"q=0(\.0*)?")

Key = tuple[str, str, str, str]
Version = tuple[int, date]

_UNTIL = "page_cache_until"
_TOKEN_FIELD = b"csrfmiddlewaretoken"


@dataclass(frozen=True)
class Page:
    """One page, ready to be sent.

    Attributes:
        headers: all but those that depend on the encoding.
        bodies: encoding ("" for none) -> bytes.
        until: when it may no longer be right; None for never by itself.
    """

    headers: dict[str, str]
    bodies: dict[str, bytes]
    until: datetime | None = None

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return 304 if the browser has the page, else the best of its encodings that the browser takes."""
        if _is_known(request, self.headers["ETag"]):
            return _not_modified(self.headers)
        accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
        encoding = next((name for name in ("br", "gzip") if _takes(accepted, name)), "")
        body = self.bodies[encoding]
        response = HttpResponse(body, headers={**self.headers, "Content-Length": str(len(body))})
        if encoding:
            response.headers["Content-Encoding"] = encoding
        return response


class PageCache:
    """The pages of one process, all of one content version."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looking = threading.Lock()
        self._pages: dict[Key, Page] = {}
        self._version: Version | None = None
        self._checked_at = float("-inf")

    def current_version(self) -> Version | None:
        """Return the version that the kept pages belong to; None before the database has ever answered."""
        due = time.monotonic() - self._checked_at >= CHECK_EVERY
        if due and self._looking.acquire(blocking=False):  # the others go on meanwhile
            try:
                self._look_at_version()
            finally:
                self._checked_at = time.monotonic()
                self._looking.release()
        return self._version

    def _look_at_version(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT version FROM ikk_portal_contentversion")
                version = (cursor.fetchone()[0], timezone.localdate())
        except (DatabaseError, InterfaceError):
            return
        with self._lock:
            if version != self._version:
                self._pages.clear()
                self._version = version

    def get(self, key: Key) -> Page | None:
        """Return the kept page, unless its time is over."""
        page = self._pages.get(key)
        return None if page and page.until and page.until <= timezone.now() else page

    def keep(self, key: Key, page: Page, version: Version | None) -> None:
        """Keep a page that was begun under ``version``; one that the content has overtaken is not kept."""
        with self._lock:
            if version is None or version != self._version:
                return
            if len(self._pages) >= LIMIT:
                self._pages.clear()
            self._pages[key] = page


def watch(table: str) -> migrations.RunSQL:
    """Return the migration step that lets every change of ``table`` empty the page cache."""
    return migrations.RunSQL(
        f"CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ikk_portal_content_changed()",
        f"DROP TRIGGER content_changed ON {table}",
    )


class PageCacheMiddleware:
    """Answers public pages from the cache; stands outside everything but the access log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.cache = PageCache()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or request.path_info.startswith(_NEVER):
            return self.get_response(request)
        if request.method == "HEAD" or request.META.get("QUERY_STRING"):
            response = self.get_response(request)
            if isinstance(response, HttpResponse) and _is_for_everybody(request, response):
                _dress(response)
                return _not_modified(response.headers) if _is_known(request, response["ETag"]) else response
            return response
        version = self.cache.current_version()
        key = _key(request)
        if page := self.cache.get(key):
            return page.answer(request)
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _is_for_everybody(request, response):
            return response
        page = _page(response)
        self.cache.keep(key, page, version)
        return page.answer(request)


def keep_until(response: HttpResponse, moment: datetime | None) -> HttpResponse:
    """Let the cache keep a page only until ``moment``, when something on it appears or ends by itself."""
    setattr(response, _UNTIL, moment)
    return response


def _takes(accepted: str, encoding: str) -> bool:
    """Whether an Accept-Encoding header names ``encoding`` without refusing it (q=0)."""
    for entry in accepted.split(","):
        name, _, quality = entry.partition(";")
        if name.strip().lower() == encoding:
            return not _REFUSED.fullmatch(quality.replace(" ", ""))
    return False


def _key(request: HttpRequest) -> Key:
    region = request.COOKIES.get(settings.REGION_COOKIE_NAME, "")
    return (request.scheme or "", request.META.get("HTTP_HOST", ""), request.path_info, region)


def _is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether everybody with the same region may see these bytes: complete HTML, nothing private in it.

    A cookie, a header that forbids keeping, a look into the session or a form with a token says private.
    """
    return (
        response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not response.cookies
        and "Cache-Control" not in response.headers
        and not getattr(getattr(request, "session", None), "accessed", False)
        and _TOKEN_FIELD not in response.content
    )


def _dress(response: HttpResponse) -> None:
    """Tell browsers to keep the page for this visitor only, and to ask each time."""
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    response.headers["Cache-Control"] = "private, no-cache"
    # Weak: the bytes differ between encodings, the page does not.
    response.headers["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'


def _is_known(request: HttpRequest, etag: str) -> bool:
    """Whether the browser has this page; compared weakly, as RFC 9110, 13.1.2 asks."""
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return "*" in known or etag.removeprefix("W/") in {one.removeprefix("W/") for one in known}


def _not_modified(headers: Mapping[str, str]) -> HttpResponse:
    """Return 304 with what is said about the page, but for its body."""
    response = HttpResponseNotModified(headers=dict(headers))
    del response["Content-Length"]
    return response


def _page(response: HttpResponse) -> Page:
    _dress(response)
    body = response.content
    return Page(
        headers=dict(response.items()),
        bodies={"": body, "gzip": gzip.compress(body, 9, mtime=0), "br": brotli.compress(body, quality=9)},
        until=getattr(response, _UNTIL, None),
    )
