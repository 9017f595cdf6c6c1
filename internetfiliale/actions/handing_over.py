"""Hand cases over to the core system: their sealed payloads leave the database for its inbox."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from internetfiliale.actions.notices import post_notice
from internetfiliale.case_numbers import case_number
from internetfiliale.core_system.exchange import Inbox
from internetfiliale.models import Case, CasePayload, Notice
from privacy.actions import TIMER, record_access
from privacy.models import StaffAccess

_AT_ONCE = 500  # payloads in one transaction


@dataclass
class HandedOver:
    """What a run did.

    Attributes:
        cases: how many have left the house.
        foreign: numbers under which something else lies in the inbox; their payloads stay.
    """

    cases: int = 0
    foreign: set[str] = field(default_factory=set)


def hand_over_cases(*, inbox: Path) -> HandedOver:
    """Put every sealed payload into the core system's inbox, then erase it here and note the state.

    Runs under ``ikk_jobs``, one run at a time. Files are on the disk before the database forgets: a kill leaves the
    payload, or the payload and its file, and the next run finds both alike. If the core system has taken the file
    meanwhile it gets it again, and knows it by its number. A payload whose account was closed is handed over, too.
    A case whose payload has reached its latest end unsent is given back: nobody waits for an answer that cannot come.

    Raises:
        exchange.InboxAway: nothing was handed over.
        OSError: the inbox takes no more; what it has taken is noted, or will be by the next run.
    """
    _give_back_what_is_erased()
    target = Inbox(inbox)
    target.require()
    handed = HandedOver()
    skipped: list[UUID] = []
    while payloads := _some(skipped):
        foreign = target.put({case_number(payload.pk): bytes(payload.sealed) for payload in payloads})
        skipped += [payload.pk for payload in payloads if case_number(payload.pk) in foreign]
        handed.foreign |= foreign
        handed.cases += _forget([payload.pk for payload in payloads if payload.pk not in skipped])
    return handed


@transaction.atomic
def _give_back_what_is_erased() -> None:
    payload = CasePayload.objects.filter(pk=OuterRef("pk"))
    received = Case.objects.select_for_update().filter(state=Case.State.RECEIVED).order_by("pk")
    erased = list(received.filter(~Exists(payload)))
    Case.objects.filter(pk__in=[case.pk for case in erased]).update(
        state=Case.State.SENT_BACK, state_on=timezone.localdate()
    )
    post_notice(kind=Notice.Kind.SENT_BACK, cases=erased)


def _some(skipped: list[UUID]) -> list[CasePayload]:
    """Return the next payloads, the oldest first."""
    return list(CasePayload.objects.exclude(pk__in=skipped).order_by("submitted_on", "pk")[:_AT_ONCE])


@transaction.atomic
def _forget(keys: list[UUID]) -> int:
    """Erase payloads that lie in the inbox, note how far their cases are, and return how many they were."""
    if not keys:
        return 0
    locked = Case.objects.select_for_update().filter(pk__in=keys, state=Case.State.RECEIVED).order_by("pk")
    today = Value(timezone.localdate())
    Case.objects.filter(pk__in=[case.pk for case in locked]).update(
        state=Case.State.HANDED_OVER, state_on=Greatest(F("submitted_on"), today)
    )
    CasePayload.objects.filter(pk__in=keys).delete()
    detail = f"An die zuständige Stelle übergeben: {len(keys)}"
    record_access(by=TIMER, action=StaffAccess.Action.DELETE, kind=CasePayload, detail=detail)
    return len(keys)
