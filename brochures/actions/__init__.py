"""Verbs of the room's desks: what changes orders and shelves. The public form has its own."""

from brochures.actions.dispatch import (
    NothingToDo,
    NotReturnable,
    dispatch,
    erase_order,
    return_order,
    take_labels,
    take_notes,
    undo_dispatch,
)
from brochures.actions.stock import StockChanged, count_shelf, deliver, set_terms

__all__ = [
    "NotReturnable",
    "NothingToDo",
    "StockChanged",
    "count_shelf",
    "deliver",
    "dispatch",
    "erase_order",
    "return_order",
    "set_terms",
    "take_labels",
    "take_notes",
    "undo_dispatch",
]
