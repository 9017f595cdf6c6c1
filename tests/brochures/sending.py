"""People who have ordered, in tests; and what the room has counted."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from brochures.models import Brochure, CopyCount, Order, OrderAddress, OrderLine, StockMovement
from regions.models import Region
from tests.brochures.brochures import brochure

ANNA = {
    "given_name": "Anna",
    "family_name": "Ahrens",
    "street": "Hauptstraße 12",
    "postcode": "50667",
    "town": "Köln",
}


def ordered(
    number: str = "B-7KQ2-M9XD",
    copies: dict[Brochure, int] | None = None,
    *,
    slug: str = "rheinland",
    days_ago: int = 0,
    address: dict[str, str] = ANNA,
    **changes: Any,
) -> Order:
    """Save an order with its address and lines, counted as ordered on its day; the shelf stays as it is."""
    day = timezone.localdate() - timedelta(days=days_ago)
    region = Region.objects.get(slug=slug)
    order = Order.objects.create(number=number, region=region, **{"ordered_on": day, **changes})
    OrderAddress.objects.create(order=order, **address)
    for of, count in (copies or {brochure(): 2}).items():
        OrderLine.objects.create(order=order, brochure=of, copies=count)
        row, _ = CopyCount.objects.get_or_create(day=order.ordered_on, region=region, brochure=of)
        CopyCount.objects.filter(pk=row.pk).update(ordered=row.ordered + count)
    return order


def counts() -> list[tuple[str, int, int]]:
    """Return brochure, ordered and dispatched of every row that counts something."""
    rows = CopyCount.objects.order_by("brochure__key", "day").exclude(ordered=0, dispatched=0)
    return list(rows.values_list("brochure__key", "ordered", "dispatched"))


def movements() -> list[tuple[str, int, int, str]]:
    """Return kind, copies, stock afterwards and person of every movement, the oldest first."""
    return list(StockMovement.objects.order_by("pk").values_list("kind", "copies", "left", "by"))
