"""Signing in in tests, under the roles of the public surface."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from ipaddress import ip_address
from typing import Any

from django.db import connections

from accounts.actions.sign_in import (
    AccountClosed,
    Busy,
    Credentials,
    SignedIn,
    TooManyTries,
    UnlockCodeNeeded,
    WrongCredentials,
    sign_in,
)
from tests.accounts.members import credentials

ANNA, UNKNOWN = "A123456780", "B123456782"
BRANDT, BRANCH = "09912342", "15027365"
HERE = ip_address("203.0.113.7")
WRONG = "11111111"
EXPIRED = {"valid_until": date(2020, 1, 1)}


@contextmanager
def as_public() -> Iterator[None]:
    """Run the block under the roles of the public surface."""
    roles = {"default": "ikk_public", "bestand": "bestand_read"}
    for alias, role in roles.items():
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        for alias in roles:
            with connections[alias].cursor() as cursor:
                cursor.execute("RESET ROLE")


def attempt(typed: Credentials, client: Any = HERE) -> SignedIn:
    """Sign in as the public surface does."""
    with as_public():
        return sign_in(credentials=typed, client=client)


def outcome(typed: Credentials, client: Any = HERE) -> tuple[Any, ...]:
    """Return what a page would be told."""
    try:
        signed_in = attempt(typed, client)
    except WrongCredentials as told:
        return ("WrongCredentials", told.tries_left)
    except UnlockCodeNeeded as told:
        return ("UnlockCodeNeeded", told.reason, told.was_wrong)
    except AccountClosed as told:
        return ("AccountClosed", told.state)
    except Busy as told:
        return ("Busy", told.retry_after_seconds)
    except TooManyTries:
        return ("TooManyTries",)
    return ("SignedIn", signed_in.user.number)


def use_up(number: str, **changes: Any) -> None:
    """Use up the tries of a number, each from an address of its own."""
    for place in range(5):
        outcome(credentials(number, pin=WRONG, **changes), ip_address(f"198.51.{place}.1"))
