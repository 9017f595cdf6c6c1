"""The project itself: settings, addresses, error pages, database roles, demo. Rooms live beside it."""
