"""The sessions of who is signed in, for their own eyes: since when, last used when, and which one is this."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from accounts.areas import MEMBERS
from accounts.models import Session
from accounts.sessions import fingerprint


@dataclass(frozen=True)
class OwnSession:
    """One session; nothing tells from which device, because nothing of it is kept."""

    started_at: datetime
    used_at: datetime
    is_this: bool


def sessions_of(request: HttpRequest) -> list[OwnSession]:
    """Return the open sessions of who is signed in, this one first, then the newest."""
    this = fingerprint(request.session.session_key or "")
    now = timezone.now()
    rows = Session.objects.filter(
        user=request.user.pk, kind=MEMBERS.kind, expire_date__gt=now, started_at__gt=now - MEMBERS.longest
    )
    found = [
        OwnSession(row.started_at, max(row.started_at, row.expire_date - MEMBERS.idle), row.session_key == this)
        for row in rows.order_by("-started_at")
    ]
    return sorted(found, key=lambda session: not session.is_this)
