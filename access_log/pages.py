"""Which page a request is, without anything that a person could be known by.

Inside the branch and the staff area it is the pattern of the route: addresses there carry numbers of records and
tokens of one-time links. Public pages are their path, and what is no page is the path as it was asked for: that is
how an attack is recognised.
"""

import re
from functools import lru_cache
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from access_log.models import PAGE_LENGTH

#: Also where a mistyped address has it elsewhere or in capitals.
_AREA = re.compile(r"(?:^|/)(internetfiliale|verwaltung)(?:/|$)", re.IGNORECASE)
_GROUP = re.compile(r"\(\?P(<\w+>)[^()]*\)")
_ANCHOR = re.compile(r"[\^$]")
_SAFE = "/-._~!$&'()*+,;=:@"
_UNKNOWN = "<unknown>"


@lru_cache(maxsize=512)
def area_of(path: str) -> str:
    """Return whether a path leads, or was meant to lead, into the branch or the staff area: its name, or nothing."""
    area = _AREA.search(path)
    return area[1].lower() if area else ""


def page_of(request: HttpRequest) -> str:
    """Return the page of a request, as plain ASCII without blanks, at most ``PAGE_LENGTH`` long.

    A request that has failed before its route was looked for, or was answered from a cache, is resolved here.
    """
    area = area_of(request.path_info)
    if not area:
        return _quoted(request.path_info)
    return _route(request) or f"/{area}/{_UNKNOWN}"


def _route(request: HttpRequest) -> str:
    """Return the pattern of the request's route ("/verwaltung/einrichten/<str:token>/"); nothing if it has none."""
    match = request.resolver_match
    if match is None:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return ""
    return "/" + _ANCHOR.sub("", _GROUP.sub(r"\1", match.route))[: PAGE_LENGTH - 1]


@lru_cache(maxsize=512)
def _quoted(path: str) -> str:
    """Return a path as it stands in an address, in which every byte that could do harm is a percent sign and digits."""
    quoted = quote(path[:PAGE_LENGTH], safe=_SAFE, errors="replace")[:PAGE_LENGTH]
    return quoted if quoted.startswith("/") else f"/{quoted}"[:PAGE_LENGTH]
