"""Verbs of the room's desks: what changes orders and shelves. The public form has its own."""
