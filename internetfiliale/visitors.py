"""Who uses the services of the branch, as a request tells it."""

from typing import Any

from django.http import HttpRequest

from accounts.inside import slugs_of
from accounts.second_proof import has_second_proof
from internetfiliale.services.declaration import Visitor
from regions.middleware import chosen_region


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Return who is signed in; None where the register names no IKK of this portal, so that nobody is responsible."""
    user: Any = request.user
    region = chosen_region(request)
    is_own = region is not None and region.slug in slugs_of(request)  # and not that of a cookie only
    return Visitor(user, region, has_second_proof(request)) if region and is_own else None
