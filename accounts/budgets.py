"""How often one internet connection may register, staff may be wrong at their sign-in, and look up at the phone.

Registrations count at the last button only. A try to sign in is charged before anything is checked and given back
if it was right.
"""

from datetime import timedelta
from uuid import UUID

from ikk_portal.platform.throttle import Budget, Charged, require, require_once
from ikk_portal.platform.throttle.sources import Address, network_of, source_of

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
    require_once(SENT_AGAIN.of(str(key)), PER_HOUR.of(source), PER_DAY.of(source))


def charge_look_up(*, username: str, number: str) -> None:
    """Spend one look-up of a person at the phone, unless the person is busy with this number already.

    Raises:
        TooManyTries: saying from when on the next one is possible.
    """
    require_once(SAME_CALL.of(username, number), PER_PERSON.of(username))


#: Wrong passwords and codes of staff. Nobody is locked out for longer than an hour; who has stolen a password has
#: 24 guesses a day at a code, each right by 3 in a million.
STAFF_ACCOUNT = Budget("staff/account", burst=5, refill=24, per=timedelta(days=1))
STAFF_SOURCE = Budget("staff/source", burst=20, refill=120, per=timedelta(days=1))
STAFF_NETWORK = Budget("staff/network", burst=100, refill=600, per=timedelta(days=1))


def charge_staff_try(*, username: str, address: Address | None) -> Charged:
    """Spend one try to sign in as ``username``, whether there is such an account or not.

    Raises:
        TooManyTries: saying from when on the next one is possible.
    """
    return require(
        STAFF_ACCOUNT.of(username.casefold()),
        STAFF_SOURCE.of(source_of(address)),
        STAFF_NETWORK.of(network_of(address)),
    )
