"""Letters to print, and what a PDF says when it is read back: places in millimetres from the upper left corner."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pdfplumber
import pypdfium2
import zxingcpp
from pypdf import PdfReader

from letters.address_window import Address, lines
from letters.letterhead import Letterhead
from letters.pin_letter import Form, PinLetterData, Recipient

MM = 25.4 / 72

NORD = Letterhead(
    name="Muster-IKK Nord",
    legal_name="Muster-IKK Nord, Körperschaft des öffentlichen Rechts",
    street="Musterstraße 1",
    postcode="20095",
    town="Hamburg",
    phone="040 66969-0",
    phone_hours="Montag bis Freitag 8 bis 18 Uhr",
    email="service@ikk-nord.example",
    website="www.ikk-nord.example",
)
ANNA = PinLetterData(
    letterhead=NORD,
    address=("Anna Ahrens", "Hauptstraße 12", "50667 Köln"),
    salutation="Guten Tag Anna Ahrens",
    recipient=Recipient.INSURED,
    pin="1034 5678",
    unlock_code="482 015 967 330 741 268",
    letter_id="5E8C9A52-8F0B-4C1F-9D0E-6A4B3C2D1E0F",
    printed_on=date(2026, 11, 22),
    valid_until=date(2027, 1, 6),
    portal_address="www.ikk-nord.example",
    number_ending="789",
)
BRANDT = replace(
    ANNA,
    address=lines(
        Address(
            "Ökumenische Sozialstation Nördlicher Kaiserstuhl gemeinnützige GmbH",
            "Geschäftsleitung – vertraulich",
            "Straße des Siebzehnten Juni 1234 b",
            "FL-9490",
            "Vaduz",
            "Liechtenstein",
        )
    ),
    salutation="Guten Tag",
    recipient=Recipient.EMPLOYER,
    number_ending="",
)
EMIL = replace(
    ANNA,
    address=("Betreuungsbüro Nehl", "Neumarkt 1", "50667 Köln"),
    salutation="Guten Tag Betreuungsbüro Nehl",
    on_behalf_of="Emil Muster",
)
LONGEST = replace(  # as long as the register and the regions' fields allow
    BRANDT,
    letterhead=Letterhead(
        name="Muster-IKK Mecklenburg-Vorpommern",
        legal_name="Muster-IKK Schleswig-Holstein, Mecklenburg-Vorpommern, Niedersachsen und Bremen, "
        "Körperschaft des öffentlichen Rechts mit Selbstverwaltung, im Land Niedersachsen",
        street="Lindenallee 1234",
        postcode="20095",
        town="Hamburg",
        phone="+49 40 66969-0123456789",
        phone_hours="Montag bis Donnerstag 8 bis 18 Uhr, Freitag 8 bis 16 Uhr, am 1. Samstag 10 bis 14 Uhr",
        email="kundenservice-online@muster-ikk-norddeutschland.example",
        website="www.muster-ikk-norddeutschland.example",
    ),
    salutation="Guten Tag Maria-Magdalena Freifrau von und zu Hohenlohe-Schillingsfürst-Bartenstein auf Nieder",
    portal_address="www.portal.muster-ikk-norddeutschland.example",
    number_ending="WWW",
    on_behalf_of="Prof. Dr. Dr. h. c. Maria-Magdalena Theodora Freifrau von und zu "
    "Hohenlohe-Schillingsfürst-Bartenstein auf Niedernhall",
    letter_id="DDDDDDDD-DDDD-4DDD-8DDD-DDDDDDDDDDDD",
)


@dataclass(frozen=True)
class Mark:
    """One character or drawn thing: what it is, and its box in millimetres."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    font: str = ""
    size: float = 0.0


class Printed:
    """A PDF, read back by libraries that have nothing to do with the one that wrote it."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.reader = PdfReader(io.BytesIO(pdf))
        self.catalog: Any = self.reader.trailer["/Root"]

    @cached_property
    def pages(self) -> list["Page"]:
        with pdfplumber.open(io.BytesIO(self.pdf)) as opened:
            return [Page(page, self.pdf, number) for number, page in enumerate(opened.pages)]

    def structure(self) -> Iterator[Any]:
        """Yield every element of the tag tree in reading order."""

        def below(element: Any) -> Iterator[Any]:
            yield element
            children = element.get("/K", [])
            for child in (one.get_object() for one in (children if isinstance(children, list) else [children])):
                if hasattr(child, "get") and "/S" in child:
                    yield from below(child)

        for top in self.catalog["/StructTreeRoot"]["/K"]:
            yield from below(top.get_object())


class Page:
    """One page: its characters, its drawn lines, its text."""

    def __init__(self, page: Any, pdf: bytes, number: int) -> None:
        self.size = (round(float(page.width) * MM, 1), round(float(page.height) * MM, 1))
        self.chars = [_mark(char, char["text"], char["fontname"], char["size"]) for char in page.chars]
        self.lines = [_mark(line, "line") for line in page.lines]
        self.drawn = [_mark(thing, "drawn") for thing in (*page.lines, *page.rects, *page.curves, *page.images)]
        document = pypdfium2.PdfDocument(pdf)
        self.text = " ".join(document[number].get_textpage().get_text_range().split())
        self._picture = lambda dpi: document[number].render(scale=dpi / 72, grayscale=True).to_pil()

    def within(self, x0: float, top: float, x1: float, bottom: float) -> list[Mark]:
        """Return the characters that touch this area, in the order of reading."""
        return [c for c in self.chars if c.x1 > x0 and c.x0 < x1 and c.bottom > top and c.top < bottom]

    def find(self, text: str) -> list[Mark]:
        """Return the characters of the first place where ``text`` stands."""
        start = "".join(char.text for char in self.chars).index(text)
        return self.chars[start : start + len(text)]

    def ink_in_the_middle(self, mark: Mark) -> bool:
        """Return whether the middle of a character is dark: that of a zero with a slash is, that of an O is not."""
        picture = self._picture(300)
        per_mm = picture.width / self.size[0]
        middle = ((mark.x0 + mark.x1) / 2 * per_mm, _middle_of_capitals(mark) * per_mm)
        return bool(picture.getpixel((int(middle[0]), int(middle[1]))) < 128)

    def codes(self) -> list[str]:
        """Return what the codes of the page say, from top to bottom, to somebody who sees no more than screens show."""
        found = zxingcpp.read_barcodes(self._picture(150))
        return [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]


def _middle_of_capitals(mark: Mark) -> float:
    """Return how far down the page the middle of a capital or digit lies, by the tables of Fira Sans."""
    descent, capital = 0.265, 0.693  # em; a mark's box ends at the descent
    return mark.bottom - mark.size * (descent + capital / 2) * MM


def _mark(thing: Any, text: str, font: str = "", size: float = 0.0) -> Mark:
    x0, top, x1, bottom = (float(thing[name]) * MM for name in ("x0", "top", "x1", "bottom"))
    return Mark(text, x0, top, x1, bottom, font, float(size))


def forms(letter: PinLetterData) -> list[PinLetterData]:
    """Return ``letter`` in every form."""
    return [replace(letter, form=form) for form in Form]
