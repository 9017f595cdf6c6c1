"""The room's pages for the sitemap."""

from collections.abc import Iterator

from django.urls import reverse

from brochures.models import Brochure


def public_paths() -> Iterator[str]:
    """Yield the catalogue and every national brochure; one query."""
    yield reverse("brochures:catalogue")
    for key in Brochure.objects.offered_by(None).values_list("key", flat=True):
        yield reverse("brochures:brochure-detail", kwargs={"key": key})
