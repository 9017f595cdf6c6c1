"""The room's pages for the sitemap."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from regions.content import trees
from regions.models import NewsItem, Region, ServiceOffice

_PAGES = (
    "start",
    "region-list",
    "office-list",
    "topic-list",
    "news-list",
    "search",
    "imprint",
    "accessibility",
    "easy-language",
    "sign-language",
    "help",
    "sources",
)


def public_paths() -> Iterator[str]:
    """Yield every public path of the room worth finding without a choice; one query for each kind."""
    now = timezone.now()
    for page in _PAGES:
        yield reverse(f"regions:{page}")
    for slug in Region.objects.values_list("slug", flat=True):
        yield reverse("regions:region-detail", kwargs={"slug": slug})
    for tree in trees(None, now):
        yield reverse("regions:section", kwargs={"section": tree.section})
        for branch in tree.branches:
            for entry in (branch.page, *branch.children):
                yield reverse("regions:page", kwargs={"section": tree.section, "key": entry.key})
    for key in NewsItem.objects.public_at(now).for_region(None).values_list("key", flat=True):
        yield reverse("regions:news-item", kwargs={"key": key})
    for key in ServiceOffice.objects.values_list("key", flat=True):
        yield reverse("regions:office-detail", kwargs={"key": key})
