"""Sign members in: one try costs the same work whatever becomes of it (docs/security.md).

Callers: the pages of the Internetfiliale, outside of any transaction. Nothing here says whether a number is known:
unknown numbers have budgets, too, and are asked for an Entsperrcode as known ones are.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from accounts.models import User
from ikk_portal.platform.throttle import TooManyTries
from ikk_portal.platform.throttle.sources import Address
from regions.models import Region

__all__ = [
    "AccountClosed",
    "Busy",
    "Credentials",
    "FirstUse",
    "SignedIn",
    "TooManyTries",
    "UnlockCodeNeeded",
    "WrongCredentials",
    "check_unlock_code",
    "regions_of",
    "sign_in",
]

Closed = Literal["expired", "blocked", "insurance_ended", "deceased", "number_changed"]


@dataclass(frozen=True)
class Credentials:
    """What somebody typed to sign in, as far as it can be read.

    Attributes:
        kind: "insured" or "employer".
        number: canonical; where the check digit is wrong or nothing can be read, what was typed without separators.
        pin: 8 digits; empty if what was typed is no PIN.
        unlock_code: 12 characters; empty if it was not asked, or is no Entsperrcode.
    """

    kind: str
    number: str = field(repr=False)
    pin: str = field(repr=False)
    unlock_code: str = field(repr=False, default="")


@dataclass(frozen=True)
class FirstUse:
    """When the letter was ordered and posted whose PIN was used for the first time."""

    requested_on: date
    posted_on: date


@dataclass(frozen=True)
class SignedIn:
    """Somebody whose credentials were right; the caller opens the session.

    Attributes:
        user: for Django's ``login``, with ``accounts.backends.MemberBackend``.
        previous_login_at: the sign-in before this one; None at the first one.
        failed_tries: since then.
        unlock_code_used: whether the Entsperrcode was given and right: a second proof.
        first_use: of a letter; None if its PIN was used before.
    """

    user: User
    previous_login_at: datetime | None
    failed_tries: int
    unlock_code_used: bool
    first_use: FirstUse | None


class WrongCredentials(Exception):
    """Number and PIN do not fit; the same for unknown numbers.

    Attributes:
        tries_left: before the Entsperrcode is asked.
        next_try_at: when the next try without it is possible, if none is left; None if only the Entsperrcode helps.
    """

    def __init__(self, tries_left: int, next_try_at: datetime | None) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left
        self.next_try_at = next_try_at


class UnlockCodeNeeded(Exception):
    """Number, PIN and Entsperrcode are needed together. Says nothing of the PIN, right or wrong.

    Attributes:
        reason: "account" after too many wrong tries for this number, "portal" while somebody tries many numbers.
        was_wrong: an Entsperrcode was given, and the three do not fit.
    """

    def __init__(self, reason: Literal["account", "portal"], *, was_wrong: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.was_wrong = was_wrong


class AccountClosed(Exception):
    """The credentials are right, but open nothing (any more)."""

    def __init__(self, state: Closed) -> None:
        super().__init__(state)
        self.state: Closed = state


class Busy(Exception):
    """Too many people sign in at this moment; nothing was counted."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds


def sign_in(*, credentials: Credentials, client: Address | None) -> SignedIn:
    """Check number and PIN, and note the sign-in; the first use of a letter activates it.

    Opens no session: the caller does. ``client`` is the visitor's address, None if there is none.

    Raises:
        WrongCredentials: number and PIN do not fit.
        UnlockCodeNeeded: the account's tries are used up, or the portal is under attack.
        TooManyTries: from this address; nothing was checked.
        AccountClosed: all is right, but the letter has expired, or the access has ended.
        Busy: nothing was checked, nothing was counted.
        RuntimeError: inside another transaction.
        OperationalError: portal or register are down.
    """
    raise NotImplementedError


def check_unlock_code(*, user: User, unlock_code: str, client: Address | None) -> None:
    """Check the Entsperrcode of somebody who is signed in: the second proof. Returns if it is right.

    Wrong ones count as wrong tries of the account; a right one gives all of them back.

    Raises:
        WrongCredentials: it is wrong.
        TooManyTries: from this address; nothing was checked.
        RuntimeError: inside another transaction.
    """
    raise NotImplementedError


def regions_of(user: User) -> list[Region]:
    """Return the IKKs of a member, as the register has them; none if it knows the number no more.

    An insured person has one; an employer has one for each open account, the oldest first.
    """
    raise NotImplementedError
