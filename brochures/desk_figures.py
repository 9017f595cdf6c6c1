"""What waits on the desks of the Broschürenversand: counts of the own IKK, without any order."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from brochures.models import Order, Stock
from brochures.models.order import ending
from brochures.order_paper import KEPT_DAYS
from ikk_portal.platform.desk_figures import Figure
from regions.working_days import DESK_TARGET, working_days_between


def figures(user: Any, now: datetime) -> Iterator[Figure]:
    """Yield the figures of who sends brochures or keeps the stock; two queries at most."""
    today = timezone.localdate(now)
    if user.has_perm("brochures.fulfil_orders"):
        yield from _orders(user, today)
    if user.has_perm("brochures.keep_stock") and user.region_id is not None:
        low = Stock.objects.filter(region=user.region_id, is_offered=True, copies__lt=F("warn_below")).count()
        note = "Bitte nachbestellen" if low else ""
        yield Figure(low, "Broschüren, die knapp werden", note, low > 0, "brochures.Stock", "hinweis=knapp")


def _orders(user: Any, today: date) -> Iterator[Figure]:
    is_open = Q(state=Order.State.OPEN)
    counts = Order.objects.visible_to(user).aggregate(
        open=Count("pk", filter=is_open),
        oldest=Min("ordered_on", filter=is_open),
        ending=Count("pk", filter=ending(today)),
        returned=Count("pk", filter=Q(state=Order.State.RETURNED)),
    )
    note, is_late = _oldest(counts["oldest"], today)
    note += f"; bald unversandt gelöscht: {counts['ending']}" if counts["ending"] else ""
    yield Figure(counts["open"], "Bestellungen zu versenden", note, is_late, "brochures.Order")
    kept = f"Versandt in den letzten {KEPT_DAYS} Tagen"
    yield Figure(counts["returned"], "Zurückgekommene Sendungen", kept, model="brochures.ReturnedOrder")


def _oldest(ordered_on: date | None, today: date) -> tuple[str, bool]:
    """Return in words since when the oldest one waits, and whether that is too long; nothing if there is none."""
    if ordered_on is None:
        return "", False
    days = working_days_between(ordered_on, today)
    is_late = days > DESK_TARGET
    text = "Die älteste ist von heute" if days == 0 else f"Die älteste wartet {days} Arbeitstag{'e' * (days > 1)}"
    return f"{text} – überfällig" if is_late else text, is_late
