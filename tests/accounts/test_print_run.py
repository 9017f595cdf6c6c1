"""The print run: whose address, which secrets, what goes back, what is left when the printer fails."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.actions import NotPossibleNow, PrintInterrupted, settle_abandoned_parts
from accounts.models import PinCredential, PinLetter, PrintBatch, PrintPart, User
from accounts.pins import PepperedArgon2, is_unlock_code, material
from accounts.sheets import CannotPrint, Sheet
from bestand.models import InsuredPerson
from privacy.models import StaffAccess
from tests.accounts.printing import (
    NUMBERS,
    Printer,
    batch_in,
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
    return desk_user("vogt")


@pytest.fixture
def letters(db: None) -> list[PinLetter]:
    for number in NUMBERS[:4]:
        on_file(number)
    return [requested(number) for number in NUMBERS[:4]]


@pytest.fixture
def batch(vogt: User, fischer: User, letters: list[PinLetter]) -> PrintBatch:
    return released_batch(vogt, fischer, letters)


def states() -> list[str]:
    return sorted(PinLetter.objects.values_list("state", flat=True))


def test_each_letter_gets_secrets_that_open_its_account_only(batch: PrintBatch) -> None:
    printer = Printer()

    parts = print_all(batch, printer, sheets=3)

    assert [(part.number, part.sheets, part.sent_back) for part in parts] == [(1, 3, 0), (2, 1, 0)]
    assert [len(part) for part in printer.parts] == [3, 1]
    assert states() == ["printing"] * 4
    for letter in PinLetter.objects.all():
        sheet, kept = printer.sheets[letter.pk], PinCredential.objects.get(number=letter.number)
        assert (kept.pending_letter, kept.active_pin) == (letter.pk, "")
        assert kept.pending_valid_until == letter.valid_until == timezone.localdate() + timedelta(days=45)
        assert PepperedArgon2().verify(material(letter.kind, letter.number, sheet["pin"]), kept.pending_pin)
        assert is_unlock_code(letter.kind, letter.number, sheet["unlock_code"], kept.pending_unlock_code)
    assert len({sheet["pin"] for sheet in printer.sheets.values()}) == 4
    operator = StaffAccess.objects.filter(by="Ott, Technik").order_by("at").values_list("detail", flat=True)
    assert list(operator) == ["Test: Teil 1, Briefe: 3", "Test: Teil 2, Briefe: 1"]


def test_letter_goes_to_the_address_on_file_when_it_is_printed(batch: PrintBatch, letters: list[PinLetter]) -> None:
    InsuredPerson.objects.filter(number=letters[0].number).update(street="Neue Straße 1", town="Bonn")
    printer = Printer()

    print_all(batch, printer)

    assert "Neue Straße 1" in printer.sheets[letters[0].pk]["address"]
    assert "Zülpicher Straße 12" in printer.sheets[letters[1].pk]["address"]


def test_letter_to_a_guardian_says_whose_it_is(batch: PrintBatch, letters: list[PinLetter]) -> None:
    guarded = InsuredPerson.objects.filter(number=letters[0].number)
    guarded.update(delivery_name="Büro Nehl", delivery_street="Ring 1", delivery_town="Köln", delivery_postcode="50667")
    printer = Printer()

    print_all(batch, printer)

    whose = {pk: sheet["on_behalf_of"] for pk, sheet in printer.sheets.items()}
    assert whose == {letter.pk: "Dr. Anna Müller-Lüdenscheidt" if letter == letters[0] else "" for letter in letters}
    assert printer.sheets[letters[0].pk]["address"] == "Büro Nehl\nRing 1\n50667 Köln"


def test_letter_that_cannot_be_printed_goes_back_with_the_reason(batch: PrintBatch, letters: list[PinLetter]) -> None:
    InsuredPerson.objects.filter(number=letters[0].number).delete()
    InsuredPerson.objects.filter(number=letters[1].number).update(street="W" * 46)
    too_much = str(letters[2].pk).upper()

    def paper(sheets: Sequence[Sheet]) -> bytes:
        for sheet in sheets:
            if sheet.letter_id == too_much:
                raise CannotPrint(sheet.letter_id, "Der Brief passt nicht auf ein Blatt.")
        return plain_paper(sheets)

    (part,) = print_all(batch, printer := Printer(), make_pdf=paper)

    assert (part.sheets, part.sent_back) == (1, 3)
    problems = dict(PinLetter.objects.filter(state="requested").values_list("number", "problem"))
    assert problems[letters[0].number] == "Die Nummer steht nicht mehr im Bestand."
    assert "mm zu lang für das Fenster" in problems[letters[1].number]
    assert problems[letters[2].number] == "Der Brief passt nicht auf ein Blatt."
    assert list(printer.sheets) == [letters[3].pk]
    assert list(PinCredential.objects.values_list("number", flat=True)) == [letters[3].number]


def test_batch_of_which_nothing_can_be_printed_is_done(batch: PrintBatch) -> None:
    InsuredPerson.objects.all().delete()

    print_all(batch, printer := Printer())

    batch.refresh_from_db()
    assert (batch.state, states(), printer.parts) == ("printed", ["requested"] * 4, [])
    assert not PrintPart.objects.exists()


def test_printer_that_fails_leaves_dead_secrets(batch: PrintBatch) -> None:
    def jam(pdf: bytes) -> None:
        raise OSError("out of paper")

    with pytest.raises(PrintInterrupted, match="out of paper"):
        print_all(batch, jam, sheets=3)

    assert states() == ["released", "unclear", "unclear", "unclear"]
    assert not PinCredential.objects.exists()
    part = PrintPart.objects.get()
    assert (part.sheets, part.spoiled, part.handed_over_at) == (3, 3, None)


def test_paper_that_fails_prints_nothing_and_the_next_run_takes_all(batch: PrintBatch) -> None:
    def broken(sheets: Sequence[Sheet]) -> bytes:
        raise RuntimeError("no font")

    with pytest.raises(RuntimeError, match="no font"):
        print_all(batch, Printer(), make_pdf=broken)
    assert states() == ["released"] * 4
    assert not PinCredential.objects.exists()

    print_all(batch, printer := Printer())

    assert len(printer.sheets) == 4
    assert settle_abandoned_parts() == 0


def test_posted_unused_letter_dies_when_its_replacement_is_printed(
    vogt: User, fischer: User, letters: list[PinLetter]
) -> None:
    posted(vogt, fischer, letters[:1])
    newer = requested(letters[0].number)

    _, printer = posted(vogt, fischer, [newer])

    letters[0].refresh_from_db()
    newer.refresh_from_db()
    assert (letters[0].state, newer.state) == ("replaced", "posted")
    kept = PinCredential.objects.get()
    assert kept.pending_letter == newer.pk
    assert PepperedArgon2().verify(
        material(newer.kind, newer.number, printer.sheets[newer.pk]["pin"]), kept.pending_pin
    )


def test_pin_in_use_stays_while_the_new_one_is_on_its_way(vogt: User, fischer: User, letters: list[PinLetter]) -> None:
    used = letter_in("activated")
    on_file(used.number)
    PinCredential.objects.create(
        kind="insured",
        number=used.number,
        active_pin="a",
        active_unlock_code="b",
        active_letter=used.pk,
        changed_at=timezone.now(),
    )
    newer = requested(used.number)

    posted(vogt, fischer, [newer])

    kept = PinCredential.objects.get(number=used.number)
    assert (kept.active_pin, kept.active_letter, kept.pending_letter) == ("a", used.pk, newer.pk)
    used.refresh_from_db()
    assert used.state == "activated"


@pytest.mark.parametrize("state", ["open", "submitted", "refused", "posted"])
def test_batch_that_is_not_released_is_not_printed(state: str) -> None:
    with pytest.raises(NotPossibleNow):
        print_all(batch_in(state), Printer())


def test_command_needs_somebody_and_a_batch(capfd: Any) -> None:
    with pytest.raises(CommandError, match="--by, --reason"):
        call_command("print_pin_letters", "--batch", "1")
    with pytest.raises(CommandError, match="There is no released batch 4711"):
        call_command("print_pin_letters", "--batch", "4711", "--by", "Ott", "--reason", "Test", "--to-command", "true")
