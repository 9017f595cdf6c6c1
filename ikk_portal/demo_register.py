"""The invented register of demo, tests and measurements: real towns, each with the demo's IKK that serves it.

The register's room knows no regions, so the two meet here.
"""

import tempfile
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from bestand import demo_data
from bestand.actions import Report, import_register
from bestand.models import Import, InsuredPerson
from bestand.synthetic.register import Place, write_register
from regions.demo_data import served_areas
from regions.postcode_import import DEFAULT_FILE, read_places

_INSURED, _EMPLOYERS, _SEED = 2_000, 200, 2026
_STALE = timedelta(days=14)  # "moved last week" would not be true any more


def places() -> list[Place]:
    """Return every place of the table of postcodes whose Land one of the demo's IKKs serves."""
    served = [
        (land, tuple(prefixes), number)
        for number, laender in served_areas().items()
        for land, prefixes in laender.items()
    ]
    return [
        Place(place.code, place.town, number)
        for place in read_places(DEFAULT_FILE, [])
        for land, prefixes, number in served
        if place.land == land and place.code.startswith(prefixes)
    ]


def load() -> Report | None:
    """Import the demo's register, with the same people as ever; None where that was done lately."""
    is_fresh = Import.objects.filter(finished_at__gte=timezone.now() - _STALE).exists()
    known = InsuredPerson.objects.filter(number__in=[person.number for person in demo_data.PEOPLE])
    if is_fresh and known.count() == len(demo_data.PEOPLE):
        return None
    with tempfile.TemporaryDirectory(prefix="ikk-register-") as directory:
        insured, employers = write_register(
            Path(directory),
            places(),
            insured=_INSURED,
            employers=_EMPLOYERS,
            seed=_SEED,
            people=demo_data.insured_lines(timezone.localdate()),
            companies=demo_data.EMPLOYER_LINES,
        )
        return import_register(
            insured, employers, known=frozenset(served_areas()), by="set_up_demo", reason="demo data", accept_fewer=True
        )
