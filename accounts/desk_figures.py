"""What waits on the desks for PIN letters: counts of the own IKK, without any letter."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from accounts.models import PinLetter, PrintBatch
from ikk_portal.platform.desk_figures import Figure
from regions.working_days import DESK_TARGET, working_days_between

_REPRINTS = "hinweis=reprint"
_WEEK = timedelta(days=7)
_POSTING, _DECIDING = "accounts.return_letters", "accounts.decide_review"
State = PinLetter.State


def figures(user: Any, now: datetime) -> Iterator[Figure]:
    """Yield the figures of who prints and posts letters, or decides about them; two queries at most."""
    posts, decides = user.has_perm(_POSTING), user.has_perm(_DECIDING)
    if not posts and not decides:
        return
    counts, today = _counts(user, now), timezone.localdate(now)
    batches = _batches(user)
    if decides:
        yield _in_review(counts, today)
        waiting = batches["submitted"]
        yield Figure(waiting, "Druckstapel zur Freigabe", model="accounts.PrintBatch", query="stand=submitted")
    if posts:
        note = _oldest(counts["oldest_to_print"], today)
        yield Figure(counts["to_print"], "Briefe zu drucken", note, model="accounts.LetterToPrint")
        unclear = counts["unclear"]
        yield Figure(unclear, "Briefe mit ungeklärtem Druck", "", unclear > 0, "accounts.LetterToPrint", _REPRINTS)
        released, printed = batches["released"], batches["printed"]
        yield Figure(released, "Druckstapel zu drucken", model="accounts.PrintBatch", query="stand=released")
        yield Figure(printed, "Druckstapel zur Post zu geben", model="accounts.PrintBatch", query="stand=printed")
        name = "In 7 Tagen zurückgekommene Briefe"
        yield Figure(counts["returned"], name, model="accounts.ReturnedLetter")
    yield Figure(counts["expiring"], "Briefe, die in 7 Tagen unbenutzt ablaufen")


def _counts(user: Any, now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    to_print, in_review = Q(state=State.REQUESTED), Q(state=State.REVIEW)
    return PinLetter.objects.visible_to(user).aggregate(
        to_print=Count("pk", filter=to_print),
        oldest_to_print=Min("requested_at", filter=to_print),
        in_review=Count("pk", filter=in_review),
        oldest_in_review=Min("requested_at", filter=in_review),
        unclear=Count("pk", filter=Q(state=State.UNCLEAR)),
        returned=Count("pk", filter=Q(state=State.RETURNED, ended_at__gt=now - _WEEK)),
        expiring=Count("pk", filter=Q(state=State.POSTED, valid_until__range=(today, today + _WEEK))),
    )


def _batches(user: Any) -> dict[str, Any]:
    """Return how many batches wait to be released, to be printed to their end, and for the post."""
    printing = Q(state__in=[PrintBatch.State.RELEASED, PrintBatch.State.PRINTING])
    return PrintBatch.objects.visible_to(user).aggregate(
        submitted=Count("pk", filter=Q(state=PrintBatch.State.SUBMITTED)),
        released=Count("pk", filter=printing),
        printed=Count("pk", filter=Q(state=PrintBatch.State.PRINTED)),
    )


def _in_review(counts: dict[str, Any], today: date) -> Figure:
    note, is_late = _oldest(counts["oldest_in_review"], today), False
    if counts["in_review"]:
        is_late = working_days_between(timezone.localdate(counts["oldest_in_review"]), today) > DESK_TARGET
    note = f"{note} – überfällig" if is_late else note
    return Figure(counts["in_review"], "Briefe in Sichtung", note, is_late, "accounts.LetterInReview")


def _oldest(requested_at: datetime | None, today: date) -> str:
    """Return in words since when the oldest one waits; empty if there is none."""
    if requested_at is None:
        return ""
    days = working_days_between(timezone.localdate(requested_at), today)
    return "Der älteste ist von heute" if days == 0 else f"Der älteste wartet {days} Arbeitstag{'e' * (days > 1)}"
