"""What fits into the window of the envelope: the address zone of DIN 5008:2020, form B, measured in the letter font.

Import, forms and print share these rules, so that an address that was accepted can be printed. The field lies
at x 20 mm, y 45 mm and is 85 mm wide; its lower 27.3 mm take six lines. Text begins at x 25 mm and keeps 3 mm
to the right edge of the window: 77 mm are left. Deutsche Post wants 10 to 12 pt, no blank line, no "D-".

Widths are sums of advances: whoever sets the lines switches kerning and ligatures off in the address zone.

Invisible characters (soft hyphens, marks of writing direction, zero width) are dropped, everything blank is
one blank, letters are composed (NFC). What then cannot be printed as an address (control characters,
surrogates, emoji, scripts that run from right to left) is refused. Letters of other scripts that the font
lacks count as its widest character.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
FONT_SIZE = 10.0  # pt
_MAY_BREAK = "\u200b"

FIELD_X, FIELD_Y, FIELD_WIDTH = 20.0, 45.0, 85.0  # mm
TEXT_X = 25.0  # mm
CLEARANCE = 3.0  # mm to the edge of the window
ZONE_HEIGHT = 27.3  # mm
LINES = 6
#: Line that letters with secrets for employers carry below the names.
TO_THE_MANAGEMENT = "Geschäftsleitung – vertraulich"
TEXT_WIDTH = FIELD_X + FIELD_WIDTH - CLEARANCE - TEXT_X  # mm

_MM_PER_PT = 25.4 / 72


class _Widths(dict[str, int]):
    """Character -> advance in units of the font; what the font lacks is as wide as its widest character."""

    def __init__(self, table: dict[str, int]) -> None:
        super().__init__(table)
        self.widest = max(table.values())
        self.widest_ascii = max(table[chr(code)] for code in range(ord(" "), ord("~") + 1))

    def __missing__(self, char: str) -> int:
        return self.widest


_TABLE = json.loads((FONTS / "FiraSans-Regular.widths.json").read_text(encoding="utf-8"))
_WIDTHS = _Widths(_TABLE["widths"])
_MM_PER_UNIT = FONT_SIZE * _MM_PER_PT / _TABLE["units_per_em"]
_UNITS = int(TEXT_WIDTH / _MM_PER_UNIT)  # what one line may have
_ALWAYS_SHORT = _UNITS // _WIDTHS.widest_ascii  # so many ASCII characters fit, whichever they are

#: Part of an address -> how people make it shorter.
_SHORTER = {
    "name": "Bitte lassen Sie zum Beispiel weitere Vornamen weg.",
    "addition": "Bitte schreiben Sie nur, was man zum Finden braucht.",
    "street": "Bitte schreiben Sie zum Beispiel „Str.“ statt „Straße“.",
    "town": "Bitte lassen Sie zum Beispiel den Ortsteil weg.",
    "country": "Bitte schreiben Sie den kurzen Namen des Landes.",
}
_AT_HOME = frozenset({"", "d", "de", "deutschland", "germany", "bundesrepublik deutschland"})
_PREFIX_OF_POSTCODE = re.compile(r"DE?[\s-]*(?=[0-9]{5}$)", re.IGNORECASE)
_FROM_RIGHT_TO_LEFT = ("R", "AL", "AN")


@dataclass(frozen=True)
class Address:
    """To whom and where; texts as people or registers write them, empty where there is nothing.

    Attributes:
        name: of the person or company.
        addition: "Geschäftsleitung – vertraulich", "c/o …", second line of a company's name.
        street: with house number, or the post-office box.
        postcode: empty for addresses abroad that have none or have it in ``town``.
        town: with everything the country wants beside it.
        country: empty or "Deutschland" at home.
    """

    name: str
    addition: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""


class Fault(StrEnum):
    """Why an address cannot stand in the window; the values stay the same for programs and tests."""

    INCOMPLETE = "incomplete"
    NO_LINES = "no_lines"
    TOO_MANY_LINES = "too_many_lines"
    BLANK_LINE = "blank_line"
    UNPRINTABLE = "unprintable"
    TOO_WIDE = "too_wide"


@dataclass(frozen=True)
class Problem:
    """One reason, for people and for programs.

    Attributes:
        code: the fault.
        message: in German; names the line, never repeats its text.
        line: number of the line, from 1; None if it is about the whole address.
        excess: by how many millimetres the line is too wide.
        characters: how many at the end of the line are too many; others may be wider or narrower.
    """

    code: Fault
    message: str
    line: int | None = None
    excess: float = 0.0
    characters: int = 0


def lines(address: Address) -> tuple[str, ...]:
    """Return the lines as they are printed, from top to bottom; ``fits`` says whether they may be.

    A name or an addition that is too wide is continued in a second line; streets and towns are not broken.
    """
    country = plain(address.country)
    postcode = plain(address.postcode)
    if country.casefold() in _AT_HOME:
        country = ""
        postcode = _PREFIX_OF_POSTCODE.sub("", postcode)
    town = f"{postcode} {plain(address.town)}".strip()
    last = (plain(address.street), town, country.upper())
    return tuple(line for line in (*_broken(plain(address.name)), *_broken(plain(address.addition)), *last) if line)


def problem_of(address: Address) -> Problem | None:
    """Return why a letter cannot be sent to ``address``; None if it can."""
    if not plain(address.name) or not plain(address.town):
        return Problem(Fault.INCOMPLETE, "Zu einer Anschrift gehören mindestens Name und Ort.")
    return fits(lines(address))


def fits(printed: Sequence[str]) -> Problem | None:
    """Return the first reason why these lines cannot stand in the window, from the top; None if they can."""
    if not printed:
        return Problem(Fault.NO_LINES, "Die Anschrift ist leer.")
    if len(printed) > LINES:
        return Problem(
            Fault.TOO_MANY_LINES,
            f"Die Anschrift hat {len(printed)} Zeilen. Ins Fenster des Briefumschlags passen {LINES}.",
        )
    for number, line in enumerate(printed, start=1):
        if len(line) <= _ALWAYS_SHORT and line.isascii() and line.isprintable() and not line.isspace() and line:
            continue  # most lines, at a fraction of the time
        if problem := _problem_of_line(number, line):
            return problem
    return None


def advice(problem: Problem, part: str) -> str:
    """Return what to tell whoever has typed a part of an address (a key of ``_SHORTER``), at its field."""
    if problem.code is not Fault.TOO_WIDE:
        return problem.message
    return f"Das ist um etwa {problem.characters} Zeichen zu lang für das Fenster des Briefumschlags. {_SHORTER[part]}"


def width(line: str) -> float:
    """Return how wide ``line`` is printed, in millimetres."""
    return _units(line) * _MM_PER_UNIT


def breakable(line: str, place: float, size: float) -> str:
    """Return ``line`` with possible breaks within words that are wider than their place elsewhere on the sheet.

    Args:
        line: text that has no line break.
        place: its width in millimetres.
        size: of the letters there, in points.
    """
    fitting = place * FONT_SIZE / size
    return " ".join(word if width(word) <= fitting else _MAY_BREAK.join(word) for word in line.split(" "))


def _units(line: str) -> int:
    return sum(map(_WIDTHS.__getitem__, line))


def _problem_of_line(number: int, line: str) -> Problem | None:
    if not line or line.isspace():
        return Problem(Fault.BLANK_LINE, f"Zeile {number} der Anschrift ist leer.", number)
    if not (line.isprintable() and _WIDTHS.keys() >= set(line)) and not all(map(_is_printable, line)):
        return Problem(
            Fault.UNPRINTABLE,
            f"Zeile {number} der Anschrift enthält ein Zeichen, das nicht gedruckt werden kann. "
            "Bitte schreiben Sie in lateinischen Buchstaben.",
            number,
        )
    excess = (_units(line) - _UNITS) * _MM_PER_UNIT
    if excess <= 0:
        return None
    in_german = f"{max(excess, 0.1):.1f}".replace(".", ",")
    return Problem(
        Fault.TOO_WIDE,
        f"Zeile {number} der Anschrift ist {in_german} mm zu lang für das Fenster des Briefumschlags "
        f"({TEXT_WIDTH:.0f} mm). Bitte kürzen Sie sie, zum Beispiel mit „Str.“ für „Straße“.",
        number,
        excess,
        next(count for count in range(1, len(line) + 1) if _units(line[:-count]) <= _UNITS),
    )


def _is_printable(char: str) -> bool:
    if char in _WIDTHS:
        return char.isprintable() or char == "\u00a0"
    return unicodedata.category(char)[0] in "LMNP" and unicodedata.bidirectional(char) not in _FROM_RIGHT_TO_LEFT


def is_writable(text: str) -> bool:
    """Return whether the letter font has every character of ``text``, none of them private or invisible."""
    return text.isprintable() and _WIDTHS.keys() >= set(text)


def has_letters_for(text: str) -> bool:
    """Return whether the letter font draws every character of ``text``; soft hyphens and blanks need no drawing."""
    return _WIDTHS.keys() >= set(text) - set("\u00ad\u00a0\u202f\n")


def plain(text: str) -> str:
    """Return ``text`` composed, without invisible characters, one blank between words."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    if not text.isprintable():
        text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFC", text).split())


def _broken(text: str) -> tuple[str, str]:
    """Return ``text`` in one line or, if it is too wide, in two; the first is as full as it can be."""
    if _units(text) <= _UNITS:
        return text, ""
    end = max((place for place, char in enumerate(text) if char == " " and _units(text[:place]) <= _UNITS), default=0)
    return text[:end], text[end:].strip()
