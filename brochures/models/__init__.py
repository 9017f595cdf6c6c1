"""Nouns of the room: brochures and what lies on the shelf; orders, each with an address that can be erased alone."""

from brochures.models.brochure import Brochure, BrochurePaper, Language, Topic
from brochures.models.order import CopyCount, Order, OrderAddress, OrderLine
from brochures.models.stock import Stock, StockMovement

__all__ = [
    "Brochure",
    "BrochurePaper",
    "CopyCount",
    "Language",
    "Order",
    "OrderAddress",
    "OrderLine",
    "Stock",
    "StockMovement",
    "Topic",
]
