"""How many enquiries one internet connection and its neighbourhood may send."""

from datetime import timedelta
from uuid import UUID

from ikk_portal.platform.throttle import Budget, require_once
from ikk_portal.platform.throttle.sources import Address, network_of, source_of

PER_HOUR = Budget("enquiry/source-hour", burst=5, per=timedelta(hours=1))
PER_DAY = Budget("enquiry/source-day", burst=15, per=timedelta(days=1))
PER_NETWORK = Budget("enquiry/network-day", burst=60, per=timedelta(days=1))

#: The same enquiry sent again, by a double click or a reload, is no new one.
SENT_AGAIN = Budget("enquiry/sent-again", burst=1, per=timedelta(days=2))


def charge_enquiry(*, address: Address | None, key: UUID) -> None:
    """Spend one enquiry of the connection at ``address``, unless the very same one was sent before.

    Raises:
        TooManyTries: saying from when on the next one is possible.
    """
    source = source_of(address)
    require_once(SENT_AGAIN.of(str(key)), PER_HOUR.of(source), PER_DAY.of(source), PER_NETWORK.of(network_of(address)))
