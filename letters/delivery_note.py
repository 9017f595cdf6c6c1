"""The sheet that lies in the envelope with brochures: DIN 5008, form B, the address in the window; one page each.

Texts and layout: ``templates/delivery_note.typ``.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from letters.address_window import fits, is_writable, plain
from letters.dates import in_words
from letters.engine import PaperError, sheets, typeset_and_forget
from letters.letterhead import Letterhead, return_line

NOTES_PER_PDF = 250
MOST_ITEMS = 25  # brochures on one page
_ROOMY_ITEMS = 8  # with more of them, the table is set smaller


@dataclass(frozen=True)
class Item:
    """Copies of one brochure."""

    copies: int
    title: str


@dataclass(frozen=True)
class DeliveryNote:
    """Everything that one note says; texts as people wrote them.

    Attributes:
        letterhead: who sends.
        address: lines of the window from top to bottom, as ``address_window.lines`` returns them.
        number: of the order.
        ordered_on: the day of the order.
        printed_on: the date of the note.
        items: what is in the envelope.
        kept_days: for how many days after dispatch the address is kept.
    """

    letterhead: Letterhead
    address: tuple[str, ...]
    number: str
    ordered_on: date
    printed_on: date
    items: tuple[Item, ...]
    kept_days: int


class NoteProblem(PaperError):
    """One note cannot be printed; ``number`` says which, the message (German) says why and repeats no text."""

    def __init__(self, number: str, message: str) -> None:
        super().__init__(message)
        self.number = number


def problem_of(note: DeliveryNote) -> str:
    """Return why ``note`` cannot be printed, in German; empty if its texts are fine."""
    if window := fits(note.address):
        return window.message
    for number, line in enumerate(note.address, start=1):
        if not is_writable(line):
            return f"Zeile {number} der Anschrift enthält ein Zeichen, das die Schrift nicht hat."
    if not all(is_writable(plain(text)) for text in _texts(note)):
        return "Der Titel einer Broschüre oder der Briefkopf enthält ein Zeichen, das die Schrift nicht hat."
    if not 1 <= len(note.items) <= MOST_ITEMS:
        return f"Auf einen Lieferschein passen 1 bis {MOST_ITEMS} verschiedene Broschüren."
    if not return_line(note.letterhead)[1]:
        return "Die Absenderzeile über der Anschrift ist zu lang. Bitte kürzen Sie Name oder Anschrift der IKK."
    return ""


def delivery_notes(notes: Sequence[DeliveryNote]) -> bytes:
    """Return one PDF, a page for each note, in their order.

    Raises:
        NoteProblem: one cannot be printed.
        PaperError: letterhead or titles do not fit into their places.
        ValueError: there are none or too many.
    """
    if not 1 <= len(notes) <= NOTES_PER_PDF:
        raise ValueError(f"{len(notes)} delivery notes")
    for note in notes:
        if problem := problem_of(note):
            raise NoteProblem(note.number, problem)
    # Measuring whether the letterhead fits is half of the work: once is enough.
    data = {"notes": [{**_for_template(note), "measured": index == 0} for index, note in enumerate(notes)]}
    pdf = typeset_and_forget("delivery_note", data, dated=notes[0].printed_on)
    if sheets(pdf) != len(notes):
        raise PaperError("Ein Lieferschein passt nicht auf eine Seite. Bitte drucken Sie die Bestellungen einzeln.")
    return pdf


def _texts(note: DeliveryNote) -> list[str]:
    return [note.number, *(item.title for item in note.items), *asdict(note.letterhead).values()]


def _for_template(note: DeliveryNote) -> dict[str, Any]:
    line, size = return_line(note.letterhead)
    return {
        "return_line": line,
        "return_size": size,
        "head": note.letterhead.printed(),
        "address": note.address,
        "number": note.number,
        "ordered_on": in_words(note.ordered_on),
        "printed_on": in_words(note.printed_on),
        "items": [{"copies": item.copies, "title": plain(item.title)} for item in note.items],
        "copies": sum(item.copies for item in note.items),
        "kept_days": note.kept_days,
        "crowded": len(note.items) > _ROOMY_ITEMS,
    }
