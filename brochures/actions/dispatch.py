"""How orders leave the house: paper, dispatch and its undoing, returned mail, and erasing on request.

Callers: the desks of the Broschürenversand. ``by`` is a staff user of one IKK; orders of others do not exist for them.
Locks are taken in the order that ``stock.py`` says. What a second click finds done already stays as it is.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from brochures.actions.stock import put_back
from brochures.models import CopyCount, Order, OrderAddress, OrderLine, StockMovement
from privacy.actions import record_access
from privacy.models import StaffAccess

State = Order.State


class NoSuchOrder(Exception):
    """None of the orders can be worked on like that: somebody else was faster, or they are not yours."""


class NotReturnable(Exception):
    """The order cannot be noted as returned.

    Attributes:
        state: where it stands; None if the own IKK has no such order, or has it no more.
    """

    def __init__(self, state: str | None) -> None:
        super().__init__(state)
        self.state = state


@transaction.atomic
def take_labels(*, by: Any, orders: Collection[UUID]) -> list[Order]:
    """Return open orders with their addresses for label sheets, and note the day of the print.

    Raises:
        NoSuchOrder: none of them is open.
    """
    found = _taken(by, orders, "Etiketten gedruckt")
    Order.objects.filter(pk__in=[order.pk for order in found]).update(labelled_on=timezone.localdate())
    return found


@transaction.atomic
def take_notes(*, by: Any, orders: Collection[UUID]) -> list[Order]:
    """Return open orders with addresses and lines for delivery notes.

    Raises:
        NoSuchOrder: none of them is open.
    """
    return _taken(by, orders, "Lieferscheine gedruckt")


@transaction.atomic
def dispatch(*, by: Any, orders: Collection[UUID]) -> int:
    """Note that open orders have gone to the post today, count their copies, and return how many they were.

    Raises:
        NoSuchOrder: none of them is open.
    """
    today = timezone.localdate()
    found = _locked(by, orders, state=State.OPEN)
    Order.objects.filter(pk__in=found).update(state=State.DISPATCHED, dispatched_on=today)
    _count(by, found, today, 1)
    _record(by, f"Als versandt erfasst: {len(found)}")
    return len(found)


@transaction.atomic
def undo_dispatch(*, by: Any, orders: Collection[UUID]) -> int:
    """Take back what was dispatched today by mistake, and return how many orders are open again.

    Raises:
        NoSuchOrder: none of them was dispatched today.
    """
    today = timezone.localdate()
    found = _locked(by, orders, state=State.DISPATCHED, dispatched_on=today)
    Order.objects.filter(pk__in=found).update(state=State.OPEN, dispatched_on=None)
    _count(by, found, today, -1)
    _record(by, f"Versand zurückgenommen: {len(found)}")
    return len(found)


@transaction.atomic
def return_order(*, by: Any, number: str, is_reusable: bool) -> None:
    """Note that the post has brought an order back: its address, which is wrong, is erased at once.

    There is no other way to reach the person, so nothing is left to do but to wait for a new order.

    Args:
        is_reusable: the copies are as new, and go back to the shelf.

    Raises:
        NotReturnable: it is not on its way; says where it stands.
    """
    order = Order.objects.visible_to(by).select_for_update().filter(number=number).first()
    if order is None or order.state != State.DISPATCHED:
        raise NotReturnable(order.state if order else None)
    order.state = State.RETURNED
    order.save(update_fields=["state"])
    OrderAddress.objects.filter(order=order).delete()
    if is_reusable:
        put_back(by, order.region, _copies([order.pk]), StockMovement.Kind.RETURN)
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=Order, record=order, detail="Zurückgekommen")


@transaction.atomic
def erase_order(*, by: Any, order: UUID) -> None:
    """Erase an order with its address at once, as the person wishes. Of an open one the copies go back to the shelf.

    Raises:
        NoSuchOrder: there is no such order any more.
    """
    (pk,) = _locked(by, [order])
    found = Order.objects.get(pk=pk)
    if found.state == State.OPEN:
        copies = _copies([pk])
        put_back(by, found.region, copies, StockMovement.Kind.CANCELLED)
        for brochure, count in sorted(copies.items()):
            day = CopyCount.objects.filter(day=found.ordered_on, region=found.region_id, brochure=brochure)
            day.update(ordered=Greatest(F("ordered") - count, 0))  # no count may stand in the way of erasing
    record_access(by=by, action=StaffAccess.Action.DELETE, kind=Order, record=found, detail="Auf Wunsch gelöscht")
    found.delete()


def _taken(by: Any, orders: Collection[UUID], detail: str) -> list[Order]:
    """Return open orders as paper needs them, locked, the oldest first; that they leave the screen is recorded."""
    found = _locked(by, orders, state=State.OPEN)
    _record(by, f"{detail}: {len(found)}", StaffAccess.Action.VIEW)
    rows = Order.objects.filter(pk__in=found).select_related("address", "region")
    return list(rows.prefetch_related("lines__brochure"))


def _locked(by: Any, orders: Collection[UUID], **state: Any) -> list[UUID]:
    """Return the keys of those of ``orders`` that are the person's and in ``state``, locked for this transaction."""
    rows = Order.objects.visible_to(by).filter(pk__in=orders, **state)
    found = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    if not found:
        raise NoSuchOrder
    return found


def _copies(orders: Iterable[UUID]) -> Counter[int]:
    """Return the copies of each brochure in ``orders``."""
    copies: Counter[int] = Counter()
    for brochure, count in OrderLine.objects.filter(order__in=orders).values_list("brochure", "copies"):
        copies[brochure] += count
    return copies


def _count(by: Any, orders: Iterable[UUID], day: date, sign: int) -> None:
    """Add the copies of ``orders`` to what was dispatched on ``day``, or take them from it."""
    for brochure, copies in sorted(_copies(orders).items()):
        row = {"day": day, "region_id": by.region_id, "brochure_id": brochure}
        CopyCount.objects.get_or_create(**row)
        CopyCount.objects.filter(**row).update(dispatched=F("dispatched") + sign * copies)


def _record(by: Any, detail: str, action: StaffAccess.Action = StaffAccess.Action.CHANGE) -> None:
    record_access(by=by, action=action, kind=Order, detail=detail)
