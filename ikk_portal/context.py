"""What every template may know about the site itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from regions.models.region import national_number


def site(request: HttpRequest) -> dict[str, Any]:
    """Return ``demo`` (show the permanent notice), whom the statement names, and the phone for all of Germany."""
    return {
        "demo": settings.DEMO,
        "hosting_location": settings.HOSTING_LOCATION,
        "mail_processor": settings.MAIL_PROCESSOR,
        "national_phone": national_number(settings.NATIONAL_PHONE),
        "national_phone_uri": settings.NATIONAL_PHONE.replace(" ", ""),
    }
