"""Verbs of the room: what changes brochures."""

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

__all__ = [
    "BrochureInUse",
    "OwnVersionThere",
    "copy_for_region",
    "is_in_use",
    "publish_brochure",
    "remove_brochure",
    "save_brochure",
    "withdraw_brochure",
]
