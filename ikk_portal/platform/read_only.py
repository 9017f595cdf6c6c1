"""Pages that only show: whatever would change something is refused before anything else is looked at."""

from collections.abc import Callable
from typing import TypeVar

from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


def read_only(view: _View) -> _View:
    """Let GET and HEAD through and answer 405 to the rest.

    The check of the form token, which comes first, would answer 403 and speak of an expired form; a page that
    refuses every form needs no token.
    """
    return csrf_exempt(require_safe(view))
