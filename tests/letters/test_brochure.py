"""Brochures read back from the PDF: tags, language, place of every letter, and that no text becomes anything else."""

import io
import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, event, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from letters.brochure import (
    COLOURS,
    COVER_PIXELS,
    LINE,
    BrochureData,
    Issuer,
    Language,
    Motif,
    Setting,
    UnsettableBrochure,
    make,
)
from tests.letters.printed import Printed

ISSUER = Issuer(
    name="Muster-IKK Rheinland",
    legal_name="Muster-IKK Rheinland, Körperschaft des öffentlichen Rechts",
    phone="0221 12345-0",
    phone_hours="montags bis freitags von 8 bis 18 Uhr",
    street="Musterweg 1",
    place="50667 Köln",
)
BODY = """## Erstes Kapitel

Ein **fettes** Wort und ein [Verweis](https://www.g-ba.de/).
Zweite Zeile.

- eins
- zwei

> Im Kasten.

### Abschnitt

1. erstens

## Zweites Kapitel

Text.
"""
BROCHURE = BrochureData(
    title="Gut versichert",
    subtitle="Ein Überblick",
    body=BODY,
    topic="Leistungen",
    motif=Motif.BENEFITS,
    language=Language.GERMAN,
    setting=Setting.NORMAL,
    edition_on=date(2026, 3, 1),
    issuer=ISSUER,
)
LEFT, RIGHT = 15.0, 15.0 + LINE


def outside(paper: Printed) -> list[tuple[str, float, float]]:
    """Return the characters that stand outside of the margins, cover apart."""
    return [
        (char.text, char.x0, char.x1)
        for page in paper.pages[1:]
        for char in page.chars
        if char.text.strip() and not (char.x0 >= LEFT - 0.3 and char.x1 <= RIGHT + 0.3 and 0 < char.bottom < 210)
    ]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_brochure_is_a_tagged_a5_file_in_its_language() -> None:
    made = make(BROCHURE)
    paper = Printed(made.pdf)
    kinds = [element["/S"] for element in paper.structure()]

    assert {page.size for page in paper.pages} == {(148.0, 210.0)}
    assert made.pages == len(paper.pages)
    assert str(paper.catalog["/Lang"]) == "de"
    assert paper.reader.metadata is not None
    assert paper.reader.metadata.title == "Gut versichert"
    assert (kinds.count("/H1"), kinds.count("/H2"), kinds.count("/L")) == (2, 1, 2)
    assert b"<pdfaid:part>2</pdfaid:part>" in made.pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made.pdf
    assert {char.font.split("+")[1] for page in paper.pages for char in page.chars} == {
        "FiraSans-Bold",
        "FiraSans-Regular",
    }


def test_text_stands_where_it_belongs() -> None:
    paper = Printed(make(BROCHURE).pdf)
    first, second, last = paper.pages[0].text, paper.pages[1].text, paper.pages[-1].text

    assert first == "Leistungen Gut versichert Ein Überblick Muster-IKK Rheinland Stand: März 2026"
    assert "Ein fettes Wort und ein Verweis (www.g-ba.de). Zweite Zeile." in second
    assert second.endswith("Gut versichert Seite 2")
    assert "Herausgeberin Muster-IKK Rheinland, Körperschaft des öffentlichen Rechts Musterweg 1 50667 Köln" in last
    assert "0221 12345-0" in last
    assert outside(paper) == []


def test_long_brochure_has_contents_and_short_one_none() -> None:
    chapters = "\n\n".join(f"## Kapitel {number}\n\nText." for number in range(1, 5))

    assert "Inhalt" in Printed(make(replace(BROCHURE, body=chapters)).pdf).pages[1].text
    assert "Inhalt" not in Printed(make(BROCHURE).pdf).pages[1].text


@pytest.mark.parametrize(
    ("language", "body", "words"),
    [
        (Language.ENGLISH, "## Your card\n\nText.", ("Edition: March 2026", "Page 2", "Published by")),
        (
            Language.TURKISH,
            "## Sağlık kartınız\n\nİğne, çocuk, şeker, ölçü.",
            ("Baskı: Mart 2026", "Sayfa 2", "İğne, çocuk"),
        ),
    ],
)
def test_words_of_the_paper_follow_its_language(language: Language, body: str, words: tuple[str, ...]) -> None:
    paper = Printed(make(replace(BROCHURE, body=body, language=language)).pdf)
    everything = " ".join(page.text for page in paper.pages)

    assert str(paper.catalog["/Lang"]) == language.value
    assert [word for word in words if word not in everything] == []


def test_large_print_has_16_points_and_easy_language_one_line_for_each_sentence() -> None:
    large = Printed(make(replace(BROCHURE, setting=Setting.LARGE)).pdf).pages[1]
    easy = Printed(make(replace(BROCHURE, setting=Setting.EASY, keeps_lines=True)).pdf).pages[1]
    of_text = [char.size for char in large.chars if char.top < 190]  # above the page number

    assert min(of_text) >= 16
    assert min(char.size for char in easy.chars if char.top < 190) >= 13
    assert easy.find("Zweite")[0].x0 == pytest.approx(LEFT, abs=1)
    assert easy.find("Zweite")[0].top > easy.find("Verweis")[0].bottom


def test_cover_is_a_picture_of_page_one() -> None:
    cover = Image.open(io.BytesIO(make(BROCHURE).cover))

    assert (cover.format, cover.size) == ("PNG", COVER_PIXELS)
    assert len(cover.convert("RGB").resize((40, 60)).getcolors(2400) or ()) > 20


def test_same_data_make_the_same_bytes_and_titles_differ() -> None:
    assert make(BROCHURE) == make(BROCHURE)
    assert make(BROCHURE).cover != make(replace(BROCHURE, title="Anders")).cover


@pytest.mark.parametrize("motif", Motif)
def test_colours_of_every_cover_can_be_read(motif: Motif) -> None:
    colours = COLOURS[motif]

    assert contrast("#ffffff", colours.deep) >= 7
    assert contrast(colours.soft, colours.deep) >= 7
    assert contrast("#12252a", colours.soft) >= 7
    assert contrast("#1d1503", colours.bright) >= 7
    assert make(replace(BROCHURE, motif=motif)).pages == 3


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"body": ""}, "noch keinen Text"),
        ({"body": "Ohne Kapitel."}, "beginnt nicht mit einem Kapitel"),
        ({"body": "# Titel\n\nText."}, "Die Ebene der Überschrift „Titel“ gibt es hier nicht"),
        ({"body": "### Abschnitt\n\nText."}, "fehlt eine mit ##"),
        ({"body": "## A\n\n- ## B"}, "in einer Liste oder in einem Kasten"),
        ({"body": "## A\n\n![Bild](x.png)"}, "Bilder gehen in einer Broschüre nicht"),
        ({"body": "## A\n\n---\n"}, "Trennlinien und vorformatierter Text"),
        ({"body": "## A\n\nEin Smiley: 😀"}, "diese Zeichen nicht: „😀“"),
        ({"body": f"## A\n\n{'W' * 80}"}, "zu lang für eine Zeile"),
        ({"title": "W" * 30}, "zu lang für eine Zeile"),
        ({"title": "Wort " * 60}, "Titel und Untertitel passen nicht"),
        ({"issuer": replace(ISSUER, legal_name="Name " * 300)}, "passen nicht auf die letzte Seite"),
    ],
)
def test_what_cannot_be_set_is_refused_with_what_to_mend(fields: dict[str, object], problem: str) -> None:
    with pytest.raises(UnsettableBrochure, match=problem):
        make(replace(BROCHURE, **fields))  # type: ignore[arg-type]


@given(
    text=st.text(st.sampled_from(string.printable + "äßŞığ„“–\u00ad\u00a0\u202e"), max_size=300),
    setting=st.sampled_from(Setting),
)
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_becomes_markup_or_leaves_the_page(text: str, setting: Setting) -> None:
    """Either refused or set as it is, within the margins, with nothing that a template could run."""
    body = f"## Kapitel\n\nVorher. {text}\n\nNachher."
    try:
        made = make(replace(BROCHURE, body=body, subtitle=text[:40], setting=setting))
    except UnsettableBrochure as refused:
        event(refused.problems[0][:20])
        return
    paper = Printed(made.pdf)

    assert outside(paper) == []
    assert "Nachher." in " ".join(page.text for page in paper.pages)


@pytest.mark.parametrize(
    "hostile", ['#panic("x")', "#read(sys.inputs.data)", '$x^2$ #image("/etc/passwd")', '"]] #set page()']
)
def test_typst_in_a_text_is_printed_as_it_stands(hostile: str) -> None:
    made = make(replace(BROCHURE, body=f"## A\n\n`{hostile}`", subtitle=hostile))
    pages = Printed(made.pdf).pages

    assert "".join(hostile.split()) in "".join(pages[0].text.split())
    assert "".join(hostile.split()) in "".join(pages[1].text.split())
