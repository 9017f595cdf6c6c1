"""Place an order: copies from the shelf, the order with its lines, and the address, all or nothing.

The role of the web writes all three and reads none of them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from brochures.models import Order, OrderAddress, OrderLine
from regions.models import Region

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that looks like something else
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

    Anybody may call it. Rows are locked in one order everywhere: the order first, then by brochure the shelf.

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
            for brochure_id, count in sorted(copies.items()):
                _take(order, brochure_id, count)
            OrderLine.objects.bulk_create(
                OrderLine(order=order, brochure_id=brochure_id, copies=count) for brochure_id, count in copies.items()
            )
            OrderAddress(order=order, **vars(recipient)).save(force_insert=True)
    except IntegrityError as error:
        if _constraint_of(error) != _SENT_BEFORE:
            raise
    return order.number


def order_number(key: UUID) -> str:
    """Return what people read of the key ("B-7KQ2-M9XD"): 40 bits of its hash, which tell nothing of the rest."""
    value = int.from_bytes(hashlib.sha256(b"order/number/v1" + key.bytes).digest()[:5])
    digits = "".join(_DIGITS[value >> shift & 31] for shift in range(35, -1, -5))
    return f"B-{digits[:4]}-{digits[4:]}"


def _take(order: Order, brochure_id: int, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_copies(%s, %s, %s, %s)", [order.region_id, brochure_id, count, order.ordered_on])
        if cursor.fetchone() != (True,):
            raise OutOfStock


def _constraint_of(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None)
