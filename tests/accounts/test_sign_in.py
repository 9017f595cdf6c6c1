"""Signing in, under the roles of the public surface: what opens an account, and what is said where it opens nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.actions import discard_letter, expire_letters
from accounts.actions.sign_in import (
    regions_of,
)
from accounts.models import PinCredential, PinLetter, Session, User
from accounts.pin_checks import use_letter
from bestand.models import Employer, EmployerAccount, InsuredPerson
from tests.accounts.members import NEW_PIN, PIN, UNLOCK_CODE, credentials, reader_of
from tests.accounts.printing import desk_user, on_file, values_for, without_triggers
from tests.accounts.signed_in import new_session
from tests.accounts.signing_in import ANNA, BRANCH, BRANDT, EXPIRED, UNKNOWN, WRONG, attempt, outcome, use_up

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


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


def test_first_use_of_a_new_letter_ends_the_sessions_of_that_account_only(anna: User, brandt: User) -> None:
    new_session(anna)
    new_session(brandt)
    reader_of(ANNA, pin=NEW_PIN)

    attempt(credentials())
    assert Session.objects.filter(user=anna).exists()
    attempt(credentials(pin=NEW_PIN))

    assert list(Session.objects.values_list("user", flat=True)) == [brandt.pk]


def test_letter_that_has_not_left_the_house_opens_nothing() -> None:
    on_file(ANNA)
    letter = reader_of(ANNA)
    values = values_for("printed")
    without_triggers(lambda: PinLetter.objects.filter(pk=letter.pk).update(state="printed", **values))

    assert outcome(credentials()) == ("WrongCredentials", 4)


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


def test_secrets_stand_in_no_text_of_the_credentials() -> None:
    typed = credentials(unlock_code=UNLOCK_CODE)

    assert not any(secret in repr(typed) for secret in (PIN, UNLOCK_CODE, ANNA))


def test_discarded_letter_is_a_wrong_pin() -> None:
    on_file(ANNA)
    discard_letter(by=desk_user("vogt"), letter=reader_of(ANNA).pk, note="x")

    assert outcome(credentials()) == ("WrongCredentials", 4)
