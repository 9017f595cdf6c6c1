"""How often signing in may fail: for one number, one connection, one network, and the whole portal (docs/security.md).

Every number has its budget, whether anybody has that number or not. A try is paid before it is checked, in a
transaction of its own, and given back if it was right.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import WrongTries
from ikk_portal.platform import keys
from ikk_portal.platform.throttle import Bucket, Budget, Charged, TooManyTries, open_ledger, spent
from ikk_portal.platform.throttle.sources import Address, network_of, source_of

#: Beyond it the Entsperrcode is asked: nobody can be locked out by others.
ACCOUNT = Budget("sign-in/account", burst=5, refill=10, per=timedelta(days=1))
IN_ALL = 60  # tries without an Entsperrcode since the letter, or since the last use of the Entsperrcode
#: Beyond it everybody is asked for the Entsperrcode until it calms down.
PORTAL = Budget("sign-in/portal", burst=20_000, per=timedelta(days=1))
#: Beyond it somebody is woken up; nothing else changes.
PORTAL_ALARM = Budget("sign-in/portal-alarm", burst=2_000, per=timedelta(hours=1))
#: Beyond these the visitor has to wait.
SOURCE = Budget("sign-in/source", burst=20, refill=120, per=timedelta(days=1))
NETWORK = Budget("sign-in/network", burst=100, refill=600, per=timedelta(days=1))
SPRAYING = Budget("sign-in/spraying", burst=8, per=timedelta(hours=1))  # different numbers from one source

#: The same number once more from the same source is no other number.
_SAME_NUMBER = Budget("sign-in/same-number", burst=1, per=timedelta(hours=1))

_COUNT = """
INSERT INTO accounts_wrongtries AS row (number_key, in_all, since_success, last_at)
VALUES (%(key)s, %(step)s, 1, %(at)s)
ON CONFLICT (number_key) DO UPDATE SET
    in_all = least(row.in_all + %(step)s, %(most)s), since_success = row.since_success + 1, last_at = %(at)s
RETURNING in_all, since_success
"""

Reason = Literal["account", "portal"]


@dataclass(frozen=True)
class Try:
    """One try that is paid.

    Attributes:
        failed_before: tries since the last success, without this one.
        code_needed: why number and PIN are not enough; None if they are.
        tries_left: without an Entsperrcode, after this one.
        next_try_at: when the next one without it is possible, if none is left and time helps.
    """

    number_key: str
    account: Bucket
    charged: tuple[Charged, ...]
    in_all: int
    failed_before: int

    @property
    def code_needed(self) -> Reason | None:
        (first, *_) = self.charged
        if self.account in first.refused or self.in_all > IN_ALL:
            return "account"
        return "portal" if _portal() in first.refused else None

    @property
    def tries_left(self) -> int:
        return max(0, min(self.charged[0].left[self.account], IN_ALL - self.in_all))

    @property
    def next_try_at(self) -> datetime | None:
        if self.tries_left or self.in_all >= IN_ALL:
            return None
        return self.charged[0].next_at[self.account]

    def give_back(self, *, whole_account: bool = False) -> None:
        """Give the try back; after a right Entsperrcode all tries of the account. Call it once at most."""
        emptied = (self.account,) if whole_account else ()
        first, *more = self.charged
        with open_ledger() as ledger:
            ledger.refund(first, completely=emptied)
            for charged in more:
                ledger.refund(charged)
            WrongTries.objects.filter(pk=self.number_key).update(
                in_all=0 if whole_account else Greatest(F("in_all") - _step(first, self.account), 0),
                since_success=Greatest(F("since_success") - 1, 0),
            )

    def forget(self, *, all_of_them: bool) -> None:
        """Count from zero after a success; ``all_of_them`` with a new letter, too. In the caller's transaction."""
        zero = {"in_all": 0} if all_of_them else {}
        WrongTries.objects.filter(pk=self.number_key).update(
            since_success=Greatest(F("since_success") - self.failed_before, 0), **zero
        )


def pay(*, kind: str, number: str, client: Address | None) -> Try:
    """Spend one try of every budget that it concerns.

    Raises:
        TooManyTries: the visitor has to wait; nothing is spent.
        RuntimeError: inside another transaction.
    """
    source = source_of(client)
    account, same_number = ACCOUNT.of(kind, number), _SAME_NUMBER.of(source, kind, number)
    from_source, from_network, sprayed = SOURCE.of(source), NETWORK.of(network_of(client)), SPRAYING.of(source)
    with open_ledger() as ledger:
        charged = [ledger.charge(account, from_source, from_network, _portal(), _portal_alarm(), same_number)]
        if same_number in charged[0].passed:
            charged.append(ledger.charge(sprayed))
        waits = [
            one.refused[bucket]
            for one in charged
            for bucket in (from_source, from_network, sprayed)
            if bucket in one.refused
        ]
        if waits:
            raise TooManyTries(max(waits))  # rolls back what the others have spent
        number_key = _number_key(kind, number)
        in_all, since_success = _count(number_key, _step(charged[0], account))
    return Try(number_key, account, tuple(charged), in_all, since_success - 1)


def failures_of_the_hour() -> int:
    """Return how many tries have failed lately, less what has been forgotten at 2,000 an hour."""
    return spent(_portal_alarm())


def is_under_attack() -> bool:
    """Whether everybody is asked for the Entsperrcode."""
    return spent(_portal()) >= PORTAL.burst


def _step(charged: Charged, account: Bucket) -> int:
    """Return what a try adds to those without an Entsperrcode."""
    return int(account in charged.passed)


def _count(number_key: str, step: int) -> tuple[int, int]:
    """Count one more try; return those without an Entsperrcode, and those since the last success."""
    values: dict[str, Any] = {"key": number_key, "step": step, "at": timezone.now(), "most": IN_ALL + 1}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        in_all, since_success = cursor.fetchone()
    return in_all, since_success


def _number_key(kind: str, number: str) -> str:
    return keys.mac(keys.ring("limits").newest, "wrong-tries/v1", kind, number).hex()


def _portal() -> Bucket:
    return PORTAL.of("all")


def _portal_alarm() -> Bucket:
    return PORTAL_ALARM.of("all")
