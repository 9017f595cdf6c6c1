"""What nobody may tell apart: known and unknown numbers, free and throttled ones, right and wrong PINs."""

from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import expire_letters
from accounts.models import PinCredential, User
from accounts.pins import hash_pin
from bestand.models import InsuredPerson
from ikk_portal.platform.keys import _read, add_key, make_missing
from tests.accounts.members import NEW_PIN, NEW_UNLOCK_CODE, PIN, UNLOCK_CODE, credentials, member, reader_of
from tests.accounts.printing import on_file
from tests.accounts.signing_in import ANNA, BRANCH, BRANDT, EXPIRED, UNKNOWN, WRONG, attempt, outcome, use_up

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


def _nobody() -> None:
    pass


def _known() -> None:
    on_file(ANNA)
    member(ANNA)


def _with_new_letter() -> None:
    _known()
    reader_of(ANNA, pin=NEW_PIN)


def _new() -> None:
    on_file(ANNA)
    reader_of(ANNA)


def _expired() -> None:
    on_file(ANNA)
    reader_of(ANNA, **EXPIRED)
    expire_letters(timezone.now())


def _blocked() -> None:
    _known()
    User.objects.filter(kind="insured").update(blocked_at=timezone.now())


def _dead() -> None:
    _known()
    InsuredPerson.objects.filter(number=ANNA).update(is_deceased=True)


SITUATIONS = [_nobody, _known, _with_new_letter, _new, _expired, _blocked, _dead]


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("is_throttled", [False, True], ids=["free", "throttled"])
def test_wrong_pin_costs_and_says_the_same_whoever_has_the_number(
    situation: Any, is_throttled: bool, runs: list[int]
) -> None:
    situation()
    if is_throttled:
        use_up(ANNA)
    runs.clear()
    with CaptureQueriesContext(connection) as portal, CaptureQueriesContext(connections["bestand"]) as register:
        told = outcome(credentials(pin=WRONG))

    assert told == (("UnlockCodeNeeded", "account", False) if is_throttled else ("WrongCredentials", 4))
    assert (len(runs), len(portal), len(register)) == (1, 8, 2)


@pytest.mark.parametrize("situation", [_known, _with_new_letter, _new, _expired, _blocked, _dead])
def test_right_pin_of_a_throttled_number_says_what_a_wrong_one_says(situation: Any, runs: list[int]) -> None:
    situation()
    use_up(ANNA)
    runs.clear()

    with CaptureQueriesContext(connection) as queries:
        told = [outcome(credentials(pin=PIN)), outcome(credentials(unlock_code=NEW_UNLOCK_CODE))]

    assert told == [("UnlockCodeNeeded", "account", False), ("UnlockCodeNeeded", "account", True)]
    assert len(runs) == 2
    assert len(queries) == 8 + 7  # the same number from the same source again is no other number


@pytest.mark.parametrize("number", ["A123456781", "A12345678", "", "\0", "\ud800", "ANNA", "Ä220645129", "1" * 500])
def test_number_that_cannot_be_costs_and_says_the_same(number: str, runs: list[int]) -> None:
    with CaptureQueriesContext(connection) as queries:
        told = outcome(credentials(number))

    assert (told, len(runs), len(queries)) == (("WrongCredentials", 4), 1, 8)


@pytest.mark.parametrize("number", [BRANDT, BRANCH, "98000006", "-"])
def test_employers_cost_the_same_as_well(brandt: User, number: str, runs: list[int]) -> None:
    with CaptureQueriesContext(connections["bestand"]) as register:
        told = outcome(credentials(number, kind="employer", pin=WRONG))

    assert (told, len(runs), len(register)) == (("WrongCredentials", 4), 1, 3)


def test_two_peppers_cost_everybody_two_runs(tmp_path: Any, settings: Any, runs: list[int]) -> None:
    settings.KEYS_DIRECTORY = make_missing(tmp_path / "keys")
    _known()
    add_key(tmp_path / "keys", "pins").rename(tmp_path / "keys" / "pins" / "99990101-a")
    _read.cache_clear()
    reader_of(ANNA, pin=NEW_PIN)  # the new letter is made with the newer pepper

    told = [outcome(credentials(number, pin=pin)) for number, pin in ((ANNA, WRONG), (UNKNOWN, WRONG))]

    assert (told, len(runs)) == ([("WrongCredentials", 4)] * 2, 4)
    assert outcome(credentials()) == ("SignedIn", ANNA)
    assert outcome(credentials(pin=NEW_PIN)) == ("SignedIn", ANNA)


def test_right_pin_of_a_throttled_number_is_not_hashed_anew(tmp_path: Any, settings: Any, runs: list[int]) -> None:
    settings.KEYS_DIRECTORY = make_missing(tmp_path / "keys")
    _known()
    add_key(tmp_path / "keys", "pins").rename(tmp_path / "keys" / "pins" / "99990101-a")
    _read.cache_clear()
    use_up(ANNA)
    runs.clear()

    told = [outcome(credentials(pin=pin, unlock_code=NEW_UNLOCK_CODE)) for pin in (PIN, WRONG)]

    assert (told, len(runs)) == ([("UnlockCodeNeeded", "account", True)] * 2, 4)


def test_success_makes_hashes_of_the_newest_pepper(tmp_path: Any, settings: Any) -> None:
    settings.KEYS_DIRECTORY = make_missing(tmp_path / "keys")
    _known()
    add_key(tmp_path / "keys", "pins").rename(tmp_path / "keys" / "pins" / "99990101-a")
    _read.cache_clear()

    attempt(credentials())
    by_pin = PinCredential.objects.get()
    attempt(credentials(unlock_code=UNLOCK_CODE))
    by_both = PinCredential.objects.get()

    assert by_pin.active_pin == hash_pin("insured", ANNA, PIN)
    assert not by_pin.active_unlock_code.startswith("99990101-a$")
    assert by_both.active_unlock_code.startswith("99990101-a$")
