"""Verbs of the room's desks: what changes brochures, orders and shelves. The public form has its own."""

from brochures.actions.catalogue import (
    BrochureInUse,
    OwnVersionThere,
    copy_for_region,
    is_in_use,
    publish_brochure,
    remove_brochure,
    save_brochure,
    withdraw_brochure,
)
from brochures.actions.dispatch import (
    NoSuchOrder,
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
    "BrochureInUse",
    "NoSuchOrder",
    "NotReturnable",
    "OwnVersionThere",
    "StockChanged",
    "copy_for_region",
    "count_shelf",
    "deliver",
    "dispatch",
    "erase_order",
    "is_in_use",
    "publish_brochure",
    "remove_brochure",
    "return_order",
    "save_brochure",
    "set_terms",
    "take_labels",
    "take_notes",
    "undo_dispatch",
    "withdraw_brochure",
]
