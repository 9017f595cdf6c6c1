"""Staff desks of the room; importing them registers them."""

from brochures.admin import catalogue

__all__ = ["catalogue"]
