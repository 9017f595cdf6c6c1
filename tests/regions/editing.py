"""What the tests of the editors' desks share: addresses, drafts, and the form of a page as a browser sends it."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from privacy.models import StaffAccess
from regions.models import Page

PAGES, NEWS = "/verwaltung/regions/page/", "/verwaltung/regions/newsitem/"
PICTURES, DOWNLOADS = "/verwaltung/regions/picture/", "/verwaltung/regions/download/"
FIRST_DAY = timezone.make_aware(datetime(2026, 1, 1))  # noqa: DTZ001  (made aware here)


def draft(**fields: Any) -> Page:
    values = {"section": "service", "key": "probe", "title": "Probe", "summary": "Kurz.", "body": "Alt."}
    times = {"public_from": FIRST_DAY, "reviewed_on": timezone.localdate()}
    return Page.objects.create(**{**values, **times, **fields})


def form_of(page: Page, **fields: Any) -> dict[str, Any]:
    """Return what a browser would send for a page that is changed."""
    values = {name: getattr(page, name) for name in ("title", "summary", "body", "parent_key", "order")}
    return {
        **values,
        "reviewed_on": page.reviewed_on.strftime("%d.%m.%Y"),
        "public_from_0": "01.01.2026",
        "public_from_1": "00:00",
        "initial-public_from_0": "01.01.2026",
        "initial-public_from_1": "00:00",
        "public_until_0": "",
        "public_until_1": "",
        "seen": page.changed_at.isoformat(),
        **fields,
    }


def seen(page: Any) -> dict[str, str]:
    """Return what the form of an opened page sends back, so that it is known which version was read."""
    return {"seen": page.context["adminform"].form["seen"].value()}


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def trail() -> list[tuple[str, str, str]]:
    return list(StaffAccess.objects.order_by("at").values_list("kind", "action", "detail"))
