"""What the database tells the public surface of one number's PINs, and lets it do with them: by functions only."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts import pins
from accounts.models import PinLetter


@dataclass(frozen=True)
class Slot:
    """A PIN and an Entsperrcode that came with one letter, as what checks them.

    Attributes:
        opens: whether the right PIN opens the account; else the letter was not used in time.
        requested_at: of a letter that nobody has used yet; None for a PIN in use.
        posted_at: the same.
    """

    letter: UUID
    pin: str = field(repr=False)
    unlock_code: str = field(repr=False)
    opens: bool
    requested_at: datetime | None = None
    posted_at: datetime | None = None

    @property
    def is_new(self) -> bool:
        return self.requested_at is not None


@dataclass(frozen=True)
class Kept:
    """What is kept of one account; nothing where there is none.

    Attributes:
        number: that the account runs under.
        slots: none, one or two; the PIN in use comes first.
        blocked_at: since when no PIN opens it but that of a letter asked for later; None if it is not blocked.
    """

    number: str
    slots: tuple[Slot, ...] = ()
    blocked_at: datetime | None = None

    def is_blocked_for(self, slot: Slot) -> bool:
        if self.blocked_at is None:
            return False
        return slot.requested_at is None or slot.requested_at <= self.blocked_at

    def slot_of(self, kind: str, pin: str) -> Slot | None:
        """Return the slot that ``pin`` belongs to. Takes as many runs of Argon2 for no slot as for two."""
        place = pins.which_fits(kind, self.number, pin, [slot.pin for slot in self.slots])
        return None if place is None else self.slots[place]


def kept_of(kind: str, number: str, otherwise: str) -> Kept:
    """Return what is kept of the account ``number``, or else of ``otherwise``; one query, whatever there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM public.pin_checks(%s, %s, %s)", [kind, number, otherwise])
        row = cursor.fetchone()
        if row is None:
            return Kept(number)
        values = dict(zip([column.name for column in cursor.description], row, strict=True))
    slots = (_active(values), _pending(values, timezone.localdate()))
    return Kept(values["number"], tuple(slot for slot in slots if slot), values["blocked_at"])


def use_letter(kind: str, number: str, letter: UUID) -> tuple[int, bool] | None:
    """Note that somebody signs in with the PIN of ``letter``; the first use activates it and ends the one before.

    Return the user's key, and whether it was the first use; None if the letter has meanwhile ended.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM public.use_letter(%s, %s, %s)", [kind, number, letter])
        row: tuple[int, bool] | None = cursor.fetchone()
    return row


def renew_hashes(kind: str, number: str, letter: UUID, *, pin: str, unlock_code: str) -> None:
    """Replace hashes of the PIN in use by newer ones of the same secrets; an empty one stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.renew_hashes(%s, %s, %s, %s, %s)", [kind, number, letter, pin, unlock_code])


def _active(values: dict[str, Any]) -> Slot | None:
    if values["active_letter"] is None:
        return None
    return Slot(values["active_letter"], values["active_pin"], values["active_unlock_code"], opens=True)


def _pending(values: dict[str, Any], today: date) -> Slot | None:
    """Return the slot of a letter that has left the house; a PIN is nobody's before that."""
    if values["pending_state"] not in (PinLetter.State.POSTED, PinLetter.State.EXPIRED):
        return None
    return Slot(
        values["pending_letter"],
        values["pending_pin"],
        values["pending_unlock_code"],
        opens=values["pending_state"] == PinLetter.State.POSTED and values["pending_valid_until"] >= today,
        requested_at=values["requested_at"],
        posted_at=values["posted_at"],
    )
