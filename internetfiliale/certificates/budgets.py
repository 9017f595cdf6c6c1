"""How many certificates one internet connection, its neighbourhood and all together may check.

Right and wrong ones count alike. All together have so few tries that one code is guessed in some ten thousand years
(``docs/decisions/017-certificates.md``).
"""

from datetime import timedelta

from ikk_portal.platform.throttle import Budget, require
from ikk_portal.platform.throttle.sources import Address, network_of, source_of

PER_HOUR = Budget("certificate/source-hour", burst=30, per=timedelta(hours=1))
PER_DAY = Budget("certificate/source-day", burst=150, per=timedelta(days=1))
PER_NETWORK = Budget("certificate/network-day", burst=600, per=timedelta(days=1))
ALL_PER_HOUR = Budget("certificate/all-hour", burst=3_000, per=timedelta(hours=1))


def charge_check(address: Address | None) -> None:
    """Spend one check of the connection at ``address``.

    Raises:
        TooManyTries: saying from when on the next one is possible.
    """
    source = source_of(address)
    require(PER_HOUR.of(source), PER_DAY.of(source), PER_NETWORK.of(network_of(address)), ALL_PER_HOUR.of())
