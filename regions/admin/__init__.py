"""Staff desks of the room; importing them registers them."""

from regions.admin import content, files, master_data, offices

__all__ = ["content", "files", "master_data", "offices"]
