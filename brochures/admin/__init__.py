"""Staff desks of the room; importing them registers them."""

from brochures.admin.catalogue import BrochureAdmin
from brochures.admin.orders import OrderAdmin
from brochures.admin.returned import ReturnedOrderAdmin
from brochures.admin.stock import StockAdmin

__all__ = ["BrochureAdmin", "OrderAdmin", "ReturnedOrderAdmin", "StockAdmin"]
