"""A brochure on paper, A5: cover, contents where it is long, chapters, imprint; and a picture of the cover.

A5 fits into a C5 envelope as it is, up to seven thin ones at once. Layout: ``templates/brochure.typ``; the picture of
each cover is drawn for this portal (``templates/covers/``), in colours whose contrast a test checks.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from zlib import crc32

from letters.address_window import FONT_SIZE, width
from letters.address_window import has_letters_for as _has_letters_for
from letters.brochure_text import BrochureText, read, tidy, unbreakable
from letters.dates import MONTHS
from letters.engine import TEMPLATES, PaperError, drawn, sheets, typeset

COVER_PIXELS = (560, 795)  # A5 upright, as `drawn` makes it
_DOTS_PER_INCH = COVER_PIXELS[0] / 148 * 25.4
_LONG = 4  # chapters from which on there is a list of contents
_BOLD_IS_WIDER = 1.07


class Language(StrEnum):
    """What the text is written in; the words of the template follow it."""

    GERMAN = "de"
    ENGLISH = "en"
    TURKISH = "tr"


class Motif(StrEnum):
    """Which picture stands on the cover."""

    MEMBERSHIP = "mitgliedschaft"
    BENEFITS = "leistungen"
    FAMILY = "familie"
    PREVENTION = "vorsorge"
    CARE = "pflege"
    WORK = "arbeit"


class Setting(StrEnum):
    """How the text is set."""

    NORMAL = "normal"
    LARGE = "large"  # 16 pt
    EASY = "easy"  # 13.5 pt, lines far apart


@dataclass(frozen=True)
class Colours:
    """Of a cover: white text stands on ``deep``, dark text on ``soft``; ``bright`` is only drawn with."""

    deep: str
    middle: str
    soft: str
    bright: str = "#f2b33d"


COLOURS = {
    Motif.MEMBERSHIP: Colours("#073d46", "#00808f", "#cfe9eb"),
    Motif.BENEFITS: Colours("#12365e", "#3f7cc0", "#d5e5f6"),
    Motif.FAMILY: Colours("#5c2148", "#b4568f", "#f6dcea"),
    Motif.PREVENTION: Colours("#14472f", "#3f9465", "#d7eedd"),
    Motif.CARE: Colours("#6a2d17", "#c76d47", "#fae0d2"),
    Motif.WORK: Colours("#2c3350", "#6673ab", "#dfe3f4"),
}


@dataclass(frozen=True)
class Size:
    """Type sizes of a setting in points, and what a line may hold."""

    body: float
    chapter: float
    section: float


SIZES = {
    Setting.NORMAL: Size(body=11, chapter=17, section=13),
    Setting.LARGE: Size(body=16, chapter=21, section=18),
    Setting.EASY: Size(body=13.5, chapter=19, section=16),
}
LINE = 118.0  # mm of an A5 page between the margins
_NARROWEST = {"paragraph": LINE - 16, "heading": LINE}  # a list within a box
_COVER_TITLE, _COVER_LINE = 28.0, 116.0  # pt, mm


@dataclass(frozen=True)
class Issuer:
    """Who issues the brochure; empty where there is nothing."""

    name: str
    legal_name: str
    phone: str
    phone_hours: str = ""
    street: str = ""
    place: str = ""
    website: str = ""


@dataclass(frozen=True)
class BrochureData:
    """Everything that cover and content are drawn from.

    Attributes:
        title: of the brochure.
        subtitle: below it, may be empty.
        body: Markdown; chapters begin with ``##``.
        topic: as the cover names it.
        motif: the picture of the cover.
        language: of all texts.
        setting: how the text is set.
        edition_on: the date that stands on the brochure.
        issuer: who issues it.
        marks: words on the cover ("Leichte Sprache").
        keeps_lines: each line of the text stays a line of its own, and no word is broken, as Leichte Sprache wants.
    """

    title: str
    subtitle: str
    body: str
    topic: str
    motif: Motif
    language: Language
    setting: Setting
    edition_on: date
    issuer: Issuer
    marks: tuple[str, ...] = ()
    keeps_lines: bool = False


@dataclass(frozen=True)
class Made:
    """A finished brochure: the PDF, its number of pages, and the picture of its cover (PNG, ``COVER_PIXELS``)."""

    pdf: bytes
    pages: int
    cover: bytes


class UnsettableBrochure(PaperError):
    """The brochure cannot be set as it is; ``problems`` says in German what to mend."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def make(brochure: BrochureData) -> Made:
    """Set a brochure; the same bytes for the same data.

    Raises:
        UnsettableBrochure: a word is too long, a character is not in the font, or the text has problems.
    """
    text = read(brochure.body, keeps_lines=brochure.keeps_lines)
    if problems := (*text.problems, *_problems_of_letters(brochure), *_problems_of_words(brochure, text)):
        raise UnsettableBrochure(tuple(dict.fromkeys(problems)))
    data = _for_template(brochure, text)
    try:
        pdf = typeset("brochure", {**data, "only_cover": False}, dated=brochure.edition_on)
        cover = drawn("brochure", {**data, "only_cover": True}, dated=brochure.edition_on, dots_per_inch=_DOTS_PER_INCH)
    except PaperError as error:
        raise UnsettableBrochure((str(error),)) from None
    return Made(pdf, sheets(pdf), cover)


def _problems_of_letters(brochure: BrochureData) -> list[str]:
    texts = (brochure.title, brochure.subtitle, brochure.body, brochure.topic, *vars(brochure.issuer).values())
    missing = sorted({char for text in texts for char in tidy(text) if not _has_letters_for(char)})
    if not missing:
        return []
    shown = ", ".join(f"„{char}“" if char.isprintable() else f"U+{ord(char):04X}" for char in missing[:10])
    return [f"Die Schrift der Broschüren hat diese Zeichen nicht: {shown}. Bitte schreiben Sie sie anders."]


def _problems_of_words(brochure: BrochureData, text: BrochureText) -> list[str]:
    """Return what would stand out of the page: lines can only end where a word does."""
    size = SIZES[brochure.setting]
    rooms = [
        (word, max(size.body, size.chapter if kind == "heading" else 0), _NARROWEST[kind])
        for kind, word in text.words()
    ]
    rooms += [(word, _COVER_TITLE, _COVER_LINE) for word in unbreakable(f"{brochure.title} {brochure.subtitle}")]
    long = [word for word, points, line in rooms if width(word) * points / FONT_SIZE * _BOLD_IS_WIDER > line]
    return [
        f"Das Wort „{word[:60]}“ ist zu lang für eine Zeile. Bitte setzen Sie einen Bindestrich hinein."
        for word in long
    ]


def _for_template(brochure: BrochureData, text: BrochureText) -> dict[str, Any]:
    """Return what the template needs; the names are its own."""
    colours = COLOURS[brochure.motif]
    words = _WORDS[brochure.language]
    return {
        "title": tidy(brochure.title),
        "subtitle": tidy(brochure.subtitle),
        "topic": brochure.topic,
        "marks": brochure.marks,
        "language": brochure.language.value,
        "setting": brochure.setting.value,
        "keeps_lines": brochure.keeps_lines,
        "sizes": vars(SIZES[brochure.setting]),
        "colours": vars(colours),
        "picture": _picture(brochure.motif, brochure.title),
        "edition": f"{words['edition']} {_in_words(brochure.edition_on, brochure.language)}",
        "words": words,
        "issuer": {name: tidy(value) for name, value in vars(brochure.issuer).items()},
        "has_contents": len(text.chapters) >= _LONG,
        "blocks": text.blocks,
    }


def _picture(motif: Motif, title: str) -> str:
    """Return the drawing of a cover; brochures of one topic differ by background and side."""
    colours = COLOURS[motif]
    backgrounds = ((colours.soft, colours.middle), (colours.bright, "#ffffff"), (colours.middle, colours.soft))
    variant = crc32(title.encode())
    sky, shape = backgrounds[variant % 3]
    drawing = (TEMPLATES / "covers" / f"{motif.value}.svg").read_text(encoding="utf-8")
    named = {"SKY": sky, "SHAPE": shape, "DEEP": colours.deep, "MIDDLE": colours.middle, "SOFT": colours.soft}
    named |= {"LEAF": colours.soft if sky == colours.middle else colours.middle}
    named |= {"BRIGHT": colours.bright if sky != colours.bright else "#ffffff", "SIDE": "-1" if variant % 2 else "1"}
    for name, value in named.items():
        drawing = drawing.replace(name, value)
    return drawing


_WORDS = {
    Language.GERMAN: {
        "contents": "Inhalt",
        "page": "Seite",
        "edition": "Stand:",
        "issuer": "Herausgeberin",
        "phone": "Telefon",
    },
    Language.ENGLISH: {
        "contents": "Contents",
        "page": "Page",
        "edition": "Edition:",
        "issuer": "Published by",
        "phone": "Phone",
    },
    Language.TURKISH: {
        "contents": "İçindekiler",
        "page": "Sayfa",
        "edition": "Baskı:",
        "issuer": "Yayımlayan",
        "phone": "Telefon",
    },
}
_MONTHS = {
    Language.GERMAN: " ".join(MONTHS),
    Language.ENGLISH: "January February March April May June July August September October November December",
    Language.TURKISH: "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
}


def _in_words(day: date, language: Language) -> str:
    month = _MONTHS[language].split()[day.month - 1]
    return f"{month} {day.year}"
