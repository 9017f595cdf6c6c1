"""The letter with PIN and Entsperrcode, measured back from its PDF."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from letters.address_window import fits, width
from letters.letterhead import return_line
from letters.pin_letter import Form, PinLetterData, Recipient, pin_letter, pin_letters, spoken
from tests.letters.printed import ANNA, BRANDT, EMIL, LONGEST, Page, Printed, forms

EVERY = [letter for one in (ANNA, BRANDT, EMIL, LONGEST) for letter in forms(one)]
NAMES = [f"{name}-{form}" for name in ("anna", "brandt", "emil", "longest") for form in Form]
ZEROS = "000 000 000 000 000 000"  # the widest digits


@pytest.fixture(scope="module")
def printed() -> list[Printed]:
    return [Printed(pin_letter(letter)) for letter in EVERY]


@pytest.fixture(params=range(len(EVERY)), ids=NAMES)
def number(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def letter(number: int) -> PinLetterData:
    return EVERY[number]


@pytest.fixture
def paper(printed: list[Printed], number: int) -> Printed:
    return printed[number]


@pytest.fixture
def page(paper: Printed) -> Page:
    assert len(paper.pages) == 1
    return paper.pages[0]


def test_sheet_is_a4_and_says_that_it_is_the_only_one(page: Page) -> None:
    assert page.size == (210.0, 297.0)
    assert "Seite 1 von 1" in page.text


def test_address_stands_in_the_window(letter: PinLetterData, page: Page) -> None:
    address = page.within(20, 62.7, 105, 90)

    assert "".join(char.text for char in address) == "".join(letter.address)
    assert {char.font.split("+")[1] for char in address} == {"FiraSans-Regular"}
    assert {round(char.size, 2) for char in address} == {10}
    assert min(char.x0 for char in address) == pytest.approx(25, abs=0.01)
    assert max(char.x1 for char in address) <= 102
    assert min(char.top for char in address) >= 60
    assert max(char.bottom for char in address) <= 87.1  # three millimetres to the edge of the window


def test_lines_of_the_address_have_one_distance_and_no_blank_between(letter: PinLetterData, page: Page) -> None:
    tops = sorted({round(char.top, 2) for char in page.within(20, 62.7, 105, 90)})

    assert len(tops) == len(letter.address)
    assert [below - above for above, below in pairwise(tops)] == pytest.approx([4.15] * (len(tops) - 1), abs=0.02)


def test_widest_line_is_as_wide_as_the_rules_of_the_window_say() -> None:
    line = "AVAWAToVaffifl W" + "n" * 22
    assert fits([line]) is None

    page = Printed(pin_letter(replace(ANNA, address=(line, "50667 Köln")))).pages[0]
    chars = page.find(line)
    assert chars[-1].x1 - chars[0].x0 == pytest.approx(width(line), abs=0.05)


def test_return_line_is_one_line_above_the_address(letter: PinLetterData, page: Page) -> None:
    line, size = return_line(letter.letterhead)
    chars = page.find(line)

    assert 6 <= size <= 7
    assert {round(char.size, 2) for char in chars} == {round(size, 2)}
    assert len({round(char.top, 2) for char in chars}) == 1
    assert chars[0].x0 == pytest.approx(25, abs=0.01)
    assert chars[-1].x1 <= 102
    assert chars[0].top >= 45
    assert chars[0].bottom <= 62.7


def test_folds_and_hole_are_marked(page: Page) -> None:
    marks = sorted((line.top, line.bottom, line.x0, line.x1 - line.x0) for line in page.lines if line.x0 < 20)

    assert [mark[0] for mark in marks] == pytest.approx([105, 148.5, 210], abs=0.01)
    assert [mark[1] for mark in marks] == pytest.approx([105, 148.5, 210], abs=0.01)
    assert [mark[2] for mark in marks] == pytest.approx([5, 5, 5], abs=0.01)
    assert [mark[3] for mark in marks] == pytest.approx([2.5, 4, 2.5], abs=0.01)


def test_information_block_has_its_place(letter: PinLetterData, page: Page) -> None:
    block = page.within(115, 45, 210, 92)

    assert min(char.x0 for char in block) == pytest.approx(125, abs=0.01)
    assert max(char.x1 for char in block) <= 200
    assert min(char.top for char in block) >= 49
    assert max(char.bottom for char in block) <= 90
    text = "".join(char.text for char in block)
    assert text.startswith("Datum22. November 2026Telefon" + letter.letterhead.phone)
    assert text.endswith("Brief" + letter.letter_id)


def test_text_keeps_the_margins(page: Page) -> None:
    block = page.within(125, 45, 200, 92)
    rest = [char for char in page.chars if char not in block and char.text != " "]

    assert min(char.x0 for char in rest) == pytest.approx(25, abs=0.05)
    assert max(char.x1 for char in rest) <= 190.05
    assert page.find("PIN für die")[0].top == pytest.approx(98.46, abs=4)
    assert max(char.bottom for char in page.chars) <= 290


def test_nothing_secret_is_near_the_window_nor_in_the_upper_third(letter: PinLetterData, page: Page) -> None:
    near = page.within(17, 42, 108, 93)
    line, _ = return_line(letter.letterhead)

    assert "".join(char.text for char in near) == line + "".join(letter.address)
    assert [thing for thing in page.drawn if thing.x1 > 20 and thing.bottom < 99] == []
    for secret in (letter.pin, letter.unlock_code):
        assert page.text.count(secret) == 1
        assert min(char.top for char in page.find(secret)) > 99


def test_secrets_are_large_bold_and_on_a_line_with_their_names(letter: PinLetterData, page: Page) -> None:
    code_size = {Form.NORMAL: 22, Form.LARGE: 23, Form.READ_ALOUD: 17}[letter.form]
    for name, secret, least in (("PIN", letter.pin, 32), ("Entsperrcode", letter.unlock_code, code_size)):
        chars = page.find(secret)

        assert "".join(char.text for char in chars) == secret
        assert {char.font.split("+")[1] for char in chars} == {"FiraSans-Bold"}
        assert min(char.size for char in chars) >= least >= 16
        (line,) = {round(char.bottom, 1) for char in chars}
        label = [char for char in page.within(25, chars[0].top, chars[0].x0, line) if char.text != " "]
        assert "".join(char.text for char in label) == f"{name}:"
        assert {char.size for char in label} == {chars[0].size}


def test_zero_of_the_secrets_is_slashed_so_that_it_is_no_letter() -> None:
    page = Printed(pin_letter(replace(ANNA, pin="0000 0000", unlock_code=ZEROS))).pages[0]

    zeros = [char for secret in ("0000 0000", ZEROS) for char in page.find(secret) if char.text != " "]
    assert [page.ink_in_the_middle(char) for char in (zeros[0], zeros[8])] == [True, True]
    assert not page.ink_in_the_middle(page.find("Damit")[0])


@pytest.mark.parametrize("form", Form)
def test_widest_secrets_stay_on_their_line_and_clear_of_frame_and_code(form: Form) -> None:
    page = Printed(pin_letter(replace(ANNA, pin="0000 0000", unlock_code=ZEROS, form=form))).pages[0]
    chars = page.find(ZEROS)

    assert len({round(char.bottom, 1) for char in chars}) == 1
    assert chars[-1].x1 <= (143 if form == Form.READ_ALOUD else 183)


def test_secrets_are_in_nothing_but_the_text(letter: PinLetterData, paper: Printed) -> None:
    description = str(paper.reader.metadata) + str(
        paper.reader.xmp_metadata and paper.reader.xmp_metadata.stream.get_data()
    )
    alternatives = " ".join(str(one.get("/Alt")) + str(one.get("/ActualText")) for one in paper.structure())

    for secret in (letter.pin, letter.unlock_code):
        for written in (secret, re.sub("[ -]", "", secret)):
            assert written not in description
            assert written not in alternatives
            assert written.encode() not in paper.pdf
    assert paper.reader.metadata is not None
    assert paper.reader.metadata.title == "Brief mit PIN und Entsperrcode"
    assert paper.reader.outline == []


def test_letter_says_what_to_do(page: Page) -> None:
    for text in (
        "vom 22. November 2026",
        "Erste Anmeldung bis 6. Januar 2027.",
        "Am Telefon fragen wir nie nach PIN oder Entsperrcode.",
        "Es gilt der jüngste Brief.",
        "Nicht angefordert? Rufen Sie uns bitte gleich an:",
        "Nur eingeben, wenn die Internetfiliale danach fragt.",
        "Wählen Sie oben „Internetfiliale“.",
    ):
        assert text in page.text


def test_letter_has_no_link_and_at_most_the_end_of_the_number(
    letter: PinLetterData, paper: Printed, page: Page
) -> None:
    assert "http" not in page.text
    assert [page.get("/Annots") for page in paper.reader.pages] == [None]
    assert ("Versichertennummer" in page.text) is (letter.recipient == "insured")
    assert ("Betriebsnummer" in page.text) is (letter.recipient == "employer")
    ending = f" mit dem Ende {letter.number_ending}" if letter.number_ending else ""
    whose = "die" if letter.on_behalf_of else "Ihre"
    assert f"Geben Sie {whose} " in page.text
    assert f"nummer{ending} und {whose} PIN ein." in page.text
    assert ("Gesundheitskarte" in page.text) is (letter.recipient == "insured")


def test_company_gets_it_for_its_management_only(printed: list[Printed]) -> None:
    assert "Geschäftsleitung – vertraulich" in printed[3].pages[0].text


def test_codes_say_letter_id_and_where_asked_for_the_secrets(letter: PinLetterData, page: Page) -> None:
    wanted = [letter.letter_id]
    if letter.form == Form.READ_ALOUD:
        wanted.insert(0, spoken(letter))
        assert "Zum Vorlesen: Der große Code rechts im Rahmen" in page.text

    assert page.codes() == wanted


def test_code_to_be_read_aloud_spells_every_digit_and_pauses_after_each_group() -> None:
    assert (
        spoken(ANNA)
        == "PIN: 1 0 3 4, 5 6 7 8\nEntsperrcode: 4 8 2, 0 1 5, 9 6 7, 3 3 0, 7 4 1, 2 6 8\nBrief vom 22. November 2026"
    )


def test_large_print_is_at_least_16_points(letter: PinLetterData, page: Page) -> None:
    body = [char for char in page.chars if 98 < char.top < 266]

    assert min(char.size for char in body) == pytest.approx(16 if letter.form == Form.LARGE else 11)


def test_fonts_are_embedded_as_subsets(paper: Printed) -> None:
    fonts = [font.get_object() for font in paper.reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    names = sorted(re.sub("^/[A-Z]{6}[+]", "", font["/BaseFont"]) for font in fonts)

    assert names == ["FiraSans-Bold", "FiraSans-Regular"]
    for font in fonts:
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert 500 < len(descriptor["/FontFile2"].get_data()) < 60_000


def test_letter_is_tagged_archivable_and_german(letter: PinLetterData, paper: Printed) -> None:
    assert paper.reader.xmp_metadata is not None
    xml = paper.reader.xmp_metadata.stream.get_data().decode()
    elements = list(paper.structure())
    kinds = [element["/S"] for element in elements]

    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xml
    assert "<pdfuaid:part>1</pdfuaid:part>" in xml
    assert paper.catalog["/MarkInfo"]["/Marked"].value is True
    assert paper.catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert paper.catalog["/Lang"] == "de-DE"
    assert (kinds.count("/H1"), kinds.count("/L"), kinds.count("/LI")) == (1, 1, 3)
    spoken_of = ["QR-Code zum Vorlesen. Er enthält PIN und Entsperrcode dieses Briefs."]
    assert [element["/Alt"] for element in elements if element["/S"] == "/Figure"] == (
        spoken_of if letter.form == Form.READ_ALOUD else []
    ) + ["Briefnummer als QR-Code"]


@pytest.mark.parametrize("on_behalf_of", [LONGEST.on_behalf_of, ""])
@pytest.mark.parametrize("recipient", Recipient)
def test_longest_texts_of_register_and_regions_fit_on_one_sheet(recipient: Recipient, on_behalf_of: str) -> None:
    for letter in forms(replace(LONGEST, recipient=recipient, on_behalf_of=on_behalf_of)):
        assert pin_letter(letter)


def test_same_letter_is_the_same_file_and_another_pin_another_one() -> None:
    assert pin_letter(ANNA) == pin_letter(ANNA)
    assert pin_letter(ANNA) != pin_letter(replace(ANNA, pin="1034 5679"))


def test_salutation_that_is_too_long_becomes_a_short_one() -> None:
    name = "Maria-Magdalena Freifrau von und zu Hohenlohe-Schillingsfürst-Bartenstein"
    letter = replace(ANNA, salutation=f"Guten Tag {name}")

    assert f"Guten Tag {name}," in Printed(pin_letter(letter)).pages[0].text
    assert "Internetfiliale Guten Tag, " in Printed(pin_letter(replace(letter, form=Form.LARGE))).pages[0].text
    assert (
        "Internetfiliale Guten Tag, "
        in Printed(pin_letter(replace(letter, salutation=f"Guten Tag {name} {name}"))).pages[0].text
    )


def numbered(count: int) -> Iterator[PinLetterData]:
    forms_in_turn = list(Form)
    for number in range(count):
        yield replace(
            ANNA,
            pin=f"{number:04} {9999 - number:04}",
            letter_id=f"BRIEF-{number:04}",
            salutation=f"Guten Tag {number}",
            form=forms_in_turn[number % 3],
        )


def test_parts_hold_their_letters_in_order() -> None:
    parts = list(pin_letters(numbered(7), sheets_per_part=3))

    assert [part.letter_ids for part in parts] == [
        ("BRIEF-0000", "BRIEF-0001", "BRIEF-0002"),
        ("BRIEF-0003", "BRIEF-0004", "BRIEF-0005"),
        ("BRIEF-0006",),
    ]
    pages = [page for part in parts for page in Printed(part.pdf).pages]
    for page, letter in zip(pages, numbered(7), strict=True):
        assert page.text.count(letter.pin) == 1
        assert f"Guten Tag {int(letter.letter_id[-4:])}," in page.text
        assert page.codes()[-1] == letter.letter_id


def test_letters_of_a_part_are_read_only_when_it_is_wanted() -> None:
    read = []

    def letters() -> Iterator[PinLetterData]:
        for letter in numbered(4):
            read.append(letter.letter_id)
            yield letter

    parts = pin_letters(letters(), sheets_per_part=2)
    assert read == []
    next(parts)
    assert read == ["BRIEF-0000", "BRIEF-0001"]


def test_secrets_are_in_no_representation() -> None:
    part = next(pin_letters([ANNA]))

    assert ANNA.pin not in repr(ANNA)
    assert ANNA.unlock_code not in repr(ANNA)
    assert repr(part) == f"Part(letter_ids=('{ANNA.letter_id}',))"


def test_date_is_written_out_in_german() -> None:
    page = Printed(pin_letter(replace(ANNA, printed_on=date(2027, 3, 1)))).pages[0]

    assert "vom 1. März 2027" in page.text
