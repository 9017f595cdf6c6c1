"""What the room does: staff accounts and their groups; registrations and what becomes of them."""

from accounts.actions.progress import note_progress
from accounts.actions.registration import Details, Outcome, match_next, register
from accounts.actions.review import NotInReviewError, refuse_letter, release_letter
from accounts.actions.staff import (
    RegionNeededError,
    UnknownRoleError,
    create_staff,
    declared_roles,
    end_staff,
    set_staff_groups,
)

__all__ = [
    "Details",
    "NotInReviewError",
    "Outcome",
    "RegionNeededError",
    "UnknownRoleError",
    "create_staff",
    "declared_roles",
    "end_staff",
    "match_next",
    "note_progress",
    "refuse_letter",
    "register",
    "release_letter",
    "set_staff_groups",
]
