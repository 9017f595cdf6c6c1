"""Batches and sheets as the desks use them, under the desk's database role."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from accounts.actions import (
    ContentChanged,
    CountsDiffer,
    LettersNotReady,
    NotPossibleNow,
    NotReleased,
    OwnBatch,
    confirm_part,
    discard_letter,
    expire_letters,
    make_batch,
    make_reprint_batch,
    mark_misprint,
    mark_part_unclear,
    note_progress,
    post_batch,
    print_next_part,
    refuse_batch,
    release_batch,
    return_letter,
    submit_batch,
    take_out,
)
from accounts.models import LetterProgress, PinCredential, PinLetter, PrintBatch, User
from privacy.models import StaffAccess
from tests.accounts.printing import (
    NUMBERS,
    OPERATOR,
    Printer,
    desk_user,
    letter_in,
    on_file,
    plain_paper,
    posted,
    print_all,
    released_batch,
    requested,
)

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


@pytest.fixture
def vogt(db: None) -> User:
    """Frau Vogt of PIN-Versand in the Rhineland."""
    return desk_user("vogt")


@pytest.fixture
def letters(db: None) -> list[PinLetter]:
    """Four letters that wait, to people on file."""
    for number in NUMBERS[:4]:
        on_file(number)
    return [requested(number) for number in NUMBERS[:4]]


@pytest.fixture
def at_the_desk(vogt: User, fischer: User, letters: list[PinLetter]) -> Iterator[None]:
    """From here on under the role of the staff area."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_staff")
        yield
        cursor.execute("RESET ROLE")


def states() -> list[str]:
    return sorted(PinLetter.objects.values_list("state", flat=True))


def trail() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    return list(StaffAccess.objects.order_by("at").values_list("by", "action", "detail"))


@pytest.fixture
def batch(at_the_desk: None, vogt: User, letters: list[PinLetter]) -> PrintBatch:
    return make_batch(by=vogt, region=letters[0].region, letters=[letter.pk for letter in letters])


def test_batch_takes_the_way_from_maker_to_releaser(batch: PrintBatch, vogt: User, fischer: User) -> None:
    assert (batch.state, batch.made_by, batch.is_protected, states()) == ("open", "vogt", False, ["batched"] * 4)

    submit_batch(by=vogt, batch=batch.pk)
    batch.refresh_from_db()
    with pytest.raises(OwnBatch):
        release_batch(by=vogt, batch=batch.pk, content=batch.content_hash)
    with pytest.raises(ContentChanged):
        release_batch(by=fischer, batch=batch.pk, content="something else")
    assert states() == ["batched"] * 4
    release_batch(by=fischer, batch=batch.pk, content=batch.content_hash)

    batch.refresh_from_db()
    assert (batch.state, batch.released_by, states()) == ("released", "fischer", ["released"] * 4)
    assert trail() == [
        ("vogt", "add", "Briefe: 4"),
        ("vogt", "change", "Vorgelegt"),
        ("fischer", "change", "Freigegeben"),
    ]


def test_change_after_the_release_voids_it(
    batch: PrintBatch, vogt: User, fischer: User, letters: list[PinLetter]
) -> None:
    submit_batch(by=vogt, batch=batch.pk)
    batch.refresh_from_db()
    seen = batch.content_hash
    release_batch(by=fischer, batch=batch.pk, content=seen)

    take_out(by=fischer, batch=batch.pk, letters=[letters[0].pk])

    batch.refresh_from_db()
    assert (batch.state, batch.released_by, batch.content_hash) == ("open", "", "")
    assert states() == ["batched"] * 3 + ["requested"]
    submit_batch(by=vogt, batch=batch.pk)
    with pytest.raises(ContentChanged):
        release_batch(by=fischer, batch=batch.pk, content=seen)


def test_batch_that_lost_all_letters_is_refused(batch: PrintBatch, vogt: User, letters: list[PinLetter]) -> None:
    take_out(by=vogt, batch=batch.pk, letters=[letter.pk for letter in letters])

    batch.refresh_from_db()
    assert (batch.state, batch.refused_by, states()) == ("refused", "vogt", ["requested"] * 4)


def test_refused_batch_gives_its_letters_back(batch: PrintBatch, vogt: User, fischer: User) -> None:
    submit_batch(by=vogt, batch=batch.pk)

    refuse_batch(by=fischer, batch=batch.pk, note="Zu viele")

    batch.refresh_from_db()
    assert (batch.state, batch.refused_by, batch.refused_note) == ("refused", "fischer", "Zu viele")
    assert states() == ["requested"] * 4
    for action in (submit_batch, lambda **a: refuse_batch(note="Noch einmal", **a)):
        with pytest.raises(NotPossibleNow):
            action(by=fischer, batch=batch.pk)


def test_only_waiting_letters_of_the_own_ikk_get_into_a_batch(vogt: User, letters: list[PinLetter]) -> None:
    region = letters[0].region
    foreign = requested("B123456782", "bayern")
    secret = requested("A123456780", is_protected=True)

    for wrong in ([], [foreign.pk], [secret.pk], [uuid4()], [letters[0].pk, foreign.pk]):
        with pytest.raises(LettersNotReady):
            make_batch(by=vogt, region=region, letters=wrong)
    make_batch(by=vogt, region=region, letters=[letters[0].pk])
    with pytest.raises(LettersNotReady):
        make_batch(by=vogt, region=region, letters=[letters[0].pk])


def test_batch_with_protected_letters_is_for_holders_of_that_role(fischer: User, letters: list[PinLetter]) -> None:
    insider = desk_user("ihde", "rheinland", "Geschützte Akten")
    secret = requested("A123456780", is_protected=True)
    batch = make_batch(by=insider, region=secret.region, letters=[secret.pk, letters[0].pk])
    submit_batch(by=insider, batch=batch.pk)
    batch.refresh_from_db()

    assert batch.is_protected
    with pytest.raises(NotPossibleNow):
        release_batch(by=fischer, batch=batch.pk, content=batch.content_hash)
    fischer.groups.add(Group.objects.get(name="Geschützte Akten"))
    release_batch(by=User.objects.get(pk=fischer.pk), batch=batch.pk, content=batch.content_hash)


def test_batches_and_letters_of_another_ikk_do_not_exist(batch: PrintBatch, letters: list[PinLetter]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    stranger, national = desk_user("bauer", "bayern"), User.objects.get(username="sander")

    for by in (stranger, national):
        for action in (submit_batch, lambda **a: refuse_batch(note="x", **a)):
            with pytest.raises(NotPossibleNow):
                action(by=by, batch=batch.pk)
        with pytest.raises(NotPossibleNow):
            discard_letter(by=by, letter=letters[0].pk, note="x")
    assert states() == ["batched"] * 4


@pytest.fixture
def printed(vogt: User, fischer: User, letters: list[PinLetter]) -> PrintBatch:
    """A batch that lies at the printer in two parts."""
    batch = released_batch(vogt, fischer, letters)
    print_all(batch, Printer(), sheets=3)
    return batch


def parts(batch: PrintBatch) -> list[int]:
    return list(batch.parts.order_by("number").values_list("pk", flat=True))


def test_sheets_are_confirmed_part_by_part_and_posted(printed: PrintBatch, vogt: User, at_the_desk: None) -> None:
    first, second = parts(printed)
    note_progress(timezone.now())
    today = timezone.localdate()
    assert LetterProgress.objects.get(region=printed.region).registered_until == today - timedelta(days=1)
    confirm_part(by=vogt, part=first)
    with pytest.raises(NotPossibleNow):
        confirm_part(by=vogt, part=first)
    with pytest.raises(NotPossibleNow):
        post_batch(by=vogt, batch=printed.pk, enveloped=4, spoiled=0)
    confirm_part(by=vogt, part=second)

    for enveloped, spoiled in ((3, 0), (3, 1), (5, 0), (4, 1)):
        with pytest.raises(CountsDiffer):
            post_batch(by=vogt, batch=printed.pk, enveloped=enveloped, spoiled=spoiled)
    post_batch(by=vogt, batch=printed.pk, enveloped=4, spoiled=0)

    printed.refresh_from_db()
    assert (printed.state, printed.sheets, states()) == ("posted", 4, ["posted"] * 4)
    assert trail()[-1] == ("vogt", "change", "Zur Post gegeben")


def test_progress_waits_for_every_letter_that_is_still_to_be_posted(printed: PrintBatch) -> None:
    long_ago = timezone.now() - timedelta(days=10)
    PinLetter.objects.filter(pk=printed.letters.values("pk")[:1]).update(requested_at=long_ago)

    note_progress(timezone.now())

    progress = LetterProgress.objects.get(region=printed.region)
    assert progress.registered_until == timezone.localdate(long_ago) - timedelta(days=1)


def test_misprint_goes_into_a_reprint_with_new_secrets(printed: PrintBatch, vogt: User, fischer: User) -> None:
    first, second = parts(printed)
    spoiled = PinLetter.objects.get(part=first, sheet=2)
    before = PinCredential.objects.get(number=spoiled.number).pending_pin
    confirm_part(by=vogt, part=first)
    confirm_part(by=vogt, part=second)

    assert mark_misprint(by=vogt, part=first, from_sheet=2, to_sheet=2) == 1

    spoiled.refresh_from_db()
    assert (spoiled.state, spoiled.is_reprint, spoiled.batch) == ("requested", True, None)
    assert not PinCredential.objects.filter(number=spoiled.number).exists()
    with pytest.raises(NotPossibleNow):
        mark_misprint(by=vogt, part=first, from_sheet=2, to_sheet=2)
    with pytest.raises(CountsDiffer):
        post_batch(by=vogt, batch=printed.pk, enveloped=4, spoiled=0)
    post_batch(by=vogt, batch=printed.pk, enveloped=3, spoiled=1)
    with pytest.raises(LettersNotReady):
        make_batch(by=vogt, region=printed.region, letters=[spoiled.pk])
    again = make_reprint_batch(by=vogt, region=printed.region)
    assert (again.is_reprint, list(again.letters.all())) == (True, [spoiled])
    with pytest.raises(NotPossibleNow):
        print_next_part(by=OPERATOR, reason="x", batch=again.pk, make_pdf=plain_paper, sink=Printer())
    submit_batch(by=vogt, batch=again.pk)
    again.refresh_from_db()
    release_batch(by=fischer, batch=again.pk, content=again.content_hash)
    print_all(again, Printer())
    assert PinCredential.objects.get(number=spoiled.number).pending_pin not in ("", before)


def test_part_nobody_is_sure_of_is_reprinted_as_a_whole(printed: PrintBatch, vogt: User) -> None:
    first, second = parts(printed)

    mark_part_unclear(by=vogt, part=first)
    confirm_part(by=vogt, part=second)

    assert states() == ["printed", "unclear", "unclear", "unclear"]
    assert PinCredential.objects.count() == 1
    post_batch(by=vogt, batch=printed.pk, enveloped=1, spoiled=3)
    again = make_reprint_batch(by=vogt, region=printed.region)
    assert again.letters.count() == 3
    assert states() == ["batched", "batched", "batched", "posted"]


def test_discarded_sheet_counts_as_spoiled(printed: PrintBatch, vogt: User, at_the_desk: None) -> None:
    first, second = parts(printed)
    letter = PinLetter.objects.get(part=second)

    discard_letter(by=vogt, letter=letter.pk, note="Am Telefon widerrufen")
    confirm_part(by=vogt, part=first)

    post_batch(by=vogt, batch=printed.pk, enveloped=3, spoiled=1)
    with pytest.raises(NotPossibleNow):
        discard_letter(by=vogt, letter=letter.pk, note="Noch einmal")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert PinCredential.objects.count() == 3
    assert ("vogt", "change", "Am Telefon widerrufen") in trail()


@pytest.mark.parametrize("state", ["requested", "review", "batched", "released", "unclear", "posted"])
def test_letter_is_discarded_from_every_state_before_its_use(vogt: User, state: str) -> None:
    letter = letter_in(state)

    discard_letter(by=vogt, letter=letter.pk, note="x")

    letter.refresh_from_db()
    assert letter.state == "discarded"


def test_letter_in_use_is_not_discarded(vogt: User) -> None:
    letter_in("activated")

    with pytest.raises(NotPossibleNow):
        discard_letter(by=vogt, letter=PinLetter.objects.get().pk, note="x")

    assert states() == ["activated"]


def test_returned_letter_opens_nothing(vogt: User, fischer: User, letters: list[PinLetter]) -> None:
    posted(vogt, fischer, letters)

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_staff")
        return_letter(by=vogt, letter=letters[0].pk)
        cursor.execute("RESET ROLE")

    assert states() == ["posted", "posted", "posted", "returned"]
    assert not PinCredential.objects.filter(number=letters[0].number).exists()
    with pytest.raises(NotPossibleNow):
        return_letter(by=vogt, letter=letters[0].pk)


def test_unused_letter_expires_after_its_last_day(vogt: User, fischer: User, letters: list[PinLetter]) -> None:
    posted(vogt, fischer, letters[:1])
    letter = PinLetter.objects.get(pk=letters[0].pk)
    assert letter.printed_at
    assert letter.valid_until == timezone.localdate(letter.printed_at) + timedelta(days=45)

    assert expire_letters(letter.printed_at + timedelta(days=45)) == 0
    assert expire_letters(letter.printed_at + timedelta(days=46)) == 1

    letter.refresh_from_db()
    assert (letter.state, PinCredential.objects.get().pending_letter) == ("expired", letter.pk)
    assert trail()[-1] == ("timer", "change", "Briefe abgelaufen: 1")


def test_nobody_at_the_desk_reads_hashes(vogt: User, fischer: User, letters: list[PinLetter]) -> None:
    posted(vogt, fischer, letters)

    for role, column in (("ikk_staff", "id"), ("ikk_public", "id"), ("ikk_jobs", "pending_pin")):
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_column_privilege(%s, 'accounts_pincredential', %s, 'SELECT')", [role, column])
            assert cursor.fetchone() == (False,)


def test_release_of_a_batch_that_was_tampered_with_prints_nothing(
    vogt: User, fischer: User, letters: list[PinLetter]
) -> None:
    batch = released_batch(vogt, fischer, letters)
    PinLetter.objects.filter(pk=letters[0].pk).update(letter_form="large")
    printer = Printer()

    with pytest.raises(NotReleased):
        print_all(batch, printer)

    assert printer.parts == []
