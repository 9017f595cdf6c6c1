"""Close a member's access at the member's wish, until a letter that is asked for afterwards is used."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions.batches import NotPossibleNow
from accounts.actions.endings import discard_letter
from accounts.actions.own_numbers import is_own
from accounts.models import PinLetter, User
from accounts.sessions import end_sessions_of
from privacy.actions import record_access
from privacy.models import StaffAccess


@transaction.atomic
def block_access(*, by: Any, kind: str, number: str, note: str) -> None:
    """Let no PIN open the account any more, end its sessions, and discard letters that are on their way.

    For the phone desk; ``number`` is the one the account runs under, ``note`` says why. The hash stays: who has the
    right PIN is told that the access is blocked. Safe to repeat: the first moment stays.

    Raises:
        NotPossibleNow: the number is none of the own IKK, or has neither access nor letter to block, or a letter has
            been used this very moment.
        RegisterAway: nothing changes.
    """
    if not is_own(by=by, kind=kind, number=number):
        raise NotPossibleNow
    unused = PinLetter.objects.visible_to(by).filter(kind=kind, number=number, state__in=PinLetter.UNUSED)
    discarded = list(unused.values_list("pk", flat=True))
    for letter in discarded:
        discard_letter(by=by, letter=letter, note=note)
    user = User.objects.select_for_update().filter(kind=kind, number=number).first()
    if user is None:
        if not discarded:
            raise NotPossibleNow
        return
    user.blocked_at = user.blocked_at or timezone.now()
    user.save(update_fields=["blocked_at"])
    end_sessions_of(user)
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=User, record=user, detail=note)
