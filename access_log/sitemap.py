"""The room's page for the sitemap."""

from collections.abc import Iterator

from django.urls import reverse


def public_paths() -> Iterator[str]:
    """Yield every public path of the room."""
    yield reverse("access_log:figures")
