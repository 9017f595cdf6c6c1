"""End the sessions of members: the oldest ones beyond the limit, or all but the one in use."""

from django.conf import settings

from accounts.areas import MEMBERS
from accounts.models import Session, User
from accounts.sessions import fingerprint


def end_surplus_sessions(*, user: User) -> int:
    """End the oldest of a member's sessions beyond ``MEMBER_SESSIONS``; return how many. For the sign-in page.

    Call it when the new session is stored: of two sign-ins at the same moment the later call then sees both.
    """
    rows = Session.objects.filter(user=user, kind=MEMBERS.kind).order_by("-started_at", "session_key")
    surplus = list(rows.values_list("session_key", flat=True)[settings.MEMBER_SESSIONS :])
    return Session.objects.filter(session_key__in=surplus).delete()[0]


def end_other_sessions(*, user: User, session_key: str) -> int:
    """End all sessions of a member but the one with this key; return how many. For that member; safe to repeat."""
    others = Session.objects.filter(user=user, kind=MEMBERS.kind).exclude(session_key=fingerprint(session_key))
    return others.delete()[0]
