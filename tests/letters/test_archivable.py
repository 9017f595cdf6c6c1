"""What PDF/A-2a and PDF/UA-1 ask for, as far as structure shows it.

No validator can be had as a package, so these checks stand in for one: they look for what such letters could
plausibly break, not for every clause of ISO 19005-2 and ISO 14289-1.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf.generic import ContentStream

from letters.pin_letter import PinLetterData, pin_letters
from tests.letters.printed import ANNA, BRANDT, EMIL, Printed, forms

PAINTING = {
    b"Tj",
    b"TJ",
    b"'",
    b'"',
    b"f",
    b"F",
    b"f*",
    b"B",
    b"B*",
    b"b",
    b"b*",
    b"S",
    b"s",
    b"sh",
    b"Do",
    b"INLINE IMAGE",
}
FORBIDDEN = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/AA",
    "/OpenAction",
    "/EmbeddedFiles",
    "/AcroForm",
    "/Encrypt",
    "/XFA",
    "/OPI",
}
LETTERS = list(itertools.chain.from_iterable(map(forms, (ANNA, BRANDT, EMIL))))


@pytest.fixture(scope="module")
def paper() -> Printed:
    """Letters of every form and kind in one part."""
    (part,) = pin_letters(LETTERS)
    return Printed(part.pdf)


def objects(paper: Printed) -> Iterator[Any]:
    """Yield every object of the file."""
    for number in paper.reader.xref[0]:
        yield paper.reader.get_object(number)
    for number in paper.reader.xref_objStm:
        yield paper.reader.get_object(number)


def dictionaries(paper: Printed) -> Iterator[dict[str, Any]]:
    """Yield every dictionary and every stream's, those within others too."""

    def within(thing: Any) -> Iterator[dict[str, Any]]:
        if isinstance(thing, dict):
            yield thing
            for value in thing.values():
                yield from within(value)
        elif isinstance(thing, list):
            for value in thing:
                yield from within(value)

    for one in objects(paper):
        yield from within(one)


def fonts(paper: Printed) -> list[Any]:
    return [one for one in dictionaries(paper) if one.get("/Type") == "/Font"]


def test_file_has_a_version_and_an_identity_and_is_not_encrypted(paper: Printed) -> None:
    assert paper.pdf.startswith(b"%PDF-1.7\n%")
    assert not paper.reader.is_encrypted
    assert len(paper.reader.trailer["/ID"]) == 2


def test_colours_have_a_profile(paper: Printed) -> None:
    (intent,) = paper.catalog["/OutputIntents"]
    intent = intent.get_object()

    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp"  # an ICC profile


def test_nothing_acts_and_nothing_is_hidden_inside(paper: Printed) -> None:
    keys = {key for one in dictionaries(paper) for key in one}

    assert keys & FORBIDDEN == set()
    assert "/Type" in keys


def test_every_font_is_embedded_and_says_its_characters(paper: Printed) -> None:
    of_text = [font for font in fonts(paper) if font["/Subtype"] == "/Type0"]
    of_glyphs = [font for font in fonts(paper) if font["/Subtype"] != "/Type0"]

    assert {font["/BaseFont"].split("+")[1].split("-Identity")[0] for font in of_text} == {
        "FiraSans-Bold",
        "FiraSans-Regular",
    }
    assert all(b"beginbf" in font["/ToUnicode"].get_object().get_data() for font in of_text)
    assert {font["/Subtype"] for font in of_glyphs} == {"/CIDFontType2"}
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in of_glyphs)


def test_everything_painted_is_marked_as_content_or_as_decoration(paper: Printed) -> None:
    for page in paper.reader.pages:
        depth, painted, numbers = 0, 0, []
        for operands, operator in ContentStream(page.get_contents(), paper.reader).operations:
            if operator in (b"BDC", b"BMC"):
                depth += 1
                if operator == b"BDC" and "/MCID" in operands[1]:
                    numbers.append(operands[1]["/MCID"])
                else:
                    assert operands[0] == "/Artifact"
            elif operator == b"EMC":
                depth -= 1
            elif operator in PAINTING:
                painted += 1
                assert depth > 0, operator
        assert depth == 0
        assert painted > 20
        assert sorted(numbers) == list(range(len(numbers)))  # each belongs to one element
        assert page["/Tabs"] == "/S"


def test_marked_content_leads_back_to_its_element(paper: Printed) -> None:
    tree = paper.catalog["/StructTreeRoot"]
    kinds = [element["/S"] for element in paper.structure()]

    assert "/ParentTree" in tree
    assert kinds.count("/H1") == len(LETTERS)
    assert set(kinds) == {"/Document", "/H1", "/P", "/Span", "/L", "/LI", "/Lbl", "/LBody", "/Figure"}
    assert all(element["/Alt"] for element in paper.structure() if element["/S"] == "/Figure")


def test_metadata_are_readable_as_they_are_and_agree(paper: Printed) -> None:
    stream = paper.catalog["/Metadata"].get_object()
    xml = stream.get_data().decode()

    assert "/Filter" not in stream
    assert xml.startswith("<?xpacket begin=")
    assert paper.reader.metadata is not None
    assert f">{paper.reader.metadata.title}<" in xml
    assert "<pdfaid:part>2</pdfaid:part>" in xml
    assert "<pdfuaid:part>1</pdfuaid:part>" in xml


def test_no_secret_stands_in_any_text_of_the_file_but_on_its_sheet(paper: Printed) -> None:
    def texts(thing: Any) -> Iterator[str]:
        if isinstance(thing, str | bytes):
            yield thing.decode("latin-1") if isinstance(thing, bytes) else thing
        elif isinstance(thing, dict):
            yield from itertools.chain.from_iterable(map(texts, thing.values()))
        elif isinstance(thing, list):
            yield from itertools.chain.from_iterable(map(texts, thing))

    everything = "\n".join(itertools.chain.from_iterable(map(texts, objects(paper))))

    def secrets(letter: PinLetterData) -> set[str]:
        return {letter.pin, letter.unlock_code, letter.pin.replace(" ", ""), letter.unlock_code.replace("-", "")}

    assert "Briefnummer als QR-Code" in everything
    assert {secret for letter in LETTERS for secret in secrets(letter) if secret in everything} == set()
