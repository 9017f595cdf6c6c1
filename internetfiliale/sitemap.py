"""The room's pages for the sitemap."""

from collections.abc import Iterator

from django.urls import reverse


def public_paths() -> Iterator[str]:
    """Yield the one page of the room that is open to everybody."""
    yield reverse("certificates:check")
