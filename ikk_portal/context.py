"""What every template may know about the site itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return ``demo`` (show the permanent notice) and ``hosting_location``."""
    return {"demo": settings.DEMO, "hosting_location": settings.HOSTING_LOCATION}
