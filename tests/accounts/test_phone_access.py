"""The access at the phone desk: told from the account, blocked, and opened by a letter that is asked for later."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from accounts.actions.phone import look_up
from accounts.models import PinCredential, PinLetter, User
from bestand.models import InsuredPerson
from bestand.numbers import Versichertennummer
from tests.accounts.matching import matched
from tests.accounts.members import NEW_PIN, credentials, member, reader_of
from tests.accounts.phoning import NUMBER, call, seen, trail
from tests.accounts.printing import desk_user, letter_in, posted
from tests.accounts.signing_in import WRONG, outcome
from tests.bestand.rows import account, brandt
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])
BLOCK = {"step": "block", "reason": "Jemand anderes kennt die PIN", "sure": "Ja"}
NOTE = "Am Telefon gesperrt: Jemand anderes kennt die PIN"


@pytest.fixture
def desk() -> RoleClient:
    """A client signed in as Frau Telgen, who answers the phone of the Muster-IKK Rheinland."""
    return signed_in(User.objects.get(username="telgen"))


def test_letter_that_nobody_has_used_makes_no_access_and_blocks_none(desk: RoleClient) -> None:
    letter_in("posted")

    page = call(desk, **BLOCK)

    assert "Der Stand hat sich gerade geändert" in page
    assert "Zugang noch nicht benutzt" in page
    assert "Zugang sperren" not in page
    assert PinLetter.objects.get().state == "posted"


def test_access_is_in_use_since_its_letter_was_first_used(desk: RoleClient, anna: User) -> None:
    PinLetter.objects.update(activated_at=datetime(2026, 11, 3, 12, tzinfo=UTC))

    page = call(desk)

    assert "Zugang in Benutzung In Benutzung seit 3. November 2026" in page
    assert "„Ihr Zugang ist seit dem 3. November 2026 in Benutzung.“" in page
    assert trail() == [seen(PinLetter.objects.get())]


def test_access_is_blocked_after_one_more_question(desk: RoleClient, anna: User) -> None:
    letter = PinLetter.objects.get()
    asked = call(desk, step="block")
    assert "Zugang sperren? Mit der PIN kann sich dann niemand mehr anmelden" in asked
    assert "Stand Zugang in Benutzung" in asked

    page = call(desk, **BLOCK)

    anna.refresh_from_db()
    assert anna.blocked_at is not None
    assert "Der Zugang ist gesperrt." in page
    assert "Zugang gesperrt Gesperrt seit" in page
    assert "bis ein neuer Brief zum ersten Mal benutzt wird" in page
    assert "Zugang sperren" not in page
    assert "Der Stand hat sich gerade geändert" in call(desk, **BLOCK)
    changed = ("telgen", "change", "accounts.User", str(anna.pk), NOTE)
    assert trail() == [seen(letter), seen(letter), changed, seen(letter), seen(letter)]
    assert PinLetter.objects.get().state == "activated"


def test_only_the_right_pin_learns_that_the_access_is_blocked(desk: RoleClient, anna: User) -> None:
    call(desk, **BLOCK)

    assert outcome(credentials()) == ("AccountClosed", "blocked")
    assert outcome(credentials(pin=WRONG)) == ("WrongCredentials", 4)


def test_access_older_than_its_letters_is_found_and_blocked(desk: RoleClient, anna: User) -> None:
    PinLetter.objects.all().delete()  # a year has passed
    User.objects.filter(pk=anna.pk).update(created_at=datetime(2024, 5, 17, 12, tzinfo=UTC))

    assert "Zugang in Benutzung In Benutzung seit 17. Mai 2024" in call(desk)
    assert "Zugang gesperrt Gesperrt seit" in call(desk, **BLOCK)

    told = ("telgen", "view", "accounts.User", str(anna.pk), "Auskunft am Telefon, Briefe: 0")
    assert trail() == [told, told, ("telgen", "change", "accounts.User", str(anna.pk), NOTE), told]
    assert outcome(credentials()) == ("AccountClosed", "blocked")


def test_access_of_a_company_is_found_by_any_establishment(desk: RoleClient) -> None:
    for number in ("09912342", "15027365"):
        brandt(number=number).save(force_insert=True)
    account().save(force_insert=True)
    company = member("09912342", "employer")
    PinLetter.objects.all().delete()

    assert "Der Zugang ist gesperrt." in call(desk, "15027365", **BLOCK)

    company.refresh_from_db()
    assert company.blocked_at is not None


def test_protected_access_is_for_holders_of_that_role(anna: User) -> None:
    PinLetter.objects.all().delete()
    InsuredPerson.objects.update(is_protected=True)
    number = Versichertennummer.parse(NUMBER)

    assert look_up(by=desk_user("gerda", "rheinland", "Geschützte Akten"), number=number).member == anna
    assert look_up(by=desk_user("nora", "nord", "Geschützte Akten"), number=number).member is None


def test_letter_asked_for_after_the_block_opens_the_access_again(desk: RoleClient, anna: User, fischer: User) -> None:
    reader_of(NUMBER, pin=NEW_PIN)
    call(desk, **BLOCK)
    assert outcome(credentials(pin=NEW_PIN)) == ("WrongCredentials", 4)  # it was on its way, and is discarded
    assert "„Möchten Sie einen neuen Brief?" in call(desk)

    call(desk, step="request", key=uuid4(), letter_form="normal", sure="Ja")
    assert matched() == "requested: 1\n"
    letter = PinLetter.objects.get(state="requested")
    assert "„Melden Sie sich mit der PIN aus dem neuen Brief an." in call(desk)
    _, printer = posted(desk_user("vogt"), fischer, [letter])
    pin = printer.sheets[letter.pk]["pin"]

    assert outcome(credentials()) == ("AccountClosed", "blocked")
    assert outcome(credentials(pin=pin)) == ("SignedIn", NUMBER)
    assert outcome(credentials())[0] == "WrongCredentials"
    assert "Zugang in Benutzung" in call(desk)
    assert PinCredential.objects.get().active_letter == letter.pk


def test_sheet_that_a_block_has_ended_in_the_house_is_to_be_destroyed(desk: RoleClient, anna: User) -> None:
    letter = letter_in("printed")

    page = call(desk, **BLOCK)

    assert f"dass das Blatt vernichtet werden muss: Brief {str(letter.pk).upper()}." in page
    assert ("telgen", "change", "accounts.PinLetter", str(letter.pk), NOTE) in trail()
