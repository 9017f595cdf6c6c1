"""What the tests of the order put on the shelf."""

from datetime import date
from typing import Any

from brochures.models import Brochure, Stock
from regions.models import Region


def empty_shelves() -> None:
    """Put away what the demo has, for tests that count or need the list to themselves."""
    Stock.objects.all().delete()
    Brochure.objects.update(is_published=False)


def brochure(key: str, title: str, *, copies: dict[str, int] | None = None, **values: Any) -> Brochure:
    """Make a public brochure; ``copies`` says what each IKK, by slug, has of it."""
    made: Brochure = Brochure.objects.create(
        **{
            "key": key,
            "title": title,
            "summary": "Worum es geht.",
            "body": "## Kapitel",
            "topic": "leistungen",
            "edition_on": date(2026, 1, 1),
            "is_published": True,
            **values,
        }
    )
    for slug, count in (copies or {}).items():
        Stock.objects.create(region=Region.objects.get(slug=slug), brochure=made, copies=count)
    return made


def left(made: Brochure, slug: str) -> int:
    """Return how many copies an IKK has left."""
    return Stock.objects.get(brochure=made, region__slug=slug).copies
