"""What the room puts into the search of the site: brochures.

Addresses are asked of the room itself, for processes of the staff surface know no public ones.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone

from brochures.models import Brochure
from letters.brochure_text import read
from regions.models import Region
from regions.site_search import Entry

_KEY = "broschuere:"  # and the brochure's key


def entries() -> Iterator[Entry]:
    """Yield the catalogue, and every brochure in it."""
    yield Entry(
        kind="Katalog",
        key="broschueren",
        region=None,
        path=reverse("catalogue", "brochures.urls"),
        title="Broschüren",
        text="Alle Broschüren: kostenlos mit der Post bestellen oder gleich am Bildschirm lesen.",
        public_from=timezone.now(),
    )
    yield from map(brochure_entry, Brochure.objects.public().select_related("region"))


def withheld(region: Region) -> "QuerySet[Any]":
    """Return the keys of what an IKK has taken from its list: its visitors find no brochure that it does not offer."""
    refused: QuerySet[Any] = Brochure.objects.public().for_region(region)
    refused = refused.filter(stock__region=region, stock__is_offered=False).order_by()
    return refused.values_list(Concat(Value(_KEY), F("key")))


def brochure_key(brochure: Brochure) -> str:
    """Return the key that the versions of a brochure share."""
    return f"{_KEY}{brochure.key}"


def brochure_entry(brochure: Brochure) -> Entry:
    """Return what the search knows of a published brochure: what it is about, and its chapters."""
    chapters = " · ".join(read(brochure.body).chapters)
    return Entry(
        kind="Broschüre",
        key=brochure_key(brochure),
        region=brochure.region,
        path=reverse("brochure-detail", "brochures.urls", kwargs={"key": brochure.key}),
        title=brochure.title,
        text=f"{brochure.subtitle} · {brochure.summary} {chapters}".removeprefix(" · "),
        public_from=brochure.changed_at,
    )
