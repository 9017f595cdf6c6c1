"""Where a visitor came from (parameter ``zurueck``), and whether one may be sent back there."""

import re
from urllib.parse import unquote, urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

PARAMETER = "zurueck"
CHOSEN = "gewaehlt"  # ids of messages in the region bar
FORGOTTEN = "aufgehoben"

_LIMIT = 500  # characters; a longer address is not worth the risk of a refused redirect
_PRINTABLE = re.compile(r"/[!-\[\]-~]*")  # visible ASCII but for the backslash
_CLOSED = re.compile(r"/verwaltung(/|$)", re.IGNORECASE)
_CHOOSING = "/regionen/"


def safe_return_path(value: str | None) -> str:
    """Return ``value`` if it is a path of this site where visitors belong, else "/".

    Refused are other hosts in all spellings ("//evil", "/\\evil", encoded or not), dot segments, control
    characters, anything but visible ASCII, the staff area, and more than 500 characters.
    """
    if not value or len(value) > _LIMIT or not _PRINTABLE.fullmatch(value):
        return "/"
    path = unquote(value.partition("?")[0].partition("#")[0])
    harmful = "//" in path or ".." in path or "/." in path or "\\" in path or not path.isprintable()
    if harmful or _CLOSED.match(path):
        return "/"
    return value if url_has_allowed_host_and_scheme(value, allowed_hosts=None) else "/"


def return_path(request: HttpRequest) -> str:
    """Return where the choice of an IKK leads back to.

    On the pages of the choice itself that is what they were asked for, elsewhere the page in front of
    the visitor.
    """
    if request.path_info.startswith(_CHOOSING):
        return safe_return_path(request.POST.get(PARAMETER) or request.GET.get(PARAMETER))
    return safe_return_path(request.get_full_path())


def with_message(path: str, message: str) -> str:
    """Return ``path`` with the fragment that makes the region bar of its page show a message.

    A fragment never reaches the server, so the page stays the one that everybody gets.
    """
    return f"{path.partition('#')[0]}#{message}"


def return_query(path: str) -> str:
    """Return the query string that carries ``path`` on ("zurueck=%2Fhilfe%2F"), "" for the start page."""
    return "" if path == "/" else urlencode({PARAMETER: path})
