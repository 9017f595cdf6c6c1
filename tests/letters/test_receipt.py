"""The receipt of a case on paper: one sheet, readable and archivable, with what happens next and until when."""

from dataclasses import replace
from datetime import date

import pytest

from letters.engine import PaperError, sheets
from letters.letterhead import Letterhead
from letters.receipt import ReceiptData
from tests.letters.printed import Printed

RECEIPT = ReceiptData(
    letterhead=Letterhead(
        name="Muster-IKK Rheinland",
        legal_name="Muster-Innungskrankenkasse Rheinland",
        street="Musterallee 47",
        postcode="50667",
        town="Köln",
        phone="0221 4710 100",
    ),
    name="Dr. Anna Müller",
    title="Anschrift ändern",
    number="V-7KQ2-M9XD",
    submitted_on=date(2026, 11, 26),
    steps=("Wir tragen die neue Anschrift ein.", "Danach gehen alle Briefe dorthin."),
    result_by=date(2026, 12, 10),
)


def test_receipt_says_what_was_asked_for_when_and_what_comes_next_on_one_sheet() -> None:
    pdf = RECEIPT.pdf()
    (page,) = Printed(pdf).pages

    assert sheets(pdf) == 1
    assert page.text == (
        "Muster-IKK Rheinland Quittung: Anschrift ändern Vorgangsnummer V-7KQ2-M9XD Eingegangen am 26. November 2026 "
        "Für Dr. Anna Müller Wie es weitergeht 1. Wir tragen die neue Anschrift ein. 2. Danach gehen alle Briefe "
        "dorthin. Spätestens am 10. Dezember 2026 ist alles erledigt. Haben Sie bis dahin nichts von uns gehört, "
        "rufen Sie uns bitte an: 0221 4710 100. Nennen Sie dann die Vorgangsnummer. Was Sie eingegeben haben, steht "
        "nicht auf dieser Quittung: Es wurde beim Absenden so verschlüsselt, dass nur Ihre IKK es lesen kann. "
        "Seite 1 von 1 Muster-Innungskrankenkasse Rheinland Musterallee 47 · 50667 Köln"
    )


def test_receipt_without_a_name_or_a_day_says_who_to_ask() -> None:
    (page,) = Printed(replace(RECEIPT, name="", result_by=None).pdf()).pages

    assert "Für" not in page.text
    assert "Spätestens" not in page.text
    assert "Haben Sie Fragen, rufen Sie uns bitte an: 0221 4710 100. Nennen Sie dann die Vorgangsnummer." in page.text


def test_same_case_gives_the_same_bytes() -> None:
    assert RECEIPT.pdf() == RECEIPT.pdf()


def test_name_that_cannot_be_printed_is_refused_and_not_repeated() -> None:
    with pytest.raises(PaperError) as refusal:
        replace(RECEIPT, name="\u4e2d\u6587").pdf()

    assert "\u4e2d" not in str(refusal.value)
