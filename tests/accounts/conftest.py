"""People who sign in, and a counter of what that costs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from argon2 import low_level

from accounts.models import User
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signing_in import ANNA, BRANCH, BRANDT
from tests.bestand import rows


@pytest.fixture
def anna() -> User:
    on_file(ANNA)
    return member(ANNA)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count the runs of Argon2."""
    counted: list[int] = []
    real = low_level.hash_secret_raw

    def run(*arguments: Any, **named: Any) -> bytes:
        counted.append(1)
        return real(*arguments, **named)

    monkeypatch.setattr(low_level, "hash_secret_raw", run)
    return counted


@pytest.fixture
def brandt() -> User:
    for number in (BRANDT, BRANCH):
        rows.brandt(number=number).save(force_insert=True)
    for number, since in ((rows.NORD, date(2010, 1, 1)), (rows.RHEINLAND, date(2004, 1, 1))):
        rows.account(institutionskennzeichen=number, since=since).save(force_insert=True)
    return member(BRANDT, "employer")
