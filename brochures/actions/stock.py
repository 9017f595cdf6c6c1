"""The shelf of one IKK: deliveries, counting, what goes back, and whether a brochure is offered at all.

Callers: the desks of the Broschürenversand. ``by`` is a staff user of one IKK. Rows are locked in one order everywhere,
orders first and then, by brochure, stock before counts, as the public order does: nobody waits in a circle.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from brochures.models import Brochure, Order, OrderLine, Stock, StockMovement
from privacy.actions import record_access
from privacy.models import StaffAccess
from regions.models import Region

Kind = StockMovement.Kind


class StockChanged(Exception):
    """The shelf is no longer what the person has looked at."""


@transaction.atomic
def deliver(*, by: Any, brochure: Brochure, copies: int, key: UUID) -> Stock:
    """Put delivered copies on the shelf, once for each key. For the Broschürenversand."""
    stock = _locked(by.region, brochure.pk)
    if not StockMovement.objects.filter(key=key).exists():
        _move(by, stock, Kind.DELIVERY, copies, key)
    return stock


@transaction.atomic
def count_shelf(*, by: Any, brochure: Brochure, counted: int, seen: int, key: UUID) -> Stock:
    """Make the stock equal to what was counted, once for each key. For the Broschürenversand.

    Copies that are promised to open orders are still in the house: they are counted, and are not free.

    Args:
        counted: all copies in the house.
        seen: how many there should have been, as the person saw it before.

    Raises:
        StockChanged: something was dispatched or delivered meanwhile; nothing changes.
    """
    stock = _locked(by.region, brochure.pk)
    if StockMovement.objects.filter(key=key).exists():
        return stock
    promised = promised_copies(by.region).get(brochure.pk, 0)
    if stock.copies + promised != seen:
        raise StockChanged
    difference = max(counted - promised, 0) - stock.copies
    if difference:
        _move(by, stock, Kind.CORRECTION, difference, key)
    return stock


@transaction.atomic
def set_terms(*, by: Any, brochure: Brochure, warn_below: int, is_offered: bool) -> Stock:
    """Say from when on to warn, and whether the IKK offers the brochure. For the Broschürenversand."""
    stock = _locked(by.region, brochure.pk)
    if (stock.warn_below, stock.is_offered) != (warn_below, is_offered):
        stock.warn_below, stock.is_offered = warn_below, is_offered
        stock.save(update_fields=["warn_below", "is_offered"])
        record_access(
            by=by, action=StaffAccess.Action.CHANGE, kind=Stock, record=stock, detail="warn_below, is_offered"
        )
    return stock


def put_back(by: Any, region: Region, copies: Mapping[int, int], kind: StockMovement.Kind) -> None:
    """Put copies of brochures (by key) back on the shelf, within the caller's transaction."""
    for brochure in sorted(copies):
        _move(by, _locked(region, brochure), kind, copies[brochure])


def promised_copies(region: Region) -> dict[int, int]:
    """Return the copies that open orders wait for, by the key of the brochure."""
    lines = OrderLine.objects.filter(order__region=region, order__state=Order.State.OPEN)
    return dict(lines.values("brochure").annotate(wanted=Sum("copies")).values_list("brochure", "wanted"))


def _locked(region: Region, brochure: int) -> Stock:
    """Return the stock of one IKK, locked for this transaction; an empty one where there was none."""
    Stock.objects.get_or_create(region=region, brochure_id=brochure)
    return Stock.objects.select_for_update().get(region=region, brochure_id=brochure)


def _move(by: Any, stock: Stock, kind: StockMovement.Kind, copies: int, key: UUID | None = None) -> None:
    stock.copies += copies
    stock.save(update_fields=["copies"])
    movement = StockMovement(
        stock=stock, kind=kind, copies=copies, left=stock.copies, at=timezone.now(), by=by.get_username()
    )
    if key:
        movement.key = key
    movement.save(force_insert=True)
