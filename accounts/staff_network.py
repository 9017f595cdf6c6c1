"""The staff area is there for the networks of the staff only."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from accounts.areas import STAFF, area_of
from ikk_portal.platform.throttle.sources import client_address


class StaffNetworkMiddleware:
    """Answers other networks as if nothing was there, the sign-in page included.

    Stands before sessions and form tokens: not even a cookie tells a stranger that there is something.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if area_of(request.path_info) is STAFF and not _is_of_staff(request):
            raise Http404
        return self.get_response(request)


def _is_of_staff(request: HttpRequest) -> bool:
    address = client_address(request)
    return address is not None and any(address in network for network in settings.STAFF_NETWORKS)
