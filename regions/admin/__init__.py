"""Staff desks of the room; importing them registers them."""

from regions.admin import master_data, offices

__all__ = ["master_data", "offices"]
