"""The room's pages for the sitemap."""

from collections.abc import Iterator

from django.urls import reverse

from regions.models import Region

_PAGES = (
    "start",
    "region-list",
    "imprint",
    "accessibility",
    "easy-language",
    "sign-language",
    "help",
    "sources",
)


def public_paths() -> Iterator[str]:
    """Yield every public path of the room worth finding; one query."""
    for page in _PAGES:
        yield reverse(f"regions:{page}")
    for slug in Region.objects.values_list("slug", flat=True):
        yield reverse("regions:region-detail", kwargs={"slug": slug})
