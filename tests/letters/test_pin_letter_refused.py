"""Letters that cannot be printed, and texts that mean to be something else than text."""

import unicodedata
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from letters.address_window import Fault, fits, plain
from letters.engine import PaperError
from letters.pin_letter import Form, LetterProblem, pin_letter, pin_letters, problem_of
from tests.letters.printed import ANNA, BRANDT, NORD

SECRETS = "PIN oder Entsperrcode haben nicht die Form „1234 5678“ und „482 015 967 330 741 268“."
LETTER_ID = "Die Briefnummer darf nur Ziffern, Großbuchstaben und Bindestriche haben, höchstens 36."
MISSING = "Dem Brief fehlt der Name der IKK, ihr Telefon, die Anrede oder die Adresse des Portals."
RETURN_LINE = "Die Absenderzeile über der Anschrift ist zu lang. Bitte kürzen Sie Name oder Anschrift der IKK."
INFORMATION = "Der Informationsblock ist zu lang. Bitte kürzen Sie die Telefonzeiten oder Adressen der IKK."
FOOTER = "Die Fußzeile ist zu lang. Bitte kürzen Sie den vollen Namen oder die Anschrift der IKK."
BROKEN = "\ufffe"  # what PDFium says for the hyphen at the end of a line
HOURS = "von 8 bis 18 Uhr, " * 30


def without_marks(text: str) -> str:
    """Return ``text`` without blanks, breaks and accents, which readers of PDF put in different places."""
    return "".join(
        char
        for char in unicodedata.normalize("NFKD", text)
        if not (char.isspace() or unicodedata.combining(char) or char == BROKEN)
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pin": "12345678"}, SECRETS),
        ({"unlock_code": "482-015-967-330-741-268"}, SECRETS),
        ({"unlock_code": "482 015 967 330 741 26O"}, SECRETS),
        ({"pin": "١٢٣٤ ٥٦٧٨"}, SECRETS),
        ({"letter_id": "a/b"}, LETTER_ID),
        (
            {"on_behalf_of": "山"},
            "Der Name der Person, für die der Brief ist, enthält ein Zeichen, das die Briefschrift nicht hat.",
        ),
        ({"on_behalf_of": "A " * 3000}, "Der Brief passt nicht auf ein Blatt. Bitte kürzen Sie den Briefkopf."),
        ({"on_behalf_of": "W" * 45}, "Der Name der Person, für die der Brief ist, passt nicht in eine Zeile."),
        ({"number_ending": "6789"}, "Von der Nummer dürfen höchstens die letzten drei Zeichen im Brief stehen."),
        (
            {"address": ("Anna", "山", "K")},
            "Zeile 2 der Anschrift enthält ein Zeichen, das die Briefschrift nicht hat.",
        ),
        ({"address": ("A",) * 7}, "Die Anschrift hat 7 Zeilen. Ins Fenster des Briefumschlags passen 6."),
        ({"salutation": "Hallo \U0001f600"}, "Die Anrede enthält ein Zeichen, das die Briefschrift nicht hat."),
        ({"salutation": "\u200b "}, MISSING),
        ({"letterhead": replace(NORD, phone="")}, MISSING),
        ({"letterhead": replace(NORD, town="Hamburg" * 9)}, RETURN_LINE),
        ({"letterhead": replace(NORD, phone_hours=HOURS)}, INFORMATION),
        ({"letterhead": replace(NORD, legal_name="Muster-IKK " * 60)}, FOOTER),
        ({"letterhead": replace(NORD, phone="0800 000 " * 60, phone_hours=""), "form": Form.LARGE}, INFORMATION),
        (
            {"portal_address": "www.ikk.example " * 40},
            "Der Brief passt nicht auf ein Blatt. Bitte kürzen Sie den Briefkopf.",
        ),
    ],
)
def test_letter_that_cannot_be_printed_is_named_with_its_reason(changes: dict[str, Any], message: str) -> None:
    bad = replace(replace(ANNA, letter_id="SCHLECHT-1"), **changes)

    with pytest.raises(LetterProblem) as caught:
        list(pin_letters([ANNA, bad, BRANDT]))

    assert (caught.value.letter_id, str(caught.value)) == (bad.letter_id, message)


HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    "#panic()",
    "*fett* _schräg_ $x^2$ `roh` <marke> @verweis",
    "\\",
    "\"'}{][)(",
    "= Titel",
    "- Punkt",
    "// weg",
    "/* weg */",
    "https://example.org",
    "a~b---c",
    "\u202eAnna",
    "Anna\x00",
    "\ud800",
    "A\u0301\u0323",
    "\U0001f600",
    "שלום",
    "e\u200dr",
    "ﬁﬂ",
    "\u00ad",
]
any_text = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.text('#$*_`@<>\\"{}[]()=-/~+&%', max_size=30),
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(name=any_text, salutation=any_text, town=any_text, portal=any_text, whose=any_text)
@example(name='#read("/etc/passwd")', salutation="#panic()", town="$x$", portal="*a*", whose="#a")
def test_hostile_text_stands_on_paper_as_it_is_or_is_refused(
    name: str, salutation: str, town: str, portal: str, whose: str
) -> None:
    letter = replace(
        ANNA,
        letterhead=replace(NORD, name=f"IKK {name}", town=f"B {town}"),
        address=tuple(line for line in (plain(name), "50667 Köln") if line),
        salutation=f"Tag {salutation}",
        portal_address=f"www {portal}",
        on_behalf_of=f"Frau {whose}",
    )
    try:
        pdf = pin_letter(letter)
    except PaperError as problem:
        message = str(problem)
    else:
        message = ""
    if message:
        assert message.endswith(".")
        assert problem_of(letter) in {None, message}
        return
    text = without_marks(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range())
    for given_text in (name, f"IKK{name}", f"Tag{salutation},", f"B{town}", f"Seitewww{portal}.", f"vonFrau{whose}für"):
        assert without_marks(plain(given_text)) in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_address_is_what_the_window_says(hostile: str) -> None:
    problem = fits((hostile, "50667 Köln"))

    assert problem is None or problem.code in {Fault.UNPRINTABLE, Fault.BLANK_LINE, Fault.TOO_WIDE}
    assert problem is None or problem_of(replace(ANNA, address=(hostile, "50667 Köln"))) == problem.message
