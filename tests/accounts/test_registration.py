"""Matching registrations with the register: who gets a letter, who is looked at, and what is left of it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections, utils
from django.utils import timezone

from accounts.actions import NotInReviewError, note_progress, refuse_letter, release_letter
from accounts.models import LetterProgress, PinLetter, Registration, RegistrationDay, RegistrationMismatch, User
from privacy.models import StaffAccess
from regions.models import Region
from tests.accounts.matching import BRANDT, insured, matched, registered
from tests.bestand.rows import NORD, RHEINLAND, account, anna, brandt

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])
NUMBERS = ("A000500015", "C000500021", "K220645122", "T012345678")


def the_letter() -> PinLetter:
    return PinLetter.objects.get()


def test_matching_requests_a_letter_and_erases_what_was_typed() -> None:
    anna().save(force_insert=True)
    registered(letter_form="large")

    assert matched() == "requested: 1\n"

    letter = the_letter()
    assert (letter.kind, letter.number, letter.letter_form, letter.state) == (
        "insured",
        "A123456780",
        "large",
        "requested",
    )
    assert letter.region.institutionskennzeichen == RHEINLAND
    assert not Registration.objects.exists()
    assert rows_naming("50674") == rows_naming("1954") == set()


def rows_naming(value: str) -> set[str]:
    """Return the tables of the portal's database, but for those about regions, with a row that holds ``value``."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith("accounts_")]
        found = set()
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text ~ %s', [rf"\y{value}\y"])
            if cursor.fetchone() != (0,):
                found.add(table)
    return found


def test_matching_leaves_one_entry_of_the_timer_in_the_trail_and_none_for_nothing() -> None:
    matched()
    assert not StaffAccess.objects.exists()
    registered()
    registered()

    matched()

    entry = StaffAccess.objects.get()
    assert (entry.by, entry.kind, entry.detail) == ("timer", "accounts.Registration", "2 mit dem Bestand verglichen")


def test_the_same_form_sent_twice_is_one_registration() -> None:
    key = uuid4()

    registered(key=key)
    registered(key=key)

    assert Registration.objects.count() == 1


def test_somebody_not_on_file_leaves_nothing_but_a_count() -> None:
    registered()

    assert matched() == "mismatched: 1\n"

    assert not PinLetter.objects.exists()
    assert not Registration.objects.exists()
    assert RegistrationDay.objects.get().mismatched == 1
    assert rows_naming("A123456780") == set()


@pytest.mark.parametrize("wrong", [{"birth_date": (1954, 3, 10)}, {"postcode": "50675"}, {"number": "A000500015"}])
def test_wrong_details_request_nothing(wrong: dict[str, Any]) -> None:
    anna().save(force_insert=True)
    registered(**wrong)

    matched()

    assert not PinLetter.objects.exists()
    assert RegistrationMismatch.objects.get().count == 1


def test_mismatches_of_a_day_are_counted_in_one_row() -> None:
    for _ in range(3):
        registered()

    matched()

    assert RegistrationMismatch.objects.get().count == 3
    assert RegistrationDay.objects.get().mismatched == 3


def test_employer_gets_the_letter_of_the_company_from_the_chosen_ikk() -> None:
    brandt().save(force_insert=True)
    brandt(number="15027365").save(force_insert=True)
    account().save(force_insert=True)
    account(institutionskennzeichen=NORD, since=date(2020, 1, 1)).save(force_insert=True)
    registered(BRANDT, number="15027365", chosen_region=Region.objects.get(institutionskennzeichen=NORD).slug)

    matched()

    letter = the_letter()
    assert (letter.kind, letter.number) == ("employer", "09912342")
    assert letter.region.institutionskennzeichen == NORD


@pytest.mark.parametrize("chosen", ["", "bayern", "no-such-region"])
def test_employer_gets_the_letter_from_the_oldest_account_otherwise(chosen: str) -> None:
    brandt().save(force_insert=True)
    account(institutionskennzeichen=NORD, since=date(2020, 1, 1)).save(force_insert=True)
    account().save(force_insert=True)
    registered(BRANDT, chosen_region=chosen)

    matched()

    assert the_letter().region.institutionskennzeichen == RHEINLAND


@pytest.mark.parametrize(
    ("years", "days", "outcome"),
    [(15, 0, "requested"), (15, -1, "mismatched"), (16, 0, "requested"), (14, 0, "mismatched")],
)
def test_children_below_the_age_of_their_ikk_get_no_letter(years: int, days: int, outcome: str) -> None:
    today = timezone.localdate()
    Region.objects.filter(institutionskennzeichen=RHEINLAND).update(minimum_age=15)
    birthday = date(today.year - years, today.month, 28) if today.day > 28 else today.replace(year=today.year - years)
    born = birthday + timedelta(days=today.day - birthday.day - days)
    anna(birth_year=born.year, birth_month=born.month, birth_day=born.day).save(force_insert=True)
    registered(birth_date=(born.year, born.month, born.day))

    assert matched() == f"{outcome}: 1\n"
    assert not RegistrationMismatch.objects.exists()


def test_ikk_that_the_portal_does_not_know_stops_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    insured("A000500015", institutionskennzeichen="999999999")
    anna().save(force_insert=True)
    registered(number="A000500015")
    registered()

    assert matched() == "mismatched: 1\nrequested: 1\n"

    assert "The register names an IKK that the portal does not know" in caplog.text
    assert "A000500015" not in caplog.text


@pytest.mark.parametrize(("days", "state", "reasons"), [(29, "review", ["address_changed"]), (31, "requested", [])])
def test_new_address_is_looked_at(days: int, state: str, reasons: list[str]) -> None:
    anna(address_since=timezone.localdate() - timedelta(days=days)).save(force_insert=True)
    registered()

    matched()

    assert (the_letter().state, the_letter().review_reasons) == (state, reasons)


@pytest.mark.parametrize(("mismatches", "state"), [(4, "requested"), (5, "review")])
def test_matching_after_many_mismatches_is_looked_at(mismatches: int, state: str) -> None:
    anna().save(force_insert=True)
    for _ in range(mismatches):
        registered(postcode="00000")
    matched()
    RegistrationMismatch.objects.update(day=timezone.localdate() - timedelta(days=29))
    registered()

    matched()

    assert the_letter().state == state


def test_mismatches_of_long_ago_do_not_count() -> None:
    anna().save(force_insert=True)
    for _ in range(6):
        registered(postcode="00000")
    matched()
    RegistrationMismatch.objects.update(day=timezone.localdate() - timedelta(days=30))
    registered()

    matched()

    assert the_letter().state == "requested"


def test_fourth_letter_to_one_address_within_a_week_is_looked_at() -> None:
    for number in NUMBERS:
        insured(number)
        registered(number=number)

    assert matched() == "requested: 3\nreview: 1\n"

    assert PinLetter.objects.get(state="review").review_reasons == ["household"]


def test_letters_to_one_address_over_a_longer_time_are_not() -> None:
    for number in NUMBERS[:3]:
        insured(number)
        registered(number=number)
    matched()
    PinLetter.objects.update(requested_at=timezone.now() - timedelta(days=8))
    insured(NUMBERS[3])
    registered(number=NUMBERS[3])

    assert matched() == "requested: 1\n"


def test_second_registration_while_a_letter_is_in_the_house_requests_nothing() -> None:
    anna().save(force_insert=True)
    registered()
    matched()
    registered()

    assert matched() == "limited: 1\n"

    assert PinLetter.objects.count() == 1


def test_protected_file_stays_protected() -> None:
    anna(is_protected=True).save(force_insert=True)
    registered()

    matched()

    assert the_letter().is_protected


def test_registration_stays_while_the_register_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    registered()
    monkeypatch.setitem(connections["bestand"].settings_dict, "NAME", "no_such_database")
    connections["bestand"].close()

    with pytest.raises(utils.OperationalError):
        matched()

    connections["bestand"].close()
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM accounts_registration",
        "SELECT count(*) FROM accounts_registration",
        "UPDATE accounts_registration SET postcode = ''",
        "DELETE FROM accounts_registration",
        "SELECT * FROM accounts_pinletter",
        "SELECT * FROM accounts_registrationmismatch",
        "INSERT INTO accounts_registrationmismatch VALUES ('x', now(), 1)",
    ],
)
def test_web_writes_registrations_and_reads_nothing_back(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_public")
        with pytest.raises(utils.ProgrammingError, match="permission denied"):
            cursor.execute(statement)


@pytest.fixture
def letter_in_review() -> PinLetter:
    """Anna's letter, held back because her address is new."""
    anna(address_since=timezone.localdate()).save(force_insert=True)
    registered()
    matched()
    return the_letter()


def test_released_letter_is_to_be_printed(letter_in_review: PinLetter, fischer: User) -> None:
    release_letter(by=fischer, letter=letter_in_review.pk, note="Umzug telefonisch bestätigt")

    letter = the_letter()
    assert (letter.state, letter.decided_by, letter.decision_note, letter.ended_at) == (
        "requested",
        "fischer",
        "Umzug telefonisch bestätigt",
        None,
    )
    by_people = StaffAccess.objects.exclude(by="timer")
    assert list(by_people.values_list("by", "record")) == [("fischer", str(letter.pk))]


def test_refused_letter_is_discarded_and_another_may_be_requested(letter_in_review: PinLetter, fischer: User) -> None:
    refuse_letter(by=fischer, letter=letter_in_review.pk, note="Nicht erreichbar")
    registered()

    assert (the_letter().state, the_letter().ended_at) == ("discarded", the_letter().decided_at)
    assert matched() == "review: 1\n"


def test_second_decision_is_refused(letter_in_review: PinLetter, fischer: User) -> None:
    release_letter(by=fischer, letter=letter_in_review.pk, note="Bestätigt")

    with pytest.raises(NotInReviewError):
        refuse_letter(by=fischer, letter=letter_in_review.pk, note="Doch nicht")

    assert the_letter().decision_note == "Bestätigt"


def test_letter_of_another_ikk_cannot_be_decided(letter_in_review: PinLetter, fischer: User) -> None:
    PinLetter.objects.update(region=Region.objects.get(slug="bayern"))

    with pytest.raises(NotInReviewError):
        release_letter(by=fischer, letter=letter_in_review.pk, note="Bestätigt")


def test_protected_letter_is_for_holders_of_that_role_only(letter_in_review: PinLetter, fischer: User) -> None:
    PinLetter.objects.update(is_protected=True)
    with pytest.raises(NotInReviewError):
        release_letter(by=fischer, letter=letter_in_review.pk, note="Bestätigt")

    fischer.groups.add(Group.objects.get(name="Geschützte Akten"))

    release_letter(by=User.objects.get(pk=fischer.pk), letter=letter_in_review.pk, note="Bestätigt")


def test_nobody_sees_letters_of_all_ikks(letter_in_review: PinLetter, fischer: User) -> None:
    fischer.region = None

    assert not PinLetter.objects.visible_to(fischer).exists()


# How far the letters are


def progress() -> LetterProgress:
    return LetterProgress.objects.get(region__institutionskennzeichen=RHEINLAND)


def test_without_waiting_letters_everything_until_yesterday_is_posted() -> None:
    matched()

    today = timezone.localdate()
    assert (progress().registered_until, progress().changed_on) == (today - timedelta(days=1), today)
    assert LetterProgress.objects.count() == Region.objects.count()


def test_waiting_letter_holds_its_own_ikk_back_and_no_other() -> None:
    anna().save(force_insert=True)
    registered()
    matched()
    today = timezone.localdate()
    PinLetter.objects.update(requested_at=timezone.now() - timedelta(days=3))
    LetterProgress.objects.all().delete()

    note_progress(timezone.now())

    assert progress().registered_until == today - timedelta(days=4)
    other = LetterProgress.objects.get(region__institutionskennzeichen=NORD)
    assert other.registered_until == today - timedelta(days=1)


def test_progress_never_goes_back(letter_in_review: PinLetter, fischer: User) -> None:
    before = progress().registered_until
    PinLetter.objects.update(requested_at=timezone.now() - timedelta(days=9))
    release_letter(by=fischer, letter=letter_in_review.pk, note="Bestätigt")

    matched()

    assert progress().registered_until == before
