"""What every page behind the door knows about the mailbox: how many notices are unread."""

from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from accounts.inside import inside_of
from internetfiliale.own_notices import unread


def mailbox(request: HttpRequest) -> dict[str, Any]:
    """Return ``unread_notices``: one query, and only where a template asks; None on pages that are for everybody."""
    if inside_of(request) is None:
        return {"unread_notices": None}
    user: Any = request.user
    return {"unread_notices": cache(partial(unread, user))}  # templates call it
