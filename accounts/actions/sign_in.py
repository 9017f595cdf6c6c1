"""Sign members in: one try costs the same work whatever becomes of it (docs/security.md).

Callers: the pages of the Internetfiliale, outside of any transaction. Nothing here says whether a number is known:
unknown numbers have budgets, too, and are asked for an Entsperrcode as known ones are.
"""

from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts import pins
from accounts.models import User
from accounts.pin_checks import Kept, Slot, kept_of, renew_hashes, use_letter
from accounts.sessions import end_sessions_of
from accounts.sign_in_budgets import Reason, Try, pay
from bestand import register
from ikk_portal.platform.host_slots import NoSlotFree, slot
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

HASHES_AT_ONCE = 2  # on one machine: 128 MiB, and a core each
_TRY_AGAIN_AFTER = 5  # seconds

Closed = Literal["expired", "blocked", "insurance_ended", "deceased", "number_changed"]


@dataclass(frozen=True)
class Credentials:
    """What somebody typed to sign in, as far as it can be read.

    Attributes:
        kind: "insured" or "employer".
        number: canonical; where the check digit is wrong or nothing can be read, what was typed without separators.
        pin: 8 digits; empty if what was typed is no PIN.
        unlock_code: 18 digits; empty if it was not asked, or is no Entsperrcode.
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
        next_try_at: when the next try without it is possible; None if only the Entsperrcode helps, or nobody knows.
    """

    def __init__(self, reason: Reason, *, was_wrong: bool, next_try_at: datetime | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.was_wrong = was_wrong
        self.next_try_at = next_try_at


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


@sensitive_variables("credentials")
def sign_in(*, credentials: Credentials, client: Address | None) -> SignedIn:
    """Check number and PIN, and note the sign-in; the first use of a letter activates it.

    Whoever was signed in with the PIN before is signed out by that. Opens no session: the caller does. ``client`` is
    the visitor's address, None if there is none.

    Raises:
        WrongCredentials: number and PIN do not fit.
        UnlockCodeNeeded: the account's tries are used up, or the portal is under attack.
        TooManyTries: from this address; nothing was checked, nothing was counted.
        AccountClosed: all is right, but the letter has expired, or the access has ended.
        Busy: nothing was checked, nothing was counted.
        RuntimeError: inside another transaction.
        OperationalError: portal or register are down.
    """
    kind, typed = credentials.kind, _storable(credentials.number)
    number = _account_number(kind, typed)
    paid = pay(kind=kind, number=number, client=client)
    kept = kept_of(kind, typed, number)
    found = _checked(kind, kept, credentials.pin, paid)
    code_is_right = _code_fits(kind, kept.number, credentials.unlock_code, found)
    if paid.code_needed and not code_is_right:
        next_try_at = paid.next_try_at if paid.code_needed == "account" else None
        raise UnlockCodeNeeded(paid.code_needed, was_wrong=bool(credentials.unlock_code), next_try_at=next_try_at)
    if found is None:
        raise WrongCredentials(paid.tries_left, paid.next_try_at)
    paid.give_back(whole_account=code_is_right)
    _require_open(kind, kept, found)
    newer_code = pins.hash_unlock_code(kind, kept.number, credentials.unlock_code) if code_is_right else ""
    newer_hash = _newer_hash(kind, kept.number, credentials.pin, found)
    return _noted(kind, kept, found, paid, newer=(newer_hash, newer_code))


@sensitive_variables("unlock_code")
def check_unlock_code(*, user: User, unlock_code: str, client: Address | None) -> None:
    """Check the Entsperrcode of somebody who is signed in: the second proof. Returns if it is right.

    Wrong ones count as wrong tries of the account; a right one gives all of them back. Nobody is refused because the
    account's tries are used up: others can do that, and 18 random digits are not guessed.

    Raises:
        WrongCredentials: it is wrong.
        TooManyTries: from this address; nothing was checked, nothing was counted.
        RuntimeError: inside another transaction.
    """
    number = str(user.number)
    paid = pay(kind=user.kind, number=number, client=client)
    kept = kept_of(user.kind, number, number)
    in_use = next((found for found in kept.slots if not found.is_new), None)
    if not _code_fits(user.kind, number, unlock_code, in_use):
        raise WrongCredentials(paid.tries_left, paid.next_try_at)
    paid.give_back(whole_account=True)


def regions_of(user: User) -> list[Region]:
    """Return the IKKs of a member, as the register has them; none if it knows the number no more.

    An insured person has one; an employer has one for each open account, the oldest first.
    """
    number = str(user.number)
    if user.kind == User.Kind.EMPLOYER:
        wanted = register.employer_accounts(number)
    else:
        entry = register.insured_person(number)
        wanted = [entry.institutionskennzeichen] if entry else []
    found = {
        region.institutionskennzeichen: region for region in Region.objects.filter(institutionskennzeichen__in=wanted)
    }
    return [found[one] for one in wanted if one in found]


def _storable(number: str) -> str:
    """Return the number, or something that nobody has: what cannot be a number may not stand in a query either."""
    return number if number.isascii() and number.isalnum() else "-"


def _account_number(kind: str, number: str) -> str:
    """Return what the account runs under: an employer may sign in with the number of any establishment."""
    if kind != User.Kind.EMPLOYER:
        return number
    entry = register.employer(number)
    return entry.main_number if entry else number


@sensitive_variables("pin")
def _checked(kind: str, kept: Kept, pin: str, paid: Try) -> Slot | None:
    """Return the slot that the PIN fits.

    Raises:
        Busy: too many hash at this moment; the try is given back.
    """
    try:
        with _place_to_hash():
            return kept.slot_of(kind, pin)
    except NoSlotFree:
        paid.give_back()
        raise Busy(_TRY_AGAIN_AFTER) from None


@sensitive_variables("code")
def _code_fits(kind: str, number: str, code: str, found: Slot | None) -> bool:
    """Whether the Entsperrcode belongs to the PIN; takes as long for a wrong PIN."""
    fits = pins.is_unlock_code(kind, number, code, found.unlock_code if found else "")
    return bool(code) and fits


@sensitive_variables("pin")
def _newer_hash(kind: str, number: str, pin: str, found: Slot) -> str:
    """Return the hash made anew if pepper or cost are no longer the newest; empty if it may stay.

    Only who is let in waits for it: before that, its time would tell that the PIN is right.
    """
    if not pins.PepperedArgon2().must_update(found.pin):
        return ""
    with suppress(NoSlotFree), _place_to_hash():
        return pins.hash_pin(kind, number, pin)
    return ""  # the next sign-in will do


def _place_to_hash() -> AbstractContextManager[None]:
    return slot("pin-hash", slots=HASHES_AT_ONCE, patience=settings.PIN_HASH_PATIENCE)


def _require_open(kind: str, kept: Kept, found: Slot) -> None:
    """Look whether right credentials open anything.

    Raises:
        AccountClosed
    """
    if not found.opens:
        raise AccountClosed("expired")
    if kept.is_blocked_for(found):
        raise AccountClosed("blocked")
    state = _employer_state(kept.number) if kind == User.Kind.EMPLOYER else _insured_state(kept.number)
    if state:
        raise AccountClosed(state)


def _insured_state(number: str) -> Closed | None:
    entry = register.insured_person(number)
    if entry is None:
        return "insurance_ended"
    if entry.is_deceased:
        return "deceased"
    ended = entry.insured_until is not None and entry.insured_until < timezone.localdate()
    return "insurance_ended" if ended else None


def _employer_state(number: str) -> Closed | None:
    entry = register.employer(number)
    if entry is not None and entry.main_number != number:
        return "number_changed"
    return None if entry and register.employer_accounts(number) else "insurance_ended"


@transaction.atomic
def _noted(kind: str, kept: Kept, found: Slot, paid: Try, *, newer: tuple[str, str]) -> SignedIn:
    """Write down what has come of it: the letter is used, the user has signed in, the count begins anew.

    ``newer`` are hashes of PIN and Entsperrcode that replace the kept ones; an empty one does not.
    """
    used = use_letter(kind, kept.number, found.letter)
    if used is None:  # it was replaced or discarded a moment ago
        raise WrongCredentials(paid.tries_left, paid.next_try_at)
    key, is_first_use = used
    user = User.objects.select_for_update().get(pk=key)
    user.previous_login_at, user.last_login = user.last_login, timezone.now()
    user.failed_tries = paid.failed_before
    user.save(update_fields=["previous_login_at", "last_login", "failed_tries"])
    paid.forget(all_of_them=is_first_use)
    if is_first_use:
        end_sessions_of(user)
    pin, unlock_code = newer
    if pin or unlock_code:
        renew_hashes(kind, kept.number, found.letter, pin=pin, unlock_code=unlock_code)
    return SignedIn(
        user=user,
        previous_login_at=user.previous_login_at,
        failed_tries=user.failed_tries,
        unlock_code_used=bool(unlock_code),
        first_use=_first_use(found) if is_first_use else None,
    )


def _first_use(found: Slot) -> FirstUse | None:
    if found.requested_at is None or found.posted_at is None:
        return None
    return FirstUse(timezone.localdate(found.requested_at), timezone.localdate(found.posted_at))
