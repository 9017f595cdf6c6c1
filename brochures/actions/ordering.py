"""Place an order: copies from the shelf, the order with its lines, and the address, all or nothing.

The role of the web writes them and reads none of them; lines and shelf it reaches through a function alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from brochures.models import Order, OrderAddress
from brochures.order_numbers import order_number
from regions.models import Region

_SENT_BEFORE = "brochures_order_pkey"
_BEYOND_THE_SHELF = "out_of_stock"  # as the function of migration 0002 says


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
            OrderAddress(order=order, **vars(recipient)).save(force_insert=True)
            _take(order, copies)
    except IntegrityError as error:
        broken = _constraint_of(error)
        if broken == _BEYOND_THE_SHELF:
            raise OutOfStock from None
        if broken != _SENT_BEFORE:
            raise
    return order.number


def _take(order: Order, copies: Mapping[int, int]) -> None:
    """Write the lines of an order and take their copies; the role of the web can do neither by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_copies(%s, %s, %s)", [order.pk, list(copies), list(copies.values())])


def _constraint_of(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None)
