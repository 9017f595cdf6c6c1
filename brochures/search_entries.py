"""What the room puts into the search of the site: brochures.

Addresses are asked of the room itself, for processes of the staff surface know no public ones.
"""

from collections.abc import Iterator

from django.urls import reverse

from brochures.models import Brochure
from letters.brochure_text import read
from regions.site_search import Entry


def entries() -> Iterator[Entry]:
    """Yield every brochure of the catalogue."""
    yield from map(brochure_entry, Brochure.objects.public().select_related("region"))


def brochure_key(brochure: Brochure) -> str:
    """Return the key that the versions of a brochure share."""
    return f"broschuere:{brochure.key}"


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
