"""Outermost cache of ready pages: public HTML as bytes, plain and compressed, kept in each process.

A page is kept under (scheme, host, path, region cookie). The content version, a row that database triggers
raise with every change of content, empties the cache; so does midnight, when rates and statements may
change by their date. Every process looks at the version at most once a second, and goes on with what it
has while the database does not answer.
"""

import gzip
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import brotli
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, migrations
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers

CHECK_EVERY = 1.0  # seconds
_NEVER = ("/gesund/", "/verwaltung/")  # health must answer while the database is silent; staff pages are private
LIMIT = 5_000  # pages; more than paths times regions, so only a bug or an attack ever reaches it

_REFUSED = re.compile(r"q=0(\.0*)?")

Key = tuple[str, str, str, str]
Version = tuple[int, date]


@dataclass(frozen=True)
class Page:
    """One page, ready in each encoding: encoding ("" for none) -> bytes."""

    headers: dict[str, str]
    bodies: dict[str, bytes]

    def answer(self, accepted: str) -> HttpResponse:
        """Return the page in the best of its encodings that the browser takes."""
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
        """Return the kept page."""
        return self._pages.get(key)

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
        if request.method != "GET" or request.META.get("QUERY_STRING") or request.path_info.startswith(_NEVER):
            return self.get_response(request)
        version = self.cache.current_version()
        key = _key(request)
        if page := self.cache.get(key):
            return page.answer(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _may_be_kept(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
        page = _page(response)
        self.cache.keep(key, page, version)
        return page.answer(request.META.get("HTTP_ACCEPT_ENCODING", ""))


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


def _may_be_kept(response: HttpResponse) -> bool:
    """Whether everybody with the same region may see these bytes: complete HTML, no cookie, not private."""
    return (
        response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not response.cookies
        and "Cache-Control" not in response.headers
    )


def _page(response: HttpResponse) -> Page:
    body = response.content
    return Page(
        headers=dict(response.items()),
        bodies={"": body, "gzip": gzip.compress(body, 9, mtime=0), "br": brotli.compress(body, quality=9)},
    )
