"""Service offices as tests want them: few, and exactly known."""

from datetime import time
from typing import Any

from regions.models import OpeningHours, Region, ServiceOffice

WEEKDAYS = tuple((day, "08:00", "16:00") for day in range(1, 6))


def save_office(key: str, *, region: str = "rheinland", hours: Any = WEEKDAYS, **fields: Any) -> ServiceOffice:
    """Save an office in Köln that differs from an ordinary one only by what is given."""
    values = {
        "name": f"Servicestelle {key.title()}",
        "street": "Domstraße 1",
        "postcode": "50667",
        "town": "Köln",
        "phone": "+49 221 4710 900",
        "step_free": ServiceOffice.StepFree.YES,
        **fields,
    }
    office = ServiceOffice.objects.create(key=key, region=Region.objects.get(slug=region), **values)
    OpeningHours.objects.bulk_create(
        OpeningHours(office=office, day=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
        for day, opens, closes in hours
    )
    return office
