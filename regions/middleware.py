"""Gives every request the IKK that the visitor has chosen."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from ikk_portal.platform.kept import part
from regions import cookie
from regions.models import Region

_NOT_ASKED = object()
_ATTRIBUTE = "_chosen_region"
_SPOKEN_FOR = "_region_spoken_for"


class RegionMiddleware:
    """Sets ``request.region``: no query if nobody asks, one at most; true exactly if an IKK is chosen.

    A cookie with a value that names no IKK is ignored, and removed as soon as that is known.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.region = SimpleLazyObject(lambda: chosen_region(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        asked = getattr(request, _ATTRIBUTE, _NOT_ASKED)
        if asked is not _NOT_ASKED:
            patch_vary_headers(response, ["Cookie"])
        if _is_useless(request, asked) and settings.REGION_COOKIE_NAME not in response.cookies:
            cookie.forget(response)
        return response


def speak_for(request: HttpRequest, slug: str) -> None:
    """Let the answer speak for the IKK of this slug, whatever the cookie says: for who is signed in there."""
    setattr(request, _SPOKEN_FOR, slug)


def chosen_region(request: HttpRequest) -> Region | None:
    """Return the IKK that the request speaks for, else that of the visitor's cookie; one query at most."""
    if not hasattr(request, _ATTRIBUTE):
        slug = getattr(request, _SPOKEN_FOR, None) or cookie.chosen_slug(request)
        setattr(request, _ATTRIBUTE, part(request, ("region", slug), lambda: _known(slug)) if slug else None)
    found: Region | None = getattr(request, _ATTRIBUTE)
    return found


def _known(slug: str) -> Region | None:
    return Region.objects.with_responsible_office().with_land_codes().filter(slug=slug).first()


def _is_useless(request: HttpRequest, asked: object) -> bool:
    if settings.REGION_COOKIE_NAME not in request.COOKIES:
        return False
    return asked is None or cookie.chosen_slug(request) is None
