"""How often brochures may be ordered: from one internet connection, its neighbourhood, and to one postal address.

Orders count at the last button only.
"""

import re
from datetime import timedelta
from uuid import UUID

from brochures.actions.ordering import Recipient
from ikk_portal.platform.throttle import Budget, Charged, require_once
from ikk_portal.platform.throttle.sources import Address, network_of, source_of
from regions.towns import fold

PER_HOUR = Budget("order/source-hour", burst=5, per=timedelta(hours=1))
PER_DAY = Budget("order/source-day", burst=15, per=timedelta(days=1))
PER_NETWORK = Budget("order/network-day", burst=150, per=timedelta(days=1))

#: Nobody gets heaps of paper that somebody else has ordered.
PER_LETTERBOX = Budget("order/letterbox-week", burst=5, per=timedelta(days=7))

#: The same order sent again, by a double click or a reload, is no new one.
SENT_AGAIN = Budget("order/sent-again", burst=1, per=timedelta(minutes=10))

_STREET = re.compile(r"strasse\b")


def charge_order(*, address: Address | None, recipient: Recipient, key: UUID) -> Charged:
    """Spend one order of a connection and of a letterbox, unless the very same one was sent just now.

    Args:
        address: where the request comes from.
        recipient: whom the parcel goes to; only an HMAC of the letterbox is kept.

    Returns:
        What was spent, to be refunded where nothing can be ordered.

    Raises:
        TooManyTries: saying from when on the next one is possible.
    """
    source = source_of(address)
    return require_once(
        SENT_AGAIN.of(str(key)),
        PER_HOUR.of(source),
        PER_DAY.of(source),
        PER_NETWORK.of(network_of(address)),
        PER_LETTERBOX.of(*_letterbox(recipient)),
    )


def _letterbox(recipient: Recipient) -> tuple[str, str, str]:
    """Return what names a letterbox however it is typed; names are left out, for everybody can make up another."""
    street = _STREET.sub("str", fold(recipient.street)).replace(" ", "")
    return street, recipient.postcode, fold(recipient.town)
