"""Applications that are filled in by hand and sent by post: name, number and address are printed, the rest are lines.

What is asked is data, so that one template prints every application. Layout: ``templates/application_form.typ``.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from letters.address_window import fits, is_writable, plain
from letters.engine import PaperError, typeset_and_forget


@dataclass(frozen=True)
class Blank:
    """One thing to fill in by hand.

    Attributes:
        label: what is wanted.
        lines: how many lines there are to write on.
        choices: what can be ticked.
        then: what is wanted on the lines below the choices.
    """

    label: str
    lines: int = 1
    choices: tuple[str, ...] = ()
    then: str = ""


@dataclass(frozen=True)
class Section:
    """Blanks under one heading."""

    heading: str
    blanks: tuple[Blank, ...]


@dataclass(frozen=True)
class ApplicationForm:
    """One application, ready to be filled in.

    Attributes:
        name: of who applies.
        number: Versichertennummer, grouped.
        address: lines of the window from top to bottom.
        phone: of the IKK, for questions.
        title: what is applied for.
        basis: the law that decides about it, and lets the IKK ask.
        sections: what is asked.
        enclosures: what belongs into the envelope besides.
        dated: the day of printing.
    """

    name: str = field(repr=False)
    number: str = field(repr=False)
    address: tuple[str, ...]
    phone: str
    title: str
    basis: str
    sections: tuple[Section, ...]
    enclosures: tuple[str, ...]
    dated: date

    def pdf(self) -> bytes:
        """Return the application as PDF, as many sheets as it takes.

        Raises:
            PaperError: saying in German what cannot be printed, without repeating it.
        """
        if problem := fits(self.address):
            raise PaperError(problem.message)
        if not is_writable(plain(self.name)):
            raise PaperError("Ihr Name enthält ein Zeichen, das die Briefschrift nicht hat.")
        return typeset_and_forget("application_form", self._for_template(), dated=self.dated)

    def _for_template(self) -> dict[str, Any]:
        """Return what the template needs; the names are its own."""
        return {
            "name": plain(self.name),
            "number": self.number,
            "address": self.address,
            "phone": plain(self.phone),
            "title": self.title,
            "basis": self.basis,
            "sections": [asdict(section) for section in self.sections],
            "enclosures": self.enclosures,
        }
