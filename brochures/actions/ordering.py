"""Place an order: copies from the shelf, the order with its lines, and the address, all or nothing.

The role of the web writes all three and reads none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from brochures.models import Order, OrderAddress, OrderLine
from brochures.order_numbers import order_number
from regions.models import Region

_SENT_BEFORE = "brochures_order_pkey"


class OutOfStock(Exception):
    """Somebody else was faster: the shelf has fewer copies of a brochure than were ordered. Nothing is ordered."""


@dataclass(frozen=True)
class Recipient:
    """Name and postal address in Germany."""

    given_name: str
    family_name: str
    addition: str
    street: str
    postcode: str
    town: str


def place_order(*, key: UUID, region: Region, copies: Mapping[int, int], recipient: Recipient) -> str:
    """Place an order and return its number; the same ``key`` again changes nothing and returns the same number.

    Anybody may call it. Rows are locked in one order everywhere: the order first, then by brochure the shelf, and only
    at the end, by what is deferred, the number of the page cache.

    Args:
        key: made from the form that was sent, secret, other for other answers.
        copies: id of a brochure -> how many.

    Raises:
        OutOfStock: there are not so many.
    """
    order = Order(id=key, number=order_number(key), region=region, ordered_on=timezone.localdate())
    try:
        with transaction.atomic():
            order.save(force_insert=True)
            wanted = sorted(copies.items())
            OrderLine.objects.bulk_create(
                OrderLine(order=order, brochure_id=brochure_id, copies=count) for brochure_id, count in wanted
            )
            OrderAddress(order=order, **vars(recipient)).save(force_insert=True)
            for brochure_id, count in wanted:
                _take(order, brochure_id, count)
    except IntegrityError as error:
        if _constraint_of(error) != _SENT_BEFORE:
            raise
    return order.number


def _take(order: Order, brochure_id: int, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_copies(%s, %s, %s, %s)", [order.region_id, brochure_id, count, order.ordered_on])
        if cursor.fetchone() != (True,):
            raise OutOfStock


def _constraint_of(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None)
