"""What waits on the desk of enquiries: counts of the own IKK, and of what concerns all."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from contact.models import Enquiry
from ikk_portal.platform.desk_figures import Figure

_DESK = "contact.Enquiry"


def figures(user: Any, now: datetime) -> Iterator[Figure]:
    """Yield the figures of who answers enquiries; two queries."""
    if not user.has_perm("contact.answer_enquiry"):
        return
    rows = Enquiry.objects.visible_to(user)
    counts = rows.waiting().aggregate(
        waiting=Count("pk"),
        oldest=Min("received_at"),
        unclear=Count("pk", filter=Q(state=Enquiry.State.SENDING)),
    )
    yield Figure(counts["waiting"], "Anfragen ohne Antwort", _oldest(counts["oldest"], now), model=_DESK)
    overdue = rows.overdue(now).count()
    note = "Die Frist von einem Monat ist vorbei" if overdue else ""
    yield Figure(overdue, "Überfällige Barriere-Meldungen", note, overdue > 0, _DESK, "stand=overdue")
    if counts["unclear"]:
        yield Figure(
            counts["unclear"], "Antworten, deren Versand nicht bestätigt ist", "", True, _DESK, "stand=sending"
        )


def _oldest(received_at: datetime | None, now: datetime) -> str:
    if received_at is None:
        return ""
    return f"Die älteste ist {days_in_words(received_at, now)}"


def days_in_words(since: datetime, now: datetime) -> str:
    """Return how long ago something was, in calendar days."""
    days = (timezone.localdate(now) - timezone.localdate(since)).days
    if days <= 0:
        return "von heute"
    return "1 Tag alt" if days == 1 else f"{days} Tage alt"
