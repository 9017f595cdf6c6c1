"""Staff desks of the room."""

from brochures.admin.orders import OrderAdmin
from brochures.admin.returned import ReturnedOrderAdmin
from brochures.admin.stock import StockAdmin

__all__ = ["OrderAdmin", "ReturnedOrderAdmin", "StockAdmin"]
