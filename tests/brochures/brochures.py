"""What tests put into the room: brochures with or without their paper, and shelves; the demo's own are put away."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from brochures.actions import publish_brochure, save_brochure
from brochures.models import (
    Brochure,
    BrochurePaper,
    CopyCount,
    Order,
    OrderAddress,
    OrderLine,
    Stock,
    StockMovement,
)
from privacy.actions import Operator
from regions.models import Region

BY = Operator("tests")
TEXT = {
    "key": "probe",
    "title": "Probe",
    "summary": "Kurz gesagt.",
    "body": "## Kapitel\n\nText.",
    "topic": "leistungen",
    "edition_on": date(2026, 3, 1),
}
PAPER = {
    "pdf": b"%PDF",
    "pdf_hash": "0" * 64,
    "pdf_size": 4,
    "pages": 1,
    "cover": b"PNG",
    "cover_hash": "1" * 64,
    "cover_width": 560,
    "cover_height": 795,
}


def clear_room() -> None:
    """Put away everything that the demo has, for tests that count or need the room to themselves."""
    for model in (OrderAddress, OrderLine, Order, CopyCount, StockMovement, Stock, BrochurePaper, Brochure):
        model.objects.all().delete()


def add_brochure(*, is_published: bool = True, **fields: Any) -> Brochure:
    """Save a brochure as an editor does, with its paper."""
    made = save_brochure(by=BY, brochure=Brochure(**{**TEXT, **fields}))
    if is_published:
        publish_brochure(by=BY, brochure=made)
    return made


def add_paper(**fields: Any) -> BrochurePaper:
    """Save a paper of a new brochure as the row says, whatever stands in it."""
    return BrochurePaper.objects.create(**{"brochure": add_row(), **PAPER, **fields})


def add_row(**fields: Any) -> Brochure:
    """Save the row alone, without a paper."""
    return Brochure.objects.create(**{**TEXT, **fields})


def brochure(
    key: str = "probe", title: str = "", *, copies: Mapping[str, int] | None = None, **fields: Any
) -> Brochure:
    """Return the row of a public brochure, the same one for the same key; ``copies`` says what each IKK has of it."""
    known = Brochure.objects.filter(key=key, region=fields.get("region")).first()
    made = known or add_row(key=key, title=title or f"Broschüre {key}", **{"is_published": True, **fields})
    for slug, count in (copies or {}).items():
        shelf(made, count, slug)
    return made


def shelf(of: Brochure, copies: int, slug: str = "rheinland", **fields: Any) -> Stock:
    """Put copies on the shelf of an IKK that has had no place for them."""
    return Stock.objects.create(region=Region.objects.get(slug=slug), brochure=of, copies=copies, **fields)


def left(of: Brochure, slug: str = "rheinland") -> int:
    """Return how many copies an IKK has left."""
    return Stock.objects.get(brochure=of, region__slug=slug).copies
