"""Members of a running portal, made over a connection of their owner to its database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import connection

from accounts.models import PinCredential, User
from tests.accounts.members import member, reader_of
from tests.accounts.signed_in import new_session
from tests.live import Portal

#: Lets a block work on the database of the running portal.
Working = Callable[[], AbstractContextManager[None]]


@contextmanager
def working_on(portal: Portal, django_db_blocker: Any) -> Iterator[None]:
    """Let this process's own connection lead to the database of ``portal``; what is saved there stays."""
    with django_db_blocker.unblock():
        kept = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = portal.database
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = kept


def member_of(number: str, kind: str = "insured") -> User:
    """Return the member with this number, with ``PIN`` and ``UNLOCK_CODE``; made if missing."""
    known = User.objects.filter(kind=kind, number=number)
    if not PinCredential.objects.filter(kind=kind, number=number).exclude(active_letter=None).exists():
        known.delete()  # what another journey has left: a member whose PIN went away with its letter
    return known.first() or member(number, kind)


def fresh_letter_of(number: str, kind: str = "insured", **changes: Any) -> None:
    """Let a posted letter wait for its first use; ``changes`` are its columns."""
    reader_of(number, kind, **changes)


def cookie_of(number: str, kind: str = "insured", **content: Any) -> dict[str, str]:
    """Return the cookie of a member who is signed in already."""
    return {"ikk_session": new_session(member_of(number, kind), **content).session_key or ""}
