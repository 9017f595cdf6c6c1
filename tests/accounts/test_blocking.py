"""Access blocked at the phone: no PIN opens it, its sessions end, and only a later letter opens it again."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection, connections

from accounts.actions import NotPossibleNow, RegisterAway, block_access
from accounts.models import PinCredential, PinLetter, Session, User
from accounts.sessions import SessionStore
from bestand.models import InsuredPerson
from privacy.models import StaffAccess
from tests.accounts.members import NEW_PIN, member, reader_of
from tests.accounts.printing import desk_user, on_file

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])
ANNA = "A123456780"


@pytest.fixture
def anna() -> User:
    on_file(ANNA)
    return member(ANNA)


def block(by: User, number: str = ANNA) -> None:
    """Block as the staff area does."""
    roles = {"default": "ikk_staff", "bestand": "bestand_read"}
    for alias, role in roles.items():
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
    try:
        block_access(by=by, kind="insured", number=number, note="Brief verloren")
    finally:
        for alias in roles:
            with connections[alias].cursor() as cursor:
                cursor.execute("RESET ROLE")


def session_of(user: User) -> None:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store.create()


def test_block_ends_sessions_and_letters_on_their_way_and_leaves_the_hash(anna: User, sander: User) -> None:
    reader_of(ANNA, pin=NEW_PIN)
    session_of(anna)
    session_of(sander)
    vogt = desk_user("vogt")

    block(vogt)

    anna.refresh_from_db()
    first = anna.blocked_at
    kept = PinCredential.objects.get()
    assert first is not None
    assert (bool(kept.active_pin), kept.pending_letter) == (True, None)
    assert sorted(PinLetter.objects.values_list("state", flat=True)) == ["activated", "discarded"]
    assert [SessionStore().decode(row.session_data)[SESSION_KEY] for row in Session.objects.all()] == [str(sander.pk)]
    trail = StaffAccess.objects.filter(by="vogt").order_by("at").values_list("kind", "record", "detail")
    assert list(trail)[-1] == ("accounts.User", str(anna.pk), "Brief verloren")

    block(vogt)
    anna.refresh_from_db()
    assert anna.blocked_at == first


def test_letter_alone_is_discarded() -> None:
    on_file(ANNA)
    reader_of(ANNA)

    block(desk_user("vogt"))

    assert (PinLetter.objects.get().state, User.objects.filter(kind="insured").count()) == ("discarded", 0)
    with pytest.raises(NotPossibleNow):
        block(User.objects.get(username="vogt"))


@pytest.mark.parametrize("letters_are_kept", [True, False])
def test_access_of_another_ikk_does_not_exist(anna: User, letters_are_kept: bool) -> None:
    if not letters_are_kept:
        PinLetter.objects.all().delete()

    with pytest.raises(NotPossibleNow):
        block(desk_user("nora", "nord"))

    anna.refresh_from_db()
    assert anna.blocked_at is None


def test_access_whose_letter_is_no_longer_on_record_can_be_blocked(anna: User) -> None:
    PinLetter.objects.all().delete()

    block(desk_user("vogt"))

    anna.refresh_from_db()
    assert anna.blocked_at is not None


def test_protected_file_is_for_those_who_may_open_it(anna: User) -> None:
    PinLetter.objects.all().delete()
    InsuredPerson.objects.filter(number=ANNA).update(is_protected=True)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")

    with pytest.raises(NotPossibleNow):
        block(desk_user("vogt"))
    block(desk_user("gerda", "rheinland", "Geschützte Akten"))

    anna.refresh_from_db()
    assert anna.blocked_at is not None


def test_register_that_is_away_blocks_nothing(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    PinLetter.objects.all().delete()
    monkeypatch.setitem(connections["bestand"].settings_dict, "NAME", "no_such_database")
    connections["bestand"].close()

    with pytest.raises(RegisterAway):
        block_access(by=desk_user("vogt"), kind="insured", number=ANNA, note="x")

    connections["bestand"].close()
    anna.refresh_from_db()
    assert anna.blocked_at is None


def test_number_without_anything_has_nothing_to_block() -> None:
    on_file(ANNA)

    with pytest.raises(NotPossibleNow):
        block(desk_user("vogt"))
