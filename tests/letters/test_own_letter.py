"""The letter that people print themselves, measured back from its PDF."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from letters.address_window import FIELD_WIDTH, FIELD_X, FIELD_Y, TEXT_X, ZONE_HEIGHT, is_writable
from letters.engine import PaperError, sheets
from letters.own_letter import OwnLetter
from tests.letters.printed import Page, Printed

LETTER = OwnLetter(
    name="Anna Ahrens",
    street="Hauptstraße 12",
    postcode="50667",
    town="Köln",
    number="A 000 500 015",
    message="ich beantrage Krankengeld.\nBitte schreiben Sie mir.\n\nDie Bescheinigung liegt bei.",
    address=("Muster-IKK Rheinland", "Servicestelle Köln", "Musterallee 47", "50667 Köln"),
    subject="Krankengeld",
    dated=date(2026, 11, 26),
)


def in_window(page: Page) -> str:
    """Return the characters whose boxes lie in the zone of the address, 17.7 mm below the top of the field."""
    top = FIELD_Y + 17.6  # the boxes of letters begin a trifle above their lines
    inside = [
        mark
        for mark in page.chars
        if mark.x0 >= FIELD_X
        and mark.x1 <= FIELD_X + FIELD_WIDTH
        and top <= mark.top
        and mark.bottom <= top + ZONE_HEIGHT
    ]
    return "".join(mark.text for mark in inside)


def test_window_shows_the_ikk_and_nothing_else() -> None:
    (page,) = Printed(LETTER.pdf()).pages

    assert in_window(page) == "".join(LETTER.address)
    first = next(mark for mark in page.chars if mark.text == "M" and mark.top > FIELD_Y)
    assert (round(first.x0, 1), round(first.size)) == (TEXT_X, 10)


def test_letter_says_who_writes_when_and_what_in_the_order_of_reading() -> None:
    (page,) = Printed(LETTER.pdf()).pages

    assert page.text == (
        "Anna Ahrens Hauptstraße 12 50667 Köln Anna Ahrens · Hauptstraße 12 · 50667 Köln "
        "Muster-IKK Rheinland Servicestelle Köln Musterallee 47 50667 Köln Datum 26. November 2026 "
        "Versicherten- oder Betriebsnummer A 000 500 015 Krankengeld Guten Tag, ich beantrage Krankengeld. "
        "Bitte schreiben Sie mir. Die Bescheinigung liegt bei. Mit freundlichen Grüßen Anna Ahrens Seite 1 von 1"
    )


def test_letter_without_a_number_does_not_speak_of_one() -> None:
    (page,) = Printed(replace(LETTER, number="").pdf()).pages

    assert "nummer" not in page.text


def test_long_text_goes_on_over_numbered_sheets_between_the_margins() -> None:
    pages = Printed(replace(LETTER, message="\n\n".join(["Wort " * 100] * 17)).pdf()).pages

    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert page.text.endswith(f"Seite {number} von 3")
        assert within_the_margins(page)
        assert min(mark.top for mark in page.chars) == pytest.approx(20 if number == 1 else 27, abs=0.5)


def within_the_margins(page: Page) -> bool:
    return all(mark.x0 >= 24.5 and mark.x1 <= 191 and mark.top >= 19 and mark.bottom <= 285 for mark in page.chars)


def test_sender_too_long_for_the_return_line_loses_the_name_there_then_the_line() -> None:
    long_name = replace(LETTER, name="Maria-Magdalena Freifrau von und zu Hohenlohe-Schillingsfürst-Bartenstein")
    long_street = replace(LETTER, street="W" * 80)

    assert "Bartenstein Hauptstraße 12 50667 Köln Hauptstraße 12 · 50667 Köln Muster" in text_of(long_name)
    assert "·" not in text_of(long_street)


def text_of(letter: OwnLetter) -> str:
    return Printed(letter.pdf()).pages[0].text


def test_address_that_does_not_fit_the_window_is_refused() -> None:
    with pytest.raises(PaperError, match="zu lang für das Fenster"):
        replace(LETTER, address=("W" * 60, "50667 Köln")).pdf()


#: What the form lets through: everything the letter font has.
printable = st.characters(exclude_categories=["Cs", "Cc"]).filter(is_writable)
hostile = st.one_of(
    st.text(printable, max_size=60),
    st.sampled_from(
        ['#panic("x")', "$x^2$", "*fett*", "= Titel", '"; #import "/etc/passwd"', "<b>", "\\u{0}", "W" * 900]
    ),
)


@settings(max_examples=40, deadline=None, phases=set(Phase) - {Phase.shrink})  # shrinking takes minutes
@given(st.lists(hostile, min_size=1, max_size=12).map("\n".join), st.text(printable, min_size=1, max_size=80), hostile)
def test_whatever_is_typed_is_printed_as_text_and_stays_on_the_sheet(message: str, name: str, number: str) -> None:
    letter = replace(LETTER, message=f"a{message}", name=f"N{name}", number=number[:30])
    pdf = letter.pdf()

    pages = Printed(pdf).pages
    assert sheets(pdf) == len(pages)
    assert in_window(pages[0]) == "".join(LETTER.address)
    assert all(within_the_margins(page) for page in pages)
