"""Addresses that machines read: health, robots, sitemap, security contact, web manifest."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as time_of_day

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from ikk_portal.alarms import current_alarms
from ikk_portal.platform.read_only import read_only
from ikk_portal.platform.room_modules import modules_called
from ikk_portal.platform.timers import late
from ikk_portal.timers import declared_timers


@login_not_required
@read_only
def live(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs, whatever else is broken."""
    return HttpResponse("live\n", content_type="text/plain")


@login_not_required
@read_only
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the portal's database answers, else 503; name what is not as it should be.

    Without the register the public site and the sign-in page go on, so it takes no process out of service.
    """
    silent = [alias for alias in connections if not _answers(alias)]
    if "default" in silent:
        return HttpResponse(f"not ready: {', '.join(silent)}\n", status=503, content_type="text/plain")
    notes = [f"without {alias}" for alias in silent]
    now = timezone.now()
    notes += [f"late: {name}" for name in sorted(late(declared_timers(), now))]
    notes += [f"alarm: {line}" for line in current_alarms(now)]
    return HttpResponse("\n".join(["ready", *notes]) + "\n", content_type="text/plain")


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


@login_not_required
@read_only
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; expires at the end of the day 180 days from now, so a forgotten copy does not live for ever."""
    expires = datetime.combine(
        timezone.localdate() + timedelta(days=180), time_of_day.max, timezone.get_current_timezone()
    )
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.replace(microsecond=0).isoformat()}",
        "Preferred-Languages: de, en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@read_only
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Everything public may be indexed; the demo asks not to be."""
    if settings.DEMO or settings.SURFACE == "staff":
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = [
            "User-agent: *",
            "Disallow: /verwaltung/",
            f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
        ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@login_not_required
@read_only
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """All public addresses, offered by the rooms in their ``sitemap.py``."""
    paths = list(public_paths())
    locations = [request.build_absolute_uri(path) for path in paths]
    return render(request, "sitemap.xml", {"locations": locations}, content_type="application/xml")


def public_paths() -> Iterator[str]:
    """Yield every public path worth finding, room by room.

    A room offers them as ``public_paths()`` in its module ``sitemap``.
    """
    for room in modules_called("sitemap"):
        yield from room.public_paths()


@login_not_required
@read_only
def web_manifest(request: HttpRequest) -> JsonResponse:
    """Name and icons for a phone's home screen."""
    manifest = {
        "name": "IKK-Portal",
        "short_name": "IKK",
        "lang": "de",
        "start_url": "/",
        "display": "browser",
        "icons": [
            {"src": static("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        ],
    }
    return JsonResponse(manifest, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
