"""A few invented enquiries in different states, for the demo."""

from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from contact.models import Enquiry
from contact.topics import Topic
from regions.models import Region

_ENQUIRIES: tuple[tuple[str, str | None, int, str, str], ...] = (
    (Topic.HOURS, "rheinland", 0, "Haben Sie am 24. Dezember geöffnet?", "anna@example.org"),
    (Topic.BROCHURES, "rheinland", 2, "Gibt es etwas über gesunde Rücken im Handwerk?", "bernd@example.org"),
    (Topic.ACCESSIBILITY, None, 33, "Auf der Karte finde ich mit der Tastatur keine IKK.", "mia@example.org"),
    (Topic.MEMBERSHIP, "bayern", 1, "Wie wechsle ich zu Ihnen?", "toni@example.org"),
    (Topic.PRAISE, "rheinland", 6, "Die Seite in Leichter Sprache hilft meinem Vater sehr.", "lea@example.org"),
)


@transaction.atomic
def load() -> None:
    """Make the enquiries where there are none; the last one of them is answered already."""
    if Enquiry.objects.exists():
        return
    now = timezone.now()
    for topic, slug, days, message, email in _ENQUIRIES:
        region: Any = Region.objects.get(slug=slug) if slug else None
        Enquiry.objects.create(
            id=uuid5(NAMESPACE_URL, email),
            topic=topic,
            region=region,
            message=message,
            email=email,
            received_at=now - timedelta(days=days),
        )
    Enquiry.objects.filter(topic=Topic.BROCHURES).update(state="taken", taken_by="kessler", taken_at=now)
    praised = Enquiry.objects.filter(topic=Topic.PRAISE)
    praised.update(state="taken", taken_by="kessler", taken_at=now)
    praised.update(state="answered", answered_way="post", answered_at=now)
