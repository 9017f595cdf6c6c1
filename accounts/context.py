"""What every template knows about who is signed in."""

from typing import Any

from django.http import HttpRequest

from accounts.inside import inside_of
from accounts.kept_forms import is_given_back


def inside(request: HttpRequest) -> dict[str, Any]:
    """Return ``inside``: None on every page that is for everybody, so that it can be kept for everybody.

    ``form_given_back`` says that the page shows a form which came too late, with what was typed into it.
    """
    return {"inside": inside_of(request), "form_given_back": is_given_back(request)}
