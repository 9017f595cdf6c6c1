"""The mailbox of who is signed in, for their own eyes; the database answers as `own_cases.py` says."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from accounts.models import User
from internetfiliale.models import Notice


@dataclass(frozen=True)
class OwnNotice:
    """One message.

    Attributes:
        kind: one of ``Notice.Kind``; its label is the German subject.
        case: key of the case it tells of; None if it tells of none.
        number: of that case; empty without one.
        service: slug of the service; empty without a case.
        read_on: when it was first opened; None while it is unread.
    """

    key: UUID
    kind: Notice.Kind
    case: UUID | None
    number: str
    service: str
    posted_on: date
    read_on: date | None

    @property
    def subject(self) -> str:
        return str(self.kind.label)

    @property
    def is_read(self) -> bool:
        return self.read_on is not None


def own_notices(account: User) -> list[OwnNotice]:
    """Return all messages of ``account``, the newest first; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM public.own_notices(%s)", [account.pk])
        return [
            OwnNotice(key, Notice.Kind(kind), case, number, service, posted_on, read_on)
            for key, kind, case, number, service, posted_on, read_on in cursor.fetchall()
        ]


def unread(account: User) -> int:
    """Return how many messages of ``account`` nobody has opened yet; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM public.own_notices(%s) WHERE read_on IS NULL", [account.pk])
        count: int = cursor.fetchone()[0]
    return count


def note_read(account: User, notice: UUID) -> bool:
    """Note that a message was opened, today if it is the first time; return whether ``account`` has that message."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.note_read(%s, %s)", [account.pk, notice])
        is_own: bool = cursor.fetchone()[0]
    return is_own
