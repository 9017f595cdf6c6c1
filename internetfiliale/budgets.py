"""How many cases one account may send: more than anybody needs, and few enough for those who read them."""

from datetime import timedelta
from uuid import UUID

from accounts.models import User
from ikk_portal.platform.throttle import Budget, require_once

PER_HOUR = Budget("case/account-hour", burst=20, per=timedelta(hours=1))
PER_DAY = Budget("case/account-day", burst=40, per=timedelta(days=1))

#: The same case sent again, by a double click or a reload, is no new one.
SENT_AGAIN = Budget("case/sent-again", burst=1, per=timedelta(days=1))


def charge_case(*, user: User, key: UUID) -> None:
    """Spend one case of an account, unless the very same one was sent before.

    Raises:
        TooManyTries: saying from when on the next one is possible.
    """
    account = str(user.pk)
    require_once(SENT_AGAIN.of(str(key)), PER_HOUR.of(account), PER_DAY.of(account))
