"""Service offices of the fictional IKKs (``data/demo_offices.toml``), for demo and tests."""

import tomllib
from datetime import time
from pathlib import Path
from typing import Any

from django.db import transaction

from regions.models import ClosingDays, OpeningHours, Region, ServiceOffice

_FILE = Path(__file__).parent / "data" / "demo_offices.toml"
_AS_IN_FILE = ("key", "name", "street", "postcode", "town", "phone", "step_free")


@transaction.atomic
def load(file: Path = _FILE) -> None:
    """Add what is missing; what somebody has changed meanwhile stays as it is. Safe to repeat."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    known = set(ServiceOffice.objects.values_list("key", flat=True))
    regions = {region.slug: region for region in Region.objects.all()}
    represented = set(ServiceOffice.objects.filter(is_responsible=True).values_list("region__slug", flat=True))
    for entry in data["office"]:
        if entry["key"] not in known and entry["region"] in regions:
            is_responsible = entry.get("responsible", False) and entry["region"] not in represented
            _add(entry, regions[entry["region"]], is_responsible=is_responsible)


def _add(entry: dict[str, Any], region: Region, *, is_responsible: bool) -> None:
    """Save one office with its hours and closings."""
    office = ServiceOffice(
        **{name: entry[name] for name in _AS_IN_FILE},
        region=region,
        access_note=entry.get("access_note", ""),
        hours_note=entry.get("hours_note", ""),
        is_responsible=is_responsible,
    )
    office.full_clean()
    office.save(force_insert=True)
    OpeningHours.objects.bulk_create(
        OpeningHours(office=office, day=span["day"], opens=_time(span["opens"]), closes=_time(span["closes"]))
        for span in entry.get("hours", [])
    )
    ClosingDays.objects.bulk_create(
        ClosingDays(office=office, first_day=closing["from"], last_day=closing["until"], reason=closing["reason"])
        for closing in entry.get("closing", [])
    )


def _time(value: time | str) -> time:
    """Take a time of TOML, or a text such as "08:30"."""
    return value if isinstance(value, time) else time.fromisoformat(value)
