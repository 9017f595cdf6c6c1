"""What the room puts into the search of the site; its other pages are for who is signed in.

The address is asked of the room itself, for processes of the staff surface know no public ones.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from regions.site_search import Entry


def entries() -> Iterator[Entry]:
    """Yield the page where certificates are checked."""
    yield Entry(
        kind="Internetfiliale",
        key="bescheinigung:pruefen",
        region=None,
        path=reverse("check", "internetfiliale.certificates.urls"),
        title="Bescheinigung prüfen",
        text="Stimmt eine Versicherungsbescheinigung? Prüfen Sie sie mit Code, Name und Datum.",
        public_from=timezone.now(),
    )
