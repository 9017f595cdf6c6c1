"""Members' accounts end with the membership: closed and erased, with the letters and the hashes of that number."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions.endings import end_letters_of
from accounts.actions.own_numbers import ask_register
from accounts.models import PinCredential, PinLetter, PrintBatch, User
from accounts.models.registration import Kind
from bestand import register
from privacy.actions import TIMER, record_access
from privacy.models import StaffAccess

AFTER_THE_END = timedelta(days=90)  # bills and certificates of the last months are still asked for
AFTER_IT_WAS_MISSED = timedelta(days=30)
FEW = 5  # accounts of one kind that may all be unknown to the register

_AT_ONCE = 500  # numbers in one question
_BATCH_HAS_ENDED = Q(batch=None) | Q(batch__state__in=[PrintBatch.State.POSTED, PrintBatch.State.REFUSED])


class RegisterIncomplete(Exception):
    """The register knows so few of the members that it cannot be whole; nothing has changed."""


@dataclass
class _Answers:
    """What the register says of all accounts: keys of users, and how many of each kind it was asked for and knows."""

    ended: list[int] = field(default_factory=list)
    newly_missed: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)


def close_ended_accounts(now: datetime) -> int:
    """Close and erase the accounts of those who are members no more; return how many.

    That is at once after a death, 90 days after the end of the membership, and when the register has not known the
    number for 30 days. Called by the timer ``close_accounts`` only, under ikk_jobs and bestand_match. Safe to kill.

    Nothing changes before the register has answered for everybody, and nothing if it cannot be whole: of insured
    persons and of employers, each taken alone, it must know at least half, unless there are no more than five.

    Raises:
        RegisterAway: nothing has changed.
        RegisterIncomplete: nothing has changed.
    """
    today = timezone.localdate(now)
    answers = _ask(today)
    _require_whole(answers)
    _note_missed(answers, today)
    return sum(_close(key) for key in answers.ended)


def _ask(today: date) -> _Answers:
    answers = _Answers()
    for users in _members():
        numbers = [str(user.number) for user in users]
        found = {entry.number: entry for entry in ask_register(register.membership, numbers)}
        for user in users:
            _sort(answers, user, found.get(str(user.number)), today)
    return answers


def _members() -> Iterator[list[User]]:
    """Yield all members, some at a time."""
    last = 0
    columns = ("pk", "kind", "number", "missed_since")
    members = User.objects.filter(kind__in=Kind.values).order_by("pk").only(*columns)
    while users := list(members.filter(pk__gt=last)[:_AT_ONCE]):
        yield users
        last = users[-1].pk


def _sort(answers: _Answers, user: User, entry: register.Membership | None, today: date) -> None:
    answers.asked[user.kind] += 1
    if entry is None:
        if user.missed_since is None:
            answers.newly_missed.append(user.pk)
        elif user.missed_since <= today - AFTER_IT_WAS_MISSED:
            answers.ended.append(user.pk)
        return
    answers.known[user.kind] += 1
    if entry.is_deceased or (entry.ends_on is not None and entry.ends_on < today - AFTER_THE_END):
        answers.ended.append(user.pk)
    elif user.missed_since is not None:
        answers.back.append(user.pk)


def _require_whole(answers: _Answers) -> None:
    """Look whether the register can be whole.

    Raises:
        RegisterIncomplete
    """
    for kind, asked in answers.asked.items():
        if asked > FEW and answers.known[kind] * 2 < asked:
            raise RegisterIncomplete(f"The register knows {answers.known[kind]} of {asked} accounts ({kind}).")


@transaction.atomic
def _note_missed(answers: _Answers, today: date) -> None:
    missed = User.objects.filter(pk__in=answers.newly_missed).update(missed_since=today)
    back = User.objects.filter(pk__in=answers.back).update(missed_since=None)
    if missed or back:
        detail = f"Im Bestand neu vermisst: {missed}, wieder da: {back}"
        record_access(by=TIMER, action=StaffAccess.Action.CHANGE, kind=User, detail=detail)


@transaction.atomic
def _close(key: int) -> int:
    """Erase one account; return 1, or 0 if it is gone already.

    A letter whose batch is still at work stays, discarded, until its own retention ends: its sheet must be found.
    """
    user = User.objects.filter(pk=key).first()
    if user is None:
        return 0
    kind, number = user.kind, str(user.number)
    end_letters_of(kind=kind, number=number)
    PinLetter.objects.of(kind, number).filter(_BATCH_HAS_ENDED).delete()
    PinCredential.objects.filter(kind=kind, number=number).delete()
    user.delete()  # and its sessions
    detail = "Mitgliedschaft beendet, Zugänge: 1"
    record_access(by=TIMER, action=StaffAccess.Action.DELETE, kind=User, detail=detail)
    return 1
