"""How often one internet connection may register (counted at the last button only), and how often staff may look up."""

from datetime import timedelta
from uuid import UUID

from ikk_portal.platform.throttle import Bucket, Budget, TooManyTries, charge, require

PER_HOUR = Budget("registration/source-hour", burst=5, per=timedelta(hours=1))
PER_DAY = Budget("registration/source-day", burst=15, per=timedelta(days=1))

#: The same registration sent again, by a double click or a reload, is no new try.
SENT_AGAIN = Budget("registration/sent-again", burst=1, per=timedelta(minutes=10))

LOOK_UPS = 60  # in an hour, by one person at the phone
PER_PERSON = Budget("phone/person-hour", burst=LOOK_UPS, per=timedelta(hours=1))

#: The steps of one call about one number are one look-up.
SAME_CALL = Budget("phone/same-call", burst=1, per=timedelta(minutes=10))


def charge_registration(*, source: str, key: UUID) -> None:
    """Spend one registration of ``source``, unless the very same one was sent just now.

    Raises:
        TooManyTries: saying from when on the next one is possible.
    """
    _charge_once(SENT_AGAIN.of(str(key)), PER_HOUR.of(source), PER_DAY.of(source))


def charge_look_up(*, username: str, number: str) -> None:
    """Spend one look-up of a person at the phone, unless the person is busy with this number already.

    Raises:
        TooManyTries: saying from when on the next one is possible.
    """
    _charge_once(SAME_CALL.of(username, number), PER_PERSON.of(username))


def _charge_once(again: Bucket, *buckets: Bucket) -> None:
    first_time = charge(again)
    if first_time.refused:
        return
    try:
        require(*buckets)
    except TooManyTries:
        first_time.refund()
        raise
