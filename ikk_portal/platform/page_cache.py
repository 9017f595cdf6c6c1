"""Outermost cache of ready pages: public HTML as bytes, plain and compressed, kept in each process.

A page is kept under (scheme, host, path, region cookie), until the content changes (`kept`). What appears or
ends by itself at some moment is kept until then (`keep_until`).

Browsers keep public pages, too, but ask each time whether they still hold: by ``ETag``, answered with 304.
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase, ResponseHeaders
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from ikk_portal.platform.kept import Keeper, hand_over

_NEVER = ("/gesund/", "/verwaltung/")  # health must answer while the database is silent; staff pages are private

#: Who is signed in is led on from the sign-in page; it is kept for all others.
_KNOWS_MEMBERS = "/internetfiliale/"

_REFUSED = re.compile(r"q=0(\.0*)?")

#: The best first. The highest levels take up to ten times as long for 5 % less.
_COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=4),
    "gzip": lambda body: gzip.compress(body, 5, mtime=0),
}

Key = tuple[str, str, str, str]

_UNTIL = "page_cache_until"
_TOKEN_FIELD = b"csrfmiddlewaretoken"


class _ReadyHeaders(ResponseHeaders):
    """Headers of a kept page: checked by Django when it was made, so only copied for each answer."""

    def __init__(self, checked: Mapping[str, tuple[str, str]]) -> None:
        """Take name in lower case -> (name, value)."""
        self._store = dict(checked)


class _Variant:
    """A page in one encoding, with the headers that belong to it."""

    def __init__(self, headers: Mapping[str, str], encoding: str, body: bytes) -> None:
        own = {"Content-Length": str(len(body))} | ({"Content-Encoding": encoding} if encoding else {})
        self._headers = {name.lower(): (name, value) for name, value in (dict(headers) | own).items()}
        self._body = body

    def answer(self) -> HttpResponse:
        response = HttpResponse(self._body)
        response.headers = _ReadyHeaders(self._headers)
        return response


class Page:
    """One page, ready to be sent; compressed when the first browser asks for an encoding."""

    def __init__(self, response: HttpResponse) -> None:
        _dress(response)
        self._body = response.content
        self._headers = dict(response.items())
        self._variants: dict[str, _Variant] = {}

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return 304 if the browser has the page, else the best of its encodings that the browser takes."""
        if _is_known(request, self._headers["ETag"]):
            return _not_modified(self._headers)
        encoding = _best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        variant = self._variants.get(encoding)
        if variant is None:
            body = _COMPRESS[encoding](self._body) if encoding else self._body
            variant = self._variants[encoding] = _Variant(self._headers, encoding, body)
        return variant.answer()


class PageCacheMiddleware:
    """Answers public pages from the cache; stands outside everything but the access log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.keeper: Keeper[Page] = Keeper()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or request.path_info.startswith(_NEVER):
            return self.get_response(request)
        kept = self.keeper.current()
        hand_over(request, kept)
        if request.method == "HEAD" or request.META.get("QUERY_STRING") or _may_be_signed_in(request):
            return self._never_kept(request)
        key = _key(request)
        if kept and (page := kept.pages.get(key)):
            return page.answer(request)
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _is_for_everybody(request, response):
            return response
        page = Page(response)
        if kept:
            kept.pages.keep(key, page, getattr(response, _UNTIL, None))
        return page.answer(request)

    def _never_kept(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _is_for_everybody(request, response):
            _dress(response)
            return _not_modified(response.headers) if _is_known(request, response["ETag"]) else response
        return response


def keep_until(response: HttpResponse, moment: datetime | None) -> HttpResponse:
    """Let the cache keep a page only until ``moment``, when something on it appears or ends by itself."""
    setattr(response, _UNTIL, moment)
    return response


def _may_be_signed_in(request: HttpRequest) -> bool:
    return request.path_info.startswith(_KNOWS_MEMBERS) and settings.MEMBER_COOKIE_NAME in request.COOKIES


@lru_cache(maxsize=256)  # browsers send one of a few
def _best_encoding(accepted: str) -> str:
    """Return the best encoding that an Accept-Encoding header names; nothing for plain bytes."""
    return next((name for name in _COMPRESS if _takes(accepted, name)), "")


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
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    if not asked:
        return False
    known = parse_etags(asked)
    return "*" in known or etag.removeprefix("W/") in {one.removeprefix("W/") for one in known}


def _not_modified(headers: Mapping[str, str]) -> HttpResponse:
    """Return 304 with what is said about the page, but for its body."""
    response = HttpResponseNotModified(headers=dict(headers))
    del response["Content-Length"]
    return response
