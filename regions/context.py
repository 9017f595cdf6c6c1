"""What every template knows about the visitor's IKK."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from regions.middleware import chosen_region
from regions.models import Region
from regions.offices import responsible_office
from regions.return_path import return_path, return_query


def region(request: HttpRequest) -> dict[str, Any]:
    """Return what header and footer need; IKK and office are looked up only where a template asks.

    ``region`` is true exactly if one is chosen, ``responsible_office`` if that one has named it; ``change_url``
    and ``forget_url`` lead back to this page. ``every_region`` asks the database only where a template lists
    all IKKs. ``page_name`` says which page it is, as addresses are named ("regions:help").
    """
    page_name = request.resolver_match.view_name if request.resolver_match else ""
    if settings.SURFACE == "staff":  # no public page is answered here, so none is linked
        nothing = {"region": None, "every_region": (), "responsible_office": None}
        return {**nothing, "page_name": page_name, "change_url": "", "forget_url": ""}
    query = return_query(return_path(request))
    suffix = f"?{query}" if query else ""
    return {
        "page_name": page_name,
        "region": getattr(request, "region", None),
        "responsible_office": SimpleLazyObject(lambda: responsible_office(chosen_region(request))),
        "every_region": Region.objects.all(),
        "change_url": reverse("regions:region-list") + suffix,
        "forget_url": reverse("regions:region-forget") + suffix,
    }
