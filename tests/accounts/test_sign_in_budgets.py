"""How often signing in may fail, and that the Entsperrcode helps those whose tries others have used up."""

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actions.sign_in import (
    WrongCredentials,
    check_unlock_code,
    sign_in,
)
from accounts.models import User, WrongTries
from accounts.sign_in_budgets import IN_ALL, PORTAL
from ikk_portal.models import SpentBudget
from ikk_portal.platform.host_slots import slot
from tests.accounts.members import NEW_PIN, NEW_UNLOCK_CODE, PIN, UNLOCK_CODE, credentials, reader_of
from tests.accounts.printing import on_file
from tests.accounts.signing_in import ANNA, HERE, UNKNOWN, WRONG, as_public, attempt, outcome, use_up

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


def test_victim_of_wrong_tries_signs_in_with_the_code_and_is_free_again(anna: User) -> None:
    use_up(ANNA)
    assert outcome(credentials()) == ("UnlockCodeNeeded", "account", False)

    signed_in = attempt(credentials(unlock_code=UNLOCK_CODE))

    assert (signed_in.user, signed_in.failed_tries, signed_in.unlock_code_used) == (anna, 6, True)
    assert [outcome(credentials(pin=WRONG), ip_address("192.0.2.1")) for _ in range(5)] == [
        ("WrongCredentials", left) for left in (4, 3, 2, 1, 0)
    ]


@pytest.mark.parametrize(("pin", "code"), [(WRONG, UNLOCK_CODE), (PIN, NEW_UNLOCK_CODE), (PIN, ""), (WRONG, "")])
def test_pin_and_code_have_to_be_right_together(anna: User, pin: str, code: str) -> None:
    use_up(ANNA)

    assert outcome(credentials(pin=pin, unlock_code=code)) == ("UnlockCodeNeeded", "account", bool(code))


def test_code_belongs_to_the_letter_of_the_pin(anna: User) -> None:
    reader_of(ANNA, pin=NEW_PIN)
    use_up(ANNA)

    assert outcome(credentials(pin=NEW_PIN, unlock_code=UNLOCK_CODE))[0] == "UnlockCodeNeeded"
    assert outcome(credentials(pin=NEW_PIN, unlock_code=NEW_UNLOCK_CODE)) == ("SignedIn", ANNA)


def test_after_sixty_tries_in_all_only_the_code_helps(anna: User) -> None:
    attempt(credentials())
    WrongTries.objects.update(in_all=IN_ALL - 1)

    with pytest.raises(WrongCredentials) as last:
        attempt(credentials(pin=WRONG))

    assert (last.value.tries_left, last.value.next_try_at) == (0, None)
    assert outcome(credentials()) == ("UnlockCodeNeeded", "account", False)
    SpentBudget.objects.all().delete()  # time helps the account's budget, not this one
    assert outcome(credentials()) == ("UnlockCodeNeeded", "account", False)
    assert outcome(credentials(unlock_code=UNLOCK_CODE)) == ("SignedIn", ANNA)
    assert outcome(credentials()) == ("SignedIn", ANNA)


def test_new_letter_ends_the_count_of_all_tries() -> None:
    on_file(ANNA)
    outcome(credentials())
    WrongTries.objects.update(in_all=40)
    reader_of(ANNA)

    attempt(credentials())

    assert WrongTries.objects.get().in_all == 0


def test_last_try_says_when_the_next_one_is_possible(anna: User) -> None:
    for _ in range(4):
        outcome(credentials(pin=WRONG))

    with pytest.raises(WrongCredentials) as last:
        attempt(credentials(pin=WRONG))

    assert last.value.tries_left == 0
    assert last.value.next_try_at
    assert abs(last.value.next_try_at - timezone.now() - timedelta(hours=2.4)) < timedelta(minutes=1)


def test_right_pin_gives_its_try_back_and_leaves_the_wrong_ones(anna: User) -> None:
    for _ in range(3):
        outcome(credentials(pin=WRONG))
    for _ in range(30):  # more than the source has
        attempt(credentials())

    assert outcome(credentials(pin=WRONG)) == ("WrongCredentials", 1)


def test_under_attack_everybody_is_asked_for_the_code(anna: User) -> None:
    _attack()

    assert outcome(credentials()) == ("UnlockCodeNeeded", "portal", False)
    assert outcome(credentials(UNKNOWN)) == ("UnlockCodeNeeded", "portal", False)
    assert outcome(credentials(unlock_code=UNLOCK_CODE)) == ("SignedIn", ANNA)


def _attack(*, left: int = 0) -> None:
    """Make the table what failures leave, when so many tries are left until the portal's limit."""
    now = timezone.now()
    tat = now + PORTAL.interval * (PORTAL.burst - left)
    SpentBudget.objects.create(key=PORTAL.of("all").key, budget=PORTAL.name, tat=tat, counted_since=now)


def test_guesses_at_many_numbers_from_many_sources_end_at_the_limit_of_the_portal(anna: User) -> None:
    _attack(left=3)

    told = [outcome(credentials(f"Z0000000{place:02}"), ip_address(f"198.51.{place}.1")) for place in range(5)]

    assert told == [("WrongCredentials", 4)] * 3 + [("UnlockCodeNeeded", "portal", False)] * 2


def test_within_another_transaction_nobody_signs_in(anna: User) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        sign_in(credentials=credentials(), client=HERE)


def test_source_that_tries_many_numbers_has_to_wait_and_others_have_not(anna: User) -> None:
    numbers = [f"Z0000000{place:02}" for place in range(9)]
    told = [outcome(credentials(number))[0] for number in numbers]

    assert told == ["WrongCredentials"] * 8 + ["TooManyTries"]
    assert outcome(credentials(numbers[0]))[0] == "WrongCredentials"  # no other number
    assert outcome(credentials())[0] == "TooManyTries"
    assert outcome(credentials(), ip_address("192.0.2.1")) == ("SignedIn", ANNA)


def test_who_has_to_wait_spends_nothing_of_the_account(anna: User) -> None:
    for _ in range(20):
        outcome(credentials(UNKNOWN, pin=WRONG))
    before = list(SpentBudget.objects.order_by("key").values_list("key", "tat"))

    assert outcome(credentials(pin=WRONG))[0] == "TooManyTries"

    assert list(SpentBudget.objects.order_by("key").values_list("key", "tat")) == before
    assert WrongTries.objects.count() == 1


def test_who_waits_for_a_place_to_hash_too_long_is_asked_to_come_again(
    anna: User, settings: Any, tmp_path: Path
) -> None:
    settings.PIN_HASH_PATIENCE = 0.05
    settings.RUNTIME_DIRECTORY = tmp_path
    outcome(credentials(pin=WRONG))
    before = WrongTries.objects.values_list("in_all", "since_success").get()

    with slot("pin-hash", slots=2, patience=0), slot("pin-hash", slots=2, patience=0):
        assert outcome(credentials()) == ("Busy", 5)

    assert WrongTries.objects.values_list("in_all", "since_success").get() == before
    assert outcome(credentials(pin=WRONG)) == ("WrongCredentials", 3)


def proof(user: User, code: str) -> None:
    """Give the second proof as the public surface asks it."""
    with as_public():
        check_unlock_code(user=user, unlock_code=code, client=HERE)


def test_code_is_the_second_proof_even_if_others_have_used_up_the_tries(anna: User, runs: list[int]) -> None:
    use_up(ANNA)
    runs.clear()

    with pytest.raises(WrongCredentials) as refusal:
        proof(anna, NEW_UNLOCK_CODE)
    proof(anna, UNLOCK_CODE)

    assert (refusal.value.tries_left, runs) == (0, [])
    assert outcome(credentials(pin=WRONG)) == ("WrongCredentials", 4)


def test_wrong_codes_count_as_wrong_tries_of_the_account(anna: User) -> None:
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongCredentials) as refusal:
            proof(anna, "")
        assert refusal.value.tries_left == left

    assert outcome(credentials()) == ("UnlockCodeNeeded", "account", False)
