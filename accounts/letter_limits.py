"""How many letters one number may get, and from when on a registration is looked at by a person.

An address is marked by the letter that came back from it: as long as that letter is on record (90 days) and the
address in the register stays the same. Another address has another household key.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import PinLetter
from regions.working_days import working_days_after

LETTERS = 4  # in so many days:
LETTERS_PERIOD = timedelta(days=90)
WAIT_AFTER_POSTING = 5  # working days until a posted letter that nobody has used may be replaced

ADDRESS_IS_NEW = timedelta(days=30)
MISMATCHES = 5  # in so many days:
MISMATCHES_PERIOD = timedelta(days=30)
HOUSEHOLD_LETTERS = 3  # in so many days:
HOUSEHOLD_PERIOD = timedelta(days=7)


def came_back(household_key: str) -> bool:
    """Return whether the post has brought back a letter from this address."""
    return PinLetter.objects.filter(household_key=household_key, state=PinLetter.State.RETURNED).exists()


def next_possible_day(letters: Sequence[PinLetter], today: date) -> date | None:
    """Return the first day from ``today`` on at which another letter may be requested.

    None while a letter is still in the house: it has to leave first.

    Args:
        letters: all of one number that are still on record.
        today: the day in Germany.
    """
    if any(letter.state in PinLetter.UNPOSTED for letter in letters):
        return None
    days = [today]
    days += [
        working_days_after(timezone.localdate(letter.posted_at), WAIT_AFTER_POSTING)
        for letter in letters
        if letter.posted_at and not letter.activated_at and not letter.ended_at
    ]
    requested = sorted(timezone.localdate(letter.requested_at) for letter in letters)
    if len(requested) >= LETTERS:
        days.append(requested[-LETTERS] + LETTERS_PERIOD)
    return max(days)
