"""How many copies an IKK can post: what visitors read about it, and what the catalogue asks the database."""

from typing import TYPE_CHECKING

from django.db.models import IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from brochures.models import Stock
from regions.models import Region

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

SHOWN_WHEN_FEW = 20  # copies; the trigger of migration 0002 lets larger numbers change without emptying the page cache


def copies_at(region: Region | None) -> "Combinable":
    """Return the copies of a brochure at an IKK as an expression; None without an IKK, for nobody posts then."""
    if region is None:
        return Value(None, output_field=IntegerField())
    own = Stock.objects.filter(region=region, brochure=OuterRef("pk")).values("copies")
    return Coalesce(Subquery(own), Value(0))


def availability(copies: int | None) -> str:
    """Return what visitors read about the shelf; "" where there is enough, or no IKK is chosen."""
    if copies is None or copies >= SHOWN_WHEN_FEW:
        return ""
    if copies == 0:
        return "zurzeit vergriffen"
    return "nur noch 1 Exemplar" if copies == 1 else f"nur noch {copies} Exemplare"
