"""What the room does: staff accounts and their groups; registrations, and letters from the request to the post."""

from accounts.actions.batches import (
    ContentChanged,
    LettersNotReady,
    NotPossibleNow,
    OwnBatch,
    content_hash,
    make_batch,
    make_reprint_batch,
    refuse_batch,
    release_batch,
    submit_batch,
    take_out,
)
from accounts.actions.blocking import block_access
from accounts.actions.checking import CountsDiffer, confirm_part, mark_misprint, mark_part_unclear, post_batch
from accounts.actions.endings import NotReturnable, discard_letter, expire_letters, return_letter
from accounts.actions.own_numbers import RegisterAway
from accounts.actions.phone import look_up, request_by_phone
from accounts.actions.printing import (
    SHEETS_PER_PART,
    NotReleased,
    PrintedPart,
    PrintInterrupted,
    print_next_part,
    settle_abandoned_parts,
)
from accounts.actions.progress import note_progress
from accounts.actions.registration import Details, Outcome, match_waiting, register
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
    "SHEETS_PER_PART",
    "ContentChanged",
    "CountsDiffer",
    "Details",
    "LettersNotReady",
    "NotInReviewError",
    "NotPossibleNow",
    "NotReleased",
    "NotReturnable",
    "Outcome",
    "OwnBatch",
    "PrintInterrupted",
    "PrintedPart",
    "RegionNeededError",
    "RegisterAway",
    "UnknownRoleError",
    "block_access",
    "confirm_part",
    "content_hash",
    "create_staff",
    "declared_roles",
    "discard_letter",
    "end_staff",
    "expire_letters",
    "look_up",
    "make_batch",
    "make_reprint_batch",
    "mark_misprint",
    "mark_part_unclear",
    "match_waiting",
    "note_progress",
    "post_batch",
    "print_next_part",
    "refuse_batch",
    "refuse_letter",
    "register",
    "release_batch",
    "release_letter",
    "request_by_phone",
    "return_letter",
    "set_staff_groups",
    "settle_abandoned_parts",
    "submit_batch",
    "take_out",
]
