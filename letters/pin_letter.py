"""The letter with PIN and Entsperrcode: one sheet each, in parts, made in memory and kept nowhere.

The secrets stand in the lower two thirds of the sheet, far from the window, and neither in the title nor in any
other description of the file. Texts and layout: ``templates/pin_letter.typ``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Any

from letters.address_window import FONT_SIZE, fits, is_writable, plain, width
from letters.codes import qr_code
from letters.dates import in_words
from letters.engine import PaperError, sheets, typeset_and_forget
from letters.letterhead import Letterhead, return_line

SHEETS_PER_PART = 100
_TEXT_WIDTH = 160.0  # mm, with a little to spare for kerning
_WORD_WIDTH = 140.0  # mm, of what cannot be broken; the name is bold, which is a tenth wider
_ROOMY_WIDTH = 110.0  # mm; with a longer name of whom the letter is for, large print moves its paragraphs together

_PIN = re.compile(r"[0-9]{4} [0-9]{4}")
_UNLOCK_CODE = re.compile(r"[0-9]{3}( [0-9]{3}){5}")
_LETTER_ID = re.compile(r"[0-9A-Z-]{4,36}")


class Recipient(StrEnum):
    """Who signs in with the letter."""

    INSURED = "insured"
    EMPLOYER = "employer"


class Form(StrEnum):
    """How the letter is printed."""

    NORMAL = "normal"
    LARGE = "large"
    READ_ALOUD = "read_aloud"


_BODY_SIZE = {Form.NORMAL: 11.0, Form.LARGE: 16.0, Form.READ_ALOUD: 11.0}  # pt, as in the template


@dataclass(frozen=True)
class PinLetterData:
    """Everything that one letter says; texts of people and registers as they are.

    Attributes:
        letterhead: who writes.
        address: lines of the window from top to bottom, as ``address_window.lines`` returns them.
        salutation: neutral, "Guten Tag Anna Ahrens"; one that is too long for a line becomes "Guten Tag".
        recipient: insured person or employer.
        pin: "1234 5678".
        unlock_code: "482 015 967 330 741 268".
        letter_id: digits, capitals and hyphens, at most 36; printed as text and as a code, for returned letters.
        printed_on: the date of the letter.
        valid_until: last day of the first sign-in.
        portal_address: of the portal in words, "www.ikk-nord.example"; never a link to the sign-in page.
        form: normal, large print, or with a code to be read aloud.
        number_ending: at most the last three characters of the number, so that households can tell letters apart.
        on_behalf_of: whose PIN it is, if the letter goes to somebody else, such as a guardian; else empty.
    """

    letterhead: Letterhead
    address: tuple[str, ...]
    salutation: str
    recipient: Recipient
    pin: str = field(repr=False)
    unlock_code: str = field(repr=False)
    letter_id: str
    printed_on: date
    valid_until: date
    portal_address: str
    form: Form = Form.NORMAL
    number_ending: str = ""
    on_behalf_of: str = ""


@dataclass(frozen=True)
class Part:
    """Some sheets in one PDF: its bytes, and the letter ids in the order of the sheets."""

    pdf: bytes = field(repr=False)
    letter_ids: tuple[str, ...]


class LetterProblem(PaperError):
    """One letter cannot be printed; ``letter_id`` says which, the message (German) says why and repeats no text."""

    def __init__(self, letter_id: str, message: str) -> None:
        super().__init__(message)
        self.letter_id = letter_id


def pin_letter(letter: PinLetterData) -> bytes:
    """Return the PDF of one letter, exactly one sheet.

    Raises:
        LetterProblem: it cannot be printed as it is.
    """
    return _part([letter]).pdf


def pin_letters(letters: Iterable[PinLetterData], sheets_per_part: int = SHEETS_PER_PART) -> Iterator[Part]:
    """Yield PDFs of at most ``sheets_per_part`` sheets; ``letters`` is read part by part, only when it is asked for.

    Raises:
        LetterProblem: a letter of the part cannot be printed; ``problem_of`` finds most reasons beforehand.
    """
    remaining = iter(letters)
    while batch := list(islice(remaining, sheets_per_part)):
        yield _part(batch)


def problem_of(letter: PinLetterData) -> str | None:
    """Return why ``letter`` cannot be printed, in German; None if its texts are fine.

    Whether letterhead and texts fit into their places shows only when the sheet is made.
    """
    if window := fits(letter.address):
        return window.message
    for name, text in _texts(letter):
        if not is_writable(plain(text)):
            return f"{name} enthält ein Zeichen, das die Briefschrift nicht hat."
    required = (letter.letterhead.name, letter.letterhead.phone, letter.salutation, letter.portal_address)
    if not all(map(plain, required)):
        return "Dem Brief fehlt der Name der IKK, ihr Telefon, die Anrede oder die Adresse des Portals."
    if not return_line(letter.letterhead)[1]:
        return "Die Absenderzeile über der Anschrift ist zu lang. Bitte kürzen Sie Name oder Anschrift der IKK."
    return _problem_of_details(letter)


def _problem_of_details(letter: PinLetterData) -> str | None:
    if not _PIN.fullmatch(letter.pin) or not _UNLOCK_CODE.fullmatch(letter.unlock_code):
        return "PIN oder Entsperrcode haben nicht die Form „1234 5678“ und „482 015 967 330 741 268“."
    if not _LETTER_ID.fullmatch(letter.letter_id):
        return "Die Briefnummer darf nur Ziffern, Großbuchstaben und Bindestriche haben, höchstens 36."
    parts_of_name = re.split(r"[ -]", plain(letter.on_behalf_of))
    if max(map(width, parts_of_name)) * _BODY_SIZE[letter.form] / FONT_SIZE > _WORD_WIDTH:
        return "Der Name der Person, für die der Brief ist, passt nicht in eine Zeile."
    if len(letter.number_ending) > 3:
        return "Von der Nummer dürfen höchstens die letzten drei Zeichen im Brief stehen."
    return None


def _texts(letter: PinLetterData) -> Iterator[tuple[str, str]]:
    """Yield every text that comes from outside, with its name in German."""
    for number, line in enumerate(letter.address, start=1):
        yield f"Zeile {number} der Anschrift", line
    yield "Die Anrede", letter.salutation
    yield "Die Adresse des Portals", letter.portal_address
    yield "Das Ende der Nummer", letter.number_ending
    yield "Der Name der Person, für die der Brief ist,", letter.on_behalf_of
    for text in asdict(letter.letterhead).values():
        yield "Der Briefkopf der IKK", text


def _part(batch: list[PinLetterData]) -> Part:
    for letter in batch:
        if problem := problem_of(letter):
            raise LetterProblem(letter.letter_id, problem)
    try:
        pdf = _typeset(batch)
        if sheets(pdf) == len(batch):
            return Part(pdf, tuple(letter.letter_id for letter in batch))
    except PaperError as error:
        if len(batch) == 1:
            raise LetterProblem(batch[0].letter_id, str(error)) from None
    if len(batch) == 1:
        raise LetterProblem(batch[0].letter_id, "Der Brief passt nicht auf ein Blatt. Bitte kürzen Sie den Briefkopf.")
    for letter in batch:  # which one is it?
        _part([letter])
    raise PaperError("Die Briefe lassen sich einzeln drucken, aber nicht zusammen.")


def _typeset(batch: list[PinLetterData]) -> bytes:
    seen: set[tuple[Letterhead, bool]] = set()
    letters = []
    for letter in batch:
        kind = (letter.letterhead, letter.form is Form.LARGE)
        letters.append({**_for_template(letter), "measured": kind not in seen})
        seen.add(kind)
    return typeset_and_forget("pin_letter", {"letters": letters}, dated=batch[0].printed_on)


def _for_template(letter: PinLetterData) -> dict[str, Any]:
    """Return what the template needs; the names are its own."""
    scale = _BODY_SIZE[letter.form] / FONT_SIZE
    salutation, on_behalf_of = plain(letter.salutation), plain(letter.on_behalf_of)
    if width(salutation + ",") * scale > _TEXT_WIDTH:
        salutation = "Guten Tag"
    line, size = return_line(letter.letterhead)
    return {
        "return_line": line,
        "return_size": size,
        "head": letter.letterhead.printed(),
        "address": letter.address,
        "salutation": salutation,
        "employer": letter.recipient is Recipient.EMPLOYER,
        "pin": letter.pin,
        "unlock_code": letter.unlock_code,
        "letter_id": letter.letter_id,
        "letter_code": qr_code(letter.letter_id),
        "printed_on": in_words(letter.printed_on),
        "valid_until": in_words(letter.valid_until),
        "portal": plain(letter.portal_address),
        "number_ending": plain(letter.number_ending),
        "on_behalf_of": on_behalf_of,
        "crowded": width(on_behalf_of) * scale > _ROOMY_WIDTH,
        "large": letter.form is Form.LARGE,
        "spoken": qr_code(spoken(letter)) if letter.form is Form.READ_ALOUD else "",
    }


def spoken(letter: PinLetterData) -> str:
    """Return what a phone reads aloud from the code of the letter: each digit by itself, a pause after each group."""
    return (
        f"PIN: {_digit_by_digit(letter.pin)}\nEntsperrcode: {_digit_by_digit(letter.unlock_code)}\n"
        f"Brief vom {in_words(letter.printed_on)}"
    )


def _digit_by_digit(secret: str) -> str:
    """Return "1234 5678" as "1 2 3 4, 5 6 7 8"."""
    return ", ".join(" ".join(group) for group in secret.split())
