"""How often one internet connection may register; counted at the last button only."""

from datetime import timedelta
from uuid import UUID

from ikk_portal.platform.throttle import Budget, TooManyTries, charge, require

PER_HOUR = Budget("registration/source-hour", burst=5, per=timedelta(hours=1))
PER_DAY = Budget("registration/source-day", burst=15, per=timedelta(days=1))

#: The same registration sent again, by a double click or a reload, is no new try.
SENT_AGAIN = Budget("registration/sent-again", burst=1, per=timedelta(minutes=10))


def charge_registration(*, source: str, key: UUID) -> None:
    """Spend one registration of ``source``, unless the very same one was sent just now.

    Raises:
        TooManyTries: saying from when on the next one is possible.
    """
    first_time = charge(SENT_AGAIN.of(str(key)))
    if first_time.refused:
        return
    try:
        require(PER_HOUR.of(source), PER_DAY.of(source))
    except TooManyTries:
        first_time.refund()
        raise
