"""The region cookie: remembers the chosen IKK until the browser closes. It holds the slug, nothing else."""

import re

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from regions.models import Region

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LIMIT = 40  # characters, as in the model


def chosen_slug(request: HttpRequest) -> str | None:
    """Return the cookie's value if it could be a slug."""
    value = request.COOKIES.get(settings.REGION_COOKIE_NAME, "")
    return value if len(value) <= _LIMIT and _SLUG.fullmatch(value) else None


def remember(response: HttpResponseBase, region: Region, *, secure: bool) -> None:
    """Set the cookie: for this browser session only, out of reach of scripts and of other sites."""
    response.set_cookie(
        settings.REGION_COOKIE_NAME, region.slug, path="/", secure=secure, httponly=True, samesite="Lax"
    )


def forget(response: HttpResponseBase) -> None:
    """Remove the cookie from the browser."""
    response.delete_cookie(settings.REGION_COOKIE_NAME, path="/", samesite="Lax")
