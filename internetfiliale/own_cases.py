"""The cases of who is signed in, for their own eyes: which service, since when, how far.

The database answers for an account that has an open session at that moment (migration 0001), by its own clock, and for
no other one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from internetfiliale.models import Case

_OWN = """
SELECT its.key, its.number, its.service, its.region, its.submitted_on, its.state, its.state_on, ikk.name
FROM public.own_cases(%s) AS its JOIN public.regions_region AS ikk ON ikk.id = its.region
"""


@dataclass(frozen=True)
class OwnCase:
    """One case.

    Attributes:
        key: stands in the addresses of its pages.
        service: slug of the service.
        region: key of the IKK that it was for.
        state: one of ``Case.State``.
        state_on: since when it has been that far.
        ikk: name of the IKK that it was for.
    """

    key: UUID
    number: str
    service: str
    region: int
    submitted_on: date
    state: Case.State
    state_on: date
    ikk: str

    @property
    def state_words(self) -> str:
        """The state in German, as a word of a sentence: "übergeben"."""
        return str(self.state.label)

    @property
    def is_running(self) -> bool:
        """Whether the member still waits for an answer."""
        return self.state in (Case.State.RECEIVED, Case.State.HANDED_OVER)


def own_cases(account: User) -> list[OwnCase]:
    """Return all cases of ``account``, the newest first; one query."""
    return _asked(f"{_OWN} ORDER BY its.submitted_on DESC, its.number", [account.pk])


def own_case(account: User, key: UUID) -> OwnCase | None:
    """Return one case of ``account``; None for anybody else's, as for one that does not exist."""
    found = _asked(f"{_OWN} WHERE its.key = %s", [account.pk, key])
    return found[0] if found else None


def _asked(question: str, values: list[Any]) -> list[OwnCase]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return [
            OwnCase(key, number, service, region, submitted_on, Case.State(state), state_on, ikk)
            for key, number, service, region, submitted_on, state, state_on, ikk in cursor.fetchall()
        ]
