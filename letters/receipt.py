"""The receipt of a case: which service, which day, which number, what happens next. Nothing of what was typed.

Texts and layout: ``templates/receipt.typ``.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from letters.address_window import plain
from letters.dates import in_words
from letters.engine import typeset_and_forget
from letters.letterhead import Letterhead


@dataclass(frozen=True)
class ReceiptData:
    """Everything that one receipt says; texts as people wrote them.

    Attributes:
        letterhead: the IKK whose case it is.
        name: of the person or company; empty if it is not known.
        title: what was asked for.
        number: of the case.
        submitted_on: the day on which the case was taken in.
        steps: what happens then, a sentence each.
        result_by: until when all of it has happened; None if nobody can say.
    """

    letterhead: Letterhead
    name: str = field(repr=False)
    title: str
    number: str
    submitted_on: date
    steps: tuple[str, ...]
    result_by: date | None

    def pdf(self) -> bytes:
        """Return the receipt as PDF: one sheet.

        Raises:
            PaperError: letterhead or name do not fit, or have a character that cannot be printed.
        """
        return typeset_and_forget("receipt", self._for_template(), dated=self.submitted_on)

    def _for_template(self) -> dict[str, Any]:
        """Return what the template needs; the names are its own."""
        return {
            "head": self.letterhead.printed(),
            "name": plain(self.name),
            "title": self.title,
            "number": self.number,
            "submitted_on": in_words(self.submitted_on),
            "steps": self.steps,
            "result_by": in_words(self.result_by) if self.result_by else "",
        }
