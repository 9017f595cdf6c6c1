"""Signing in, under the roles of the public surface: what opens an account, and that nothing tells what does not."""

from collections.abc import Iterator
from datetime import date, timedelta
from ipaddress import ip_address
from typing import Any
from uuid import UUID

import pytest
from argon2 import low_level
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import discard_letter, expire_letters
from accounts.actions.sign_in import (
    AccountClosed,
    Busy,
    Credentials,
    SignedIn,
    TooManyTries,
    UnlockCodeNeeded,
    WrongCredentials,
    check_unlock_code,
    regions_of,
    sign_in,
)
from accounts.models import PinCredential, PinLetter, User, WrongTries
from accounts.pin_checks import use_letter
from accounts.pins import hash_pin
from accounts.sign_in_budgets import IN_ALL, PORTAL
from bestand.models import Employer, EmployerAccount, InsuredPerson
from ikk_portal.models import SpentBudget
from ikk_portal.platform.host_slots import slot
from ikk_portal.platform.keys import _read, add_key, make_missing
from tests.accounts.members import NEW_PIN, NEW_UNLOCK_CODE, PIN, UNLOCK_CODE, credentials, member, reader_of
from tests.accounts.printing import desk_user, on_file, values_for, without_triggers
from tests.bestand import rows

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])
ANNA, UNKNOWN = "A123456780", "B123456782"
BRANDT, BRANCH = "09912342", "15027365"
HERE = ip_address("203.0.113.7")
WRONG = "11111111"


@pytest.fixture(autouse=True)
def _own_machine(tmp_path: Any, settings: Any) -> None:
    settings.RUNTIME_DIRECTORY = tmp_path


def attempt(typed: Credentials, client: Any = HERE) -> SignedIn:
    """Sign in as the public surface does."""
    for alias, role in (("default", "ikk_public"), ("bestand", "bestand_read")):
        _run(alias, f"SET ROLE {role}")
    try:
        return sign_in(credentials=typed, client=client)
    finally:
        for alias in ("default", "bestand"):
            _run(alias, "RESET ROLE")


def _run(alias: str, statement: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)


def outcome(typed: Credentials, client: Any = HERE) -> tuple[Any, ...]:
    """Return what a page would be told."""
    try:
        signed_in = attempt(typed, client)
    except WrongCredentials as told:
        return ("WrongCredentials", told.tries_left)
    except UnlockCodeNeeded as told:
        return ("UnlockCodeNeeded", told.reason, told.was_wrong)
    except AccountClosed as told:
        return ("AccountClosed", told.state)
    except Busy as told:
        return ("Busy", told.retry_after_seconds)
    except TooManyTries:
        return ("TooManyTries",)
    return ("SignedIn", signed_in.user.number)


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


def use_up(number: str, **changes: Any) -> None:
    """Use up the tries of a number, each from an address of its own."""
    for place in range(5):
        outcome(credentials(number, pin=WRONG, **changes), ip_address(f"198.51.{place}.1"))


def test_number_and_pin_open_the_account_and_note_it(anna: User) -> None:
    first = attempt(credentials())
    outcome(credentials(pin=WRONG))
    second = attempt(credentials())

    anna.refresh_from_db()
    assert (first.user, first.previous_login_at, first.failed_tries, first.first_use) == (anna, None, 0, None)
    assert (second.previous_login_at, second.failed_tries) == (first.user.last_login, 1)
    assert (anna.last_login, anna.failed_tries) == (second.user.last_login, 1)
    assert not second.unlock_code_used


def test_first_use_activates_the_letter_and_makes_the_member() -> None:
    on_file(ANNA)
    letter = reader_of(ANNA)

    signed_in = attempt(credentials())

    letter.refresh_from_db()
    kept = PinCredential.objects.get()
    user = User.objects.get(kind="insured")
    assert (letter.state, kept.active_letter, kept.pending_letter) == ("activated", letter.pk, None)
    assert (signed_in.user, user.number, user.password) == (user, ANNA, "")
    assert signed_in.first_use
    assert signed_in.first_use.posted_on == timezone.localdate(letter.posted_at)
    assert attempt(credentials()).first_use is None


def test_new_letter_leaves_the_old_pin_valid_until_its_own_first_use(anna: User) -> None:
    reader_of(ANNA, pin=NEW_PIN)

    assert outcome(credentials()) == ("SignedIn", ANNA)
    assert outcome(credentials(pin=NEW_PIN)) == ("SignedIn", ANNA)
    assert outcome(credentials()) == ("WrongCredentials", 4)
    assert sorted(PinLetter.objects.values_list("state", flat=True)) == ["activated", "replaced"]
    assert User.objects.filter(kind="insured").count() == 1


def test_letter_that_has_not_left_the_house_opens_nothing() -> None:
    on_file(ANNA)
    letter = reader_of(ANNA)
    values = values_for("printed")
    without_triggers(lambda: PinLetter.objects.filter(pk=letter.pk).update(state="printed", **values))

    assert outcome(credentials()) == ("WrongCredentials", 4)


EXPIRED = {"valid_until": date(2020, 1, 1)}


@pytest.mark.parametrize("noticed", [True, False], ids=["timer has run", "timer is late"])
def test_expired_letter_says_so_to_the_right_pin_only(noticed: bool) -> None:
    on_file(ANNA)
    reader_of(ANNA, **EXPIRED)
    if noticed:
        expire_letters(timezone.now())

    assert outcome(credentials()) == ("AccountClosed", "expired")
    assert outcome(credentials(pin=WRONG)) == ("WrongCredentials", 4)
    assert not User.objects.filter(kind="insured").exists()


def test_expired_letter_beside_a_pin_in_use_changes_nothing_for_that(anna: User) -> None:
    reader_of(ANNA, pin=NEW_PIN, **EXPIRED)

    assert outcome(credentials(pin=NEW_PIN)) == ("AccountClosed", "expired")
    assert outcome(credentials()) == ("SignedIn", ANNA)


def test_database_activates_no_expired_letter_whoever_asks() -> None:
    letter = reader_of(ANNA, **EXPIRED)

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_public")
        cursor.execute("SELECT count(*) FROM use_letter('insured', %s, %s)", [ANNA, letter.pk])
        found = cursor.fetchone()
        cursor.execute("RESET ROLE")

    letter.refresh_from_db()
    assert (found, letter.state) == ((0,), "posted")


def test_database_lets_no_letter_open_what_was_blocked_after_it_was_asked_for(anna: User) -> None:
    letter = reader_of(ANNA, pin=NEW_PIN)
    User.objects.filter(pk=anna.pk).update(blocked_at=timezone.now())

    assert use_letter("insured", ANNA, letter.pk) is None


def test_blocked_access_says_so_to_the_right_pin_and_a_new_letter_opens_it(anna: User) -> None:
    letter = reader_of(ANNA, pin=NEW_PIN)
    User.objects.filter(pk=anna.pk).update(blocked_at=timezone.now())
    assert outcome(credentials()) == ("AccountClosed", "blocked")
    assert outcome(credentials(pin=NEW_PIN)) == ("AccountClosed", "blocked")  # it was on its way before
    assert outcome(credentials(pin=WRONG)) == ("WrongCredentials", 4)

    PinLetter.objects.filter(pk=letter.pk).update(requested_at=timezone.now())

    assert outcome(credentials()) == ("AccountClosed", "blocked")
    assert outcome(credentials(pin=NEW_PIN)) == ("SignedIn", ANNA)
    anna.refresh_from_db()
    assert anna.blocked_at is None


YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"is_deceased": True, "insured_until": YESTERDAY}, "deceased"),
        ({"insured_until": YESTERDAY}, "insurance_ended"),
        (None, "insurance_ended"),
    ],
)
def test_register_decides_whether_right_credentials_open_anything(changes: dict[str, Any] | None, state: str) -> None:
    on_file(ANNA)
    letter = reader_of(ANNA)
    if changes is None:
        InsuredPerson.objects.filter(number=ANNA).delete()
    else:
        InsuredPerson.objects.filter(number=ANNA).update(**changes)

    assert outcome(credentials()) == ("AccountClosed", state)
    assert outcome(credentials(pin=WRONG)) == ("WrongCredentials", 4)
    letter.refresh_from_db()
    assert letter.state == "posted"


@pytest.fixture
def brandt() -> User:
    for number in (BRANDT, BRANCH):
        rows.brandt(number=number).save(force_insert=True)
    for number, since in ((rows.NORD, date(2010, 1, 1)), (rows.RHEINLAND, date(2004, 1, 1))):
        rows.account(institutionskennzeichen=number, since=since).save(force_insert=True)
    return member(BRANDT, "employer")


@pytest.mark.parametrize("number", [BRANDT, BRANCH])
def test_employer_signs_in_with_any_establishment_and_sees_all_ikks(brandt: User, number: str) -> None:
    signed_in = attempt(credentials(number, kind="employer"))

    assert signed_in.user == brandt
    assert [region.slug for region in regions_of(brandt)] == ["rheinland", "nord"]


def test_establishments_share_the_tries_of_their_company(brandt: User) -> None:
    use_up(BRANCH, kind="employer")

    assert outcome(credentials(BRANDT, kind="employer")) == ("UnlockCodeNeeded", "account", False)


def test_employer_without_open_account_or_with_a_new_main_number_is_told(brandt: User) -> None:
    EmployerAccount.objects.update(until=YESTERDAY)
    assert outcome(credentials(BRANDT, kind="employer")) == ("AccountClosed", "insurance_ended")

    Employer.objects.update(main_number=BRANCH)
    assert outcome(credentials(BRANDT, kind="employer")) == ("AccountClosed", "number_changed")


def test_insured_person_has_one_ikk_and_somebody_unknown_has_none(anna: User) -> None:
    assert [region.slug for region in regions_of(anna)] == ["rheinland"]
    assert regions_of(User(kind="insured", number=UNKNOWN)) == []


# What nobody may tell apart.


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


# The Entsperrcode.


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


# Sources.


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


def test_who_waits_for_a_place_to_hash_too_long_is_asked_to_come_again(anna: User, settings: Any) -> None:
    settings.PIN_HASH_PATIENCE = 0.05
    outcome(credentials(pin=WRONG))
    before = WrongTries.objects.values_list("in_all", "since_success").get()

    with slot("pin-hash", slots=2, patience=0), slot("pin-hash", slots=2, patience=0):
        assert outcome(credentials()) == ("Busy", 5)

    assert WrongTries.objects.values_list("in_all", "since_success").get() == before
    assert outcome(credentials(pin=WRONG)) == ("WrongCredentials", 3)


# The second proof inside.


def proof(user: User, code: str) -> None:
    _run("default", "SET ROLE ikk_public")
    try:
        check_unlock_code(user=user, unlock_code=code, client=HERE)
    finally:
        _run("default", "RESET ROLE")


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


def test_secrets_stand_in_no_text_of_the_credentials() -> None:
    typed = credentials(unlock_code=UNLOCK_CODE)

    assert not any(secret in repr(typed) for secret in (PIN, UNLOCK_CODE, ANNA))


def test_discarded_letter_is_a_wrong_pin(anna: User) -> None:
    letter = PinLetter.objects.get()
    discard_letter(by=desk_user("vogt"), letter=UUID(str(letter.pk)), note="x")

    assert outcome(credentials()) == ("WrongCredentials", 4)
