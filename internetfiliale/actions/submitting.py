"""Take in a case: the row that says which service and which day, what was typed as a sealed payload, and a notice.

The role of the web writes them and reads none of them back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from internetfiliale.actions.notices import post_notice
from internetfiliale.case_numbers import case_number, key_of_another_number
from internetfiliale.core_system.sealing import seal
from internetfiliale.models import Case, CasePayload, Notice
from internetfiliale.own_cases import own_case
from regions.models import Region

#: Of the payload's JSON; a higher number when a reader of this one would go wrong (docs/core-system.md).
PAYLOAD_FORMAT = 1

_SENT_BEFORE = "internetfiliale_case_pkey"
_NUMBER_TAKEN = "case_number_once"


class SomebodyElsesCase(Exception):
    """The key belongs to a case of another account. Nothing is taken in."""


@dataclass(frozen=True)
class SubmittedCase:
    """What the receipt needs: the case's key and number, and the day on which it was taken in."""

    key: UUID
    number: str
    submitted_on: date


@sensitive_variables()
def submit_case(
    *,
    by: User,
    region: Region,
    service: str,
    key: UUID,
    answers: Mapping[str, str],
    letter_before_change: bool,
    in_words: Mapping[str, str] | None = None,
) -> SubmittedCase:
    """Take in a case and seal what was typed; the same ``key`` again changes nothing and returns the same.

    If another case has the number of this key by chance, it is taken in under a key made of it.

    Callers: the services, for who is signed in.

    Args:
        by: the member; the row-level security of the database demands an open session.
        region: the member's IKK.
        service: slug of the service.
        key: that of the form that was sent.
        answers: name of a field -> value.
        letter_before_change: asks the core system for a letter to the address on file before it changes anything.
        in_words: question -> answer, as the person has checked them.

    Raises:
        SomebodyElsesCase: mostly a hand-made request.
    """
    today = timezone.localdate()
    while True:
        case = Case(id=key, number=case_number(key), account=by, service=service, region=region)
        case.submitted_on = case.state_on = today
        payload = _payload(case, by, answers, in_words or {}, letter_before_change=letter_before_change)
        try:
            with transaction.atomic():
                case.save(force_insert=True)
                CasePayload(case=case, sealed=seal(payload), submitted_on=today).save(force_insert=True)
                post_notice(kind=Notice.Kind.RECEIVED, cases=[case])
        except IntegrityError as error:
            broken = _constraint_of(error)
            if broken == _SENT_BEFORE:
                return _sent_before(by, key)
            if broken != _NUMBER_TAKEN:
                raise
            key = key_of_another_number(key)
        else:
            return SubmittedCase(key, case.number, today)


def _sent_before(by: User, key: UUID) -> SubmittedCase:
    before = own_case(by, key)
    if before is None:
        raise SomebodyElsesCase from None
    return SubmittedCase(before.key, before.number, before.submitted_on)


@sensitive_variables()
def _payload(
    case: Case, by: User, answers: Mapping[str, str], in_words: Mapping[str, str], *, letter_before_change: bool
) -> dict[str, Any]:
    """Return what the core system gets; ``docs/core-system.md`` describes each field."""
    return {
        "format": PAYLOAD_FORMAT,
        "case": case.number,
        "service": case.service,
        "submitted_on": case.submitted_on.isoformat(),
        "kind": by.kind,
        "number": by.number,
        "ikk": case.region.institutionskennzeichen,
        "letter_before_change": letter_before_change,
        "answers": dict(answers),
        "answers_in_words": dict(in_words),
    }


def _constraint_of(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None)
