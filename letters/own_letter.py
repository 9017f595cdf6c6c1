"""A letter that somebody types and prints at home, addressed to an IKK: DIN 5008, form B, as many sheets as it takes.

Nothing of it is kept, not even by the engine. Texts and layout: ``templates/own_letter.typ``.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from letters.address_window import FONT_SIZE, TEXT_WIDTH, breakable, fits, plain, width
from letters.dates import in_words
from letters.engine import PaperError, typeset_and_forget

_RETURN_SIZES = (7.0, 6.0)  # pt, the usual and the least
_TEXT, _SENDER, _NUMBER = 160.0, 82.0, 62.0  # mm that a word may take there, with a little to spare for kerning
_SIZE = 11.0  # pt, as in the template


@dataclass(frozen=True)
class OwnLetter:
    """What somebody has typed, and to whom it goes.

    Attributes:
        name: of the sender, one line, as the next ones.
        street: with house number.
        postcode: of the sender.
        town: of the sender.
        number: of the insured person or the company; empty if it was left out.
        message: the text, lines as they were typed.
        address: lines of the window from top to bottom.
        subject: what it is about.
        dated: the date of the letter.
    """

    name: str = field(repr=False)
    street: str = field(repr=False)
    postcode: str = field(repr=False)
    town: str = field(repr=False)
    number: str = field(repr=False)
    message: str = field(repr=False)
    address: tuple[str, ...]
    subject: str
    dated: date

    def pdf(self) -> bytes:
        """Return the letter as PDF.

        Raises:
            PaperError: saying in German what cannot be printed, without repeating it.
        """
        if problem := fits(self.address):
            raise PaperError(problem.message)
        return typeset_and_forget("own_letter", self._for_template(), dated=self.dated)

    def _for_template(self) -> dict[str, Any]:
        """Return what the template needs; the names are its own."""
        sender = [plain(self.name), plain(self.street), f"{plain(self.postcode)} {plain(self.town)}"]
        line, size = _return_line(sender)
        return {
            "sender": [breakable(text, _SENDER, _SIZE) for text in sender],
            "return_line": line,
            "return_size": size,
            "address": self.address,
            "number": breakable(plain(self.number), _NUMBER, _SIZE),
            "subject": self.subject,
            "written_on": in_words(self.dated),
            "paragraphs": _paragraphs(self.message),
        }


def _return_line(sender: list[str]) -> tuple[str, float]:
    """Return the line above the address and its size in points; without the name, or empty, if it is too long."""
    usual, least = _RETURN_SIZES
    for parts in (sender, sender[1:]):
        line = " · ".join(parts)
        size = min(usual, int(10 * FONT_SIZE * TEXT_WIDTH / width(line)) / 10)
        if size >= least:
            return line, size
    return "", usual


def _paragraphs(message: str) -> list[list[str]]:
    """Return the paragraphs, each with its lines; blank lines stand between paragraphs."""
    blocks = re.split(r"\n\s*\n", message.strip())
    return [[breakable(plain(line), _TEXT, _SIZE) for line in block.split("\n")] for block in blocks]
