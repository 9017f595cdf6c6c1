"""Cases in tests, taken in as the public surface does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from internetfiliale.actions import SubmittedCase, submit_case
from internetfiliale.core_system.sealing import seal
from internetfiliale.models import Case, CasePayload
from regions.models import Region
from tests.accounts.members import member
from tests.accounts.signed_in import new_session
from tests.internetfiliale.mailboxes import case_of

KEY = UUID("0f7dc2a3-6a0c-4d3e-9d0b-5a3f6f1f0c11")


@pytest.fixture
def anna(db: None) -> User:
    """Anna, insured, is signed in."""
    user = member("A123456780")
    new_session(user)
    return user


@pytest.fixture
def bernd(db: None) -> User:
    """Bernd, insured, is signed in."""
    user = member("B123456786")
    new_session(user)
    return user


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Run the block under another role of the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("RESET ROLE")


def submitted(by: User, region: Region, key: UUID = KEY, **changes: Any) -> SubmittedCase:
    values = {"street": "Neue Straße 5", "iban": "DE02120300000000202051"}
    words = {"Straße und Hausnummer": "Neue Straße 5"}
    given = {"service": "anschrift", "answers": values, "letter_before_change": True, "in_words": words, **changes}
    with as_role("ikk_public"):
        return submit_case(by=by, region=region, key=key, **given)


def case_in(state: str, account: User, *, day: date | None = None, key: UUID | None = None) -> Case:
    """Save a case that came in on ``day`` (today) and is as far as ``state``; one that is received has its payload."""
    day = day or timezone.localdate()
    case = case_of(account, key=key, service="anschrift", state=state, submitted_on=day, state_on=day)
    if state == "received":
        CasePayload.objects.create(case=case, sealed=seal({"case": case.number}), submitted_on=day)
    return case


def ran(command: str, *arguments: str) -> str:
    """Run a command of the timers under its role; return what it told, warnings included."""
    told = StringIO()
    with as_role("ikk_jobs"):
        call_command(command, *arguments, stdout=told, stderr=told)
    return told.getvalue()
