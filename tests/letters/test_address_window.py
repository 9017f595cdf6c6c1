"""What fits into the window, measured with the font itself."""

import itertools
import unicodedata
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import example, given
from hypothesis import strategies as st

from letters.address_window import (
    FIELD_WIDTH,
    FIELD_X,
    FONTS,
    TEXT_WIDTH,
    TEXT_X,
    Address,
    Fault,
    advice,
    fits,
    lines,
    problem_of,
    width,
)

ANNA = Address(name="Anna Ahrens", street="Hauptstraße 12", postcode="50667", town="Köln")
any_text = st.text(st.characters(exclude_categories=()), max_size=60)
anything = st.builds(Address, any_text, any_text, any_text, any_text, any_text, any_text)


@pytest.fixture(scope="module")
def font() -> Any:
    return TTFont(FONTS / "FiraSans-Regular.ttf")


def measured(font: Any, line: str) -> float:
    """Return the width of ``line`` at 10 pt in millimetres, as the font itself says."""
    names = font.getBestCmap()
    return sum(font["hmtx"][names[ord(char)]][0] for char in line) / font["head"].unitsPerEm * 10 / 72 * 25.4


@pytest.mark.parametrize(
    "line",
    [
        "Anna Ahrens",
        "Łucja Śliwińska-Đorđević",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
        "ẞß ĳ Ǆ ŉ ſ Ƶ ȳ",
        "Νίκος Иван",
    ],
)
def test_widths_are_those_of_the_font(font: Any, line: str) -> None:
    assert width(line) == pytest.approx(measured(font, line), abs=1e-9)


def test_every_character_of_the_font_is_measured(font: Any) -> None:
    for code, name in font.getBestCmap().items():
        assert width(chr(code)) == pytest.approx(font["hmtx"][name][0] / 1000 * 10 / 72 * 25.4, abs=1e-9)


def test_font_writes_the_names_of_europe(font: Any) -> None:
    letters = {chr(code) for block in ((0xA0, 0xFF), (0x100, 0x24F)) for code in range(block[0], block[1] + 1)}

    assert letters - {"\u00ad"} <= {chr(code) for code in font.getBestCmap()}
    assert font["OS/2"].fsType == 0  # may be embedded


def test_text_ends_three_millimetres_before_the_window_does() -> None:
    assert pytest.approx(3) == FIELD_X + FIELD_WIDTH - (TEXT_X + TEXT_WIDTH)


def test_address_in_order_without_empty_lines() -> None:
    assert lines(ANNA) == ("Anna Ahrens", "Hauptstraße 12", "50667 Köln")
    assert problem_of(ANNA) is None


def test_employer_and_country_have_their_lines() -> None:
    address = Address("Bäckerei Brandt GmbH", "Geschäftsleitung – vertraulich", "Ring 1", "1010", "Wien", "Österreich")

    assert lines(address) == (
        "Bäckerei Brandt GmbH",
        "Geschäftsleitung – vertraulich",
        "Ring 1",
        "1010 Wien",
        "ÖSTERREICH",
    )


@pytest.mark.parametrize(
    ("country", "postcode"), [("", "D-50667"), ("Deutschland", "D 50667"), ("GERMANY", "DE-50667"), ("de", "50667")]
)
def test_at_home_neither_country_nor_prefix_is_printed(country: str, postcode: str) -> None:
    address = Address("Anna Ahrens", street="Ring 1", postcode=postcode, town="Köln", country=country)

    assert lines(address) == ("Anna Ahrens", "Ring 1", "50667 Köln")


def test_six_lines_fit_and_seven_do_not() -> None:
    assert fits(["Zeile"] * 6) is None

    problem = fits(["Zeile"] * 7)
    assert problem
    assert (problem.code, problem.line) == (Fault.TOO_MANY_LINES, None)
    assert problem.message == "Die Anschrift hat 7 Zeilen. Ins Fenster des Briefumschlags passen 6."


def test_line_may_have_exactly_the_width_and_no_character_more(font: Any) -> None:
    for char in ("n", "W", "@", "i", "ü", "Ǆ"):
        most = int(77 / measured(font, char))

        assert fits([char * most]) is None
        problem = fits(["Anna Ahrens", char * (most + 1)])
        assert problem
        assert (problem.code, problem.line) == (Fault.TOO_WIDE, 2)
        assert problem.excess == pytest.approx(measured(font, char * (most + 1)) - 77, abs=0.01)
        assert problem.characters == 1


def test_message_says_which_line_is_how_much_too_long_and_not_what_stands_there() -> None:
    problem = fits(["Anna Ahrens", "n" * 40, "50667 Köln"])

    assert problem
    assert problem.message.startswith("Zeile 2 der Anschrift ist 5,7 mm zu lang für das Fenster")
    assert "nnn" not in problem.message


def test_advice_says_how_many_characters_have_to_go() -> None:
    line = "Straße der Deutsch-Sowjetischen Freundschaft im Quartier 17"
    problem = fits([line])

    assert problem
    assert fits([line[: -problem.characters]]) is None
    assert fits([line[: -problem.characters + 1]]) is not None
    assert advice(problem, "street") == (
        f"Das ist um etwa {problem.characters} Zeichen zu lang für das Fenster des Briefumschlags. "
        "Bitte schreiben Sie zum Beispiel „Str.“ statt „Straße“."
    )


def test_long_name_goes_on_in_a_second_line_and_a_long_street_does_not() -> None:
    name = "Ökumenische Sozialstation Nördlicher Kaiserstuhl gemeinnützige GmbH"
    printed = lines(Address(name, street="Ring 1", postcode="79346", town="Endingen am Kaiserstuhl"))

    assert " ".join(printed[:2]) == name
    assert printed[2:] == ("Ring 1", "79346 Endingen am Kaiserstuhl")
    assert fits(printed) is None
    assert problem_of(Address("A", street="Straße " * 20, town="Köln")).code == Fault.TOO_WIDE  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  Anna\u00a0\t Ahrens\n", "Anna Ahrens"),
        ("Ah\u00adrens\u200b\ufeff", "Ahrens"),
        ("\u202eAnna\u202c", "Anna"),
        ("Mu\u0308ller", "Müller"),
        ("u\u200d\u0308", "ü"),
    ],
)
def test_what_nobody_sees_is_not_printed(typed: str, printed: str) -> None:
    assert lines(Address(typed, town="Köln"))[0] == printed


@pytest.mark.parametrize(
    "text", ["Anna\x00", "Anna\x1b[2J", "Anna \U0001f600", "שלום", "محمد", "\ud800", "\ue000", "A\U000e0fff"]
)
def test_what_cannot_be_printed_is_refused(text: str) -> None:
    problem = problem_of(Address(text, town="Köln"))

    assert problem
    assert (problem.code, problem.line) == (Fault.UNPRINTABLE, 1)


def test_letters_that_the_font_lacks_count_as_its_widest() -> None:
    assert width("山") == pytest.approx(1.46 * 10 / 72 * 25.4)
    assert fits(["山田太郎"]) is None


@pytest.mark.parametrize(
    "address", [Address("", town="Köln"), Address("Anna", street="Ring 1"), Address("\u200b", town="K")]
)
def test_address_without_name_or_town_is_incomplete(address: Address) -> None:
    problem = problem_of(address)

    assert problem
    assert problem.code == Fault.INCOMPLETE


@pytest.mark.parametrize(
    ("printed", "code"), [([], Fault.NO_LINES), (["A", "", "B"], Fault.BLANK_LINE), ([" "], Fault.BLANK_LINE)]
)
def test_lines_that_are_none_are_refused(printed: list[str], code: Fault) -> None:
    problem = fits(printed)

    assert problem
    assert problem.code == code


@given(address=anything)
@example(Address("\ud800", "\x00", "\u202e", "D-", "\u0301", "\u0130"))
def test_hostile_text_is_printed_within_the_window_or_refused(address: Address) -> None:
    problem = problem_of(address)
    printed = lines(address)

    if problem:
        assert problem.message.encode()
    else:
        assert 1 <= len(printed) <= 6
        assert all(line.strip() == line and 0 < width(line) <= 77.01 for line in printed)
        assert not {unicodedata.category(char) for char in "".join(printed)} & {"Cc", "Cf", "Cs", "Co", "Cn"}


@given(address=anything)
def test_printed_lines_stay_what_they_are(address: Address) -> None:
    for line in lines(address)[1:]:
        assert lines(Address("A", street=line))[1:] == (line,)


@given(parts=st.lists(st.text("Anne Müller-Lüdenscheidt", min_size=1, max_size=50), max_size=3))
def test_breaking_a_name_loses_no_word(parts: list[str]) -> None:
    name = " ".join(parts)

    assert list(itertools.chain(*(line.split() for line in lines(Address(name))))) == name.split()
