"""Cases in tests, taken in as the public surface does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from internetfiliale.actions import SubmittedCase, submit_case
from regions.models import Region

KEY = UUID("0f7dc2a3-6a0c-4d3e-9d0b-5a3f6f1f0c11")


@contextmanager
def as_web() -> Iterator[None]:
    """Run the block under the role of the public surface."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_public")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("RESET ROLE")


def submitted(by: User, region: Region, key: UUID = KEY, **changes: Any) -> SubmittedCase:
    values = {"street": "Neue Straße 5", "iban": "DE02120300000000202051"}
    words = {"Straße und Hausnummer": "Neue Straße 5"}
    given = {"service": "anschrift", "answers": values, "letter_before_change": True, "in_words": words, **changes}
    with as_web():
        return submit_case(by=by, region=region, key=key, **given)
