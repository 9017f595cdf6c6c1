"""The certificate of insurance, measured back from its PDF."""

import sys
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from letters.address_window import is_writable
from letters.certificate import Certificate
from letters.engine import PaperError
from tests.letters.printed import LONGEST, NORD, Page, Printed

CERTIFICATE = Certificate(
    letterhead=NORD,
    institutionskennzeichen="100000001",
    name="Dr. Anna Ahrens",
    birth_date="09.03.1954",
    number="A 000 500 015",
    insured_as="als Mitglied",
    insured_since=date(1999, 1, 1),
    insured_until=None,
    as_of=date(2026, 11, 25),
    issued_on=date(2026, 11, 26),
    valid_until=date(2027, 2, 26),
    code="7KQ2-M9XD-4F8T-0ZPC",
    check_address="www.ikk-nord.example/bescheinigung/pruefen/",
)
FULLEST = replace(
    CERTIFICATE,
    letterhead=LONGEST.letterhead,
    name=LONGEST.on_behalf_of,
    insured_as="in der Familienversicherung",
    insured_until=date(2027, 1, 31),
    check_address="www.portal.muster-ikk-norddeutschland.example/bescheinigung/pruefen/",
)


def printed(certificate: Certificate) -> tuple[Printed, Page]:
    paper = Printed(certificate.pdf())
    (page,) = paper.pages
    return paper, page


def test_certificate_says_who_is_insured_how_and_how_it_is_checked_in_the_order_of_reading() -> None:
    _, page = printed(CERTIFICATE)

    assert page.text == (
        "Muster-IKK Nord Datum 26. November 2026 Telefon 040 66969-0 Montag bis Freitag 8 bis 18 Uhr "
        "Versicherungsbescheinigung Wir bescheinigen: Diese Person ist bei uns krankenversichert. "
        "Name Dr. Anna Ahrens Geburtsdatum 09.03.1954 Versichertennummer A 000 500 015 Versichert als Mitglied "
        "Versichert seit 1. Januar 1999 Krankenkasse Muster-IKK Nord Nummer der Krankenkasse 100000001 "
        "Stand der Daten: 25. November 2026. Was sich danach geändert hat, steht hier nicht. "
        "Die Bescheinigung lässt sich bis zum 26. Februar 2027 prüfen. "
        "So lässt sich die Bescheinigung prüfen Auf der Seite www.ikk-nord.example/bescheinigung/pruefen/ Code, "
        "Name und Datum eingeben: Code: 7KQ2-M9XD-4F8T-0ZPC Name: Dr. Anna Ahrens Datum: 26.11.2026 "
        "„Stimmt überein“ heißt: Die Muster-IKK Nord hat an diesem Tag für diesen Namen eine "
        "Versicherungsbescheinigung ausgestellt. Die Seite nennt auch, wie und seit wann die Person versichert ist, "
        "und ein Ende, wenn es hier steht. Geburtsdatum und Nummern nennt sie nicht. "
        "Für den Arbeitgeber ist diese Bescheinigung nicht nötig. Er meldet die Beschäftigung elektronisch und bekommt "
        "von uns elektronisch die Bestätigung. Diese Bescheinigung hat ein Programm aus unseren Daten erstellt. Sie "
        "trägt deshalb keine Unterschrift. Seite 1 von 1 Muster-IKK Nord, Körperschaft des öffentlichen Rechts "
        "Musterstraße 1 · 20095 Hamburg service@ikk-nord.example · www.ikk-nord.example"
    )


def test_code_to_photograph_holds_the_address_of_the_page_and_nothing_else() -> None:
    _, page = printed(CERTIFICATE)

    assert page.codes() == ["https://www.ikk-nord.example/bescheinigung/pruefen/"]


def test_only_the_sheet_names_somebody() -> None:
    paper, _ = printed(CERTIFICATE)
    metadata: Any = paper.reader.metadata
    described = f"{dict(metadata)} {paper.catalog['/Metadata'].get_object().get_data().decode()}"

    assert metadata.title == "Versicherungsbescheinigung"
    for part in ("Ahrens", "500", "1954", "7KQ2", "M9XD"):
        assert part not in described


def test_certificate_can_be_kept_and_read_aloud() -> None:
    paper, _ = printed(CERTIFICATE)
    xml = paper.catalog["/Metadata"].get_object().get_data().decode()
    kinds = [element["/S"] for element in paper.structure()]

    assert "<pdfaid:part>2</pdfaid:part>" in xml
    assert "<pdfuaid:part>1</pdfuaid:part>" in xml
    assert kinds.count("/H1") == 1
    assert "/Table" not in kinds  # it would have no heads
    (code,) = [element for element in paper.structure() if element["/S"] == "/Figure"]
    assert code["/Alt"].startswith("QR-Code mit der Adresse der Seite, auf der sich die Bescheinigung prüfen lässt.")


def test_same_certificate_is_the_same_file() -> None:
    assert CERTIFICATE.pdf() == CERTIFICATE.pdf()


def test_longest_names_and_a_known_end_stay_on_one_sheet_between_the_margins() -> None:
    _, page = printed(FULLEST)

    assert "Versichert in der Familienversicherung" in page.text
    assert "Versichert bis 31. Januar 2027" in page.text
    assert within_the_margins(page)
    first_of_foot = next(line.top for line in page.lines if line.top > 265)
    assert max(mark.bottom for mark in page.chars if mark.top < first_of_foot - 5) < 268


@pytest.mark.parametrize("letters", [30, 45, 60, 75, 90])
def test_fullest_certificate_stays_on_one_sheet_however_long_the_name(letters: int) -> None:
    _, page = printed(replace(FULLEST, name=("Mwambene-Wollweber " * 5)[:letters].strip()))

    assert within_the_margins(page)


def within_the_margins(page: Page) -> bool:
    return all(mark.x0 >= 24.5 and mark.x1 <= 201 and mark.top >= 13 and mark.bottom <= 290 for mark in page.chars)


@pytest.mark.parametrize("changed", [{"name": "\u4e2d"}, {"letterhead": replace(NORD, legal_name="\u4e2d")}])
def test_what_the_font_lacks_is_refused_and_not_repeated(changed: dict[str, Any]) -> None:
    with pytest.raises(PaperError, match=r"^Die Bescheinigung enthält ein Zeichen") as refusal:
        replace(CERTIFICATE, **changed).pdf()

    assert "\u4e2d" not in str(refusal.value)


def test_name_of_an_ikk_that_takes_too_much_room_is_refused() -> None:
    with pytest.raises(PaperError, match="Bitte kürzen Sie den Namen der IKK"):
        replace(FULLEST, letterhead=replace(LONGEST.letterhead, name="Muster-IKK " * 9)).pdf()


HOSTILE = ('#panic("x")', "$x^2$", "*fett*", "= Titel", '"; #import "/etc/passwd"', f"{'W' * 45} {'W' * 45}")


def test_whatever_the_register_names_is_printed_as_text_on_one_sheet() -> None:
    """Long names of all characters that can be printed, with blanks and without."""
    every = "".join(filter(is_writable, map(chr, range(sys.maxunicode + 1))))
    names = [every[start : start + 70] for start in range(0, len(every), 70)]
    words = " ".join(every[start] for start in range(0, len(every), 31))

    for name in (*names, words, *HOSTILE):
        _, page = printed(replace(FULLEST, name=f"N{name}"))

        assert (name, within_the_margins(page)) == (name, True)
        assert len(page.codes()) == 1
