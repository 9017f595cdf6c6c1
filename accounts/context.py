"""What every template knows about who is signed in."""

from typing import Any

from django.http import HttpRequest

from accounts.inside import inside_of


def inside(request: HttpRequest) -> dict[str, Any]:
    """Return ``inside``: None on every page that is for everybody, so that it can be kept for everybody."""
    return {"inside": inside_of(request)}
