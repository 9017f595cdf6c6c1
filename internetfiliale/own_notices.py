"""The mailbox of who is signed in, for their own eyes; the database answers as `own_cases.py` says."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from internetfiliale.models import Notice

_OWN = """
SELECT notice.key, notice.kind, notice.its_case, notice.number, notice.service, notice.posted_on, notice.read_on,
    coalesce(ikk.name, '')
FROM public.own_notices(%s) AS notice
LEFT JOIN public.own_cases(%s) AS its ON its.key = notice.its_case
LEFT JOIN public.regions_region AS ikk ON ikk.id = its.region
"""


@dataclass(frozen=True)
class OwnNotice:
    """One message.

    Attributes:
        kind: one of ``Notice.Kind``; how it reads, `case_words.py` says.
        case: key of the case it tells of; None if it tells of none.
        number: of that case; empty without one.
        service: slug of the service; empty without a case.
        read_on: when it was first opened; None while it is unread.
        ikk: name of the IKK that the case was for; empty without one.
    """

    key: UUID
    kind: Notice.Kind
    case: UUID | None
    number: str
    service: str
    posted_on: date
    read_on: date | None
    ikk: str

    @property
    def is_read(self) -> bool:
        return self.read_on is not None


def own_notices(account: User) -> list[OwnNotice]:
    """Return all messages of ``account``, the newest first; one query."""
    # What came of a case on the day it came in stands above that it did.
    order = "ORDER BY notice.posted_on DESC, notice.kind = 'received', notice.key"
    return _asked(f"{_OWN} {order}", [account.pk, account.pk])


def own_notice(account: User, key: UUID) -> OwnNotice | None:
    """Return one message of ``account``; None for anybody else's, as for one that does not exist."""
    found = _asked(f"{_OWN} WHERE notice.key = %s", [account.pk, account.pk, key])
    return found[0] if found else None


def unread(account: User) -> int:
    """Return how many messages of ``account`` nobody has opened yet; one query."""
    return int(_called("SELECT count(*) FROM public.own_notices(%s) WHERE read_on IS NULL", [account.pk]))


def note_read(account: User, notice: UUID) -> bool:
    """Note that a message was opened, today if it is the first time; return whether ``account`` has that message."""
    return bool(_called("SELECT public.note_read(%s, %s)", [account.pk, notice]))


def note_unread(account: User, notice: UUID) -> bool:
    """Let a message be unread again; return whether ``account`` has that message."""
    return bool(_called("SELECT public.note_unread(%s, %s)", [account.pk, notice]))


def note_all_read(account: User) -> None:
    """Let all messages of ``account`` be read; those that are keep their day."""
    _called("SELECT public.note_all_read(%s)", [account.pk])


def _asked(question: str, values: list[Any]) -> list[OwnNotice]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return [
            OwnNotice(key, Notice.Kind(kind), case, number, service, posted_on, read_on, ikk)
            for key, kind, case, number, service, posted_on, read_on, ikk in cursor.fetchall()
        ]


def _called(question: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone()[0]
