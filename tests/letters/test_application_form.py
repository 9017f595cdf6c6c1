"""Applications to be filled in by hand, measured back from their PDFs."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from internetfiliale.applications import APPLICATIONS, Application
from letters.application_form import ApplicationForm, Blank, Section
from letters.engine import PaperError
from tests.letters.printed import Page, Printed
from tests.letters.test_own_letter import in_window

PLAIN = ApplicationForm(
    name="Dr. Anna Ahrens",
    number="A 000 500 015",
    address=("Muster-IKK Rheinland", "Servicestelle Köln", "Musterallee 47", "50667 Köln"),
    phone="0221 4710 100",
    title="Antrag auf Haushaltshilfe",
    basis="§ 38 SGB V",
    sections=(
        Section("Wann?", (Blank("Vom … bis zum …", 2),)),
        Section("Wer?", (Blank("Hilft jemand?", choices=("nein", "ja"), then="Wenn ja: wer?"),)),
    ),
    enclosures=("die Bescheinigung der Klinik",),
    dated=date(2026, 11, 26),
)


def filled_with(application: Application) -> ApplicationForm:
    return replace(
        PLAIN,
        title=application.title,
        basis=application.basis,
        sections=application.sections,
        enclosures=application.enclosures,
    )


def test_application_says_whose_it_is_and_what_is_asked_in_the_order_of_reading() -> None:
    foot = "Antrag auf Haushaltshilfe · Versichertennummer A 000 500 015"

    assert [page.text for page in Printed(PLAIN.pdf()).pages] == [
        (
            "Muster-IKK Rheinland Servicestelle Köln Musterallee 47 50667 Köln "
            "Name Dr. Anna Ahrens Versichertennummer A 000 500 015 Antrag auf Haushaltshilfe "
            "Bitte füllen Sie den Antrag von Hand aus, unterschreiben Sie ihn, und schicken Sie ihn per Post an die "
            "Anschrift oben: Sie passt in das Fenster eines Briefumschlags. Fragen? Rufen Sie uns an: 0221 4710 100 "
            "Wann? Vom … bis zum … Wer? Hilft jemand? nein ja Wenn ja: wer? "
            f"Was dazugehört Bitte legen Sie bei: • die Bescheinigung der Klinik {foot} Seite 1 von 2"
        ),
        (
            "Unterschrift Meine Angaben sind vollständig und richtig. Ort und Datum Unterschrift "
            "Mit Ihren Angaben prüfen wir diesen Antrag (§ 38 SGB V, § 284 Abs. 1 SGB V). Was mit Ihren Daten "
            f"geschieht, steht in unserer Datenschutzerklärung; auf Wunsch schicken wir sie Ihnen. {foot} Seite 2 von 2"
        ),
    ]


def test_window_shows_the_ikk_and_nothing_else() -> None:
    page = Printed(PLAIN.pdf()).pages[0]

    assert in_window(page) == "".join(PLAIN.address)


def test_every_line_has_room_for_handwriting() -> None:
    page = Printed(PLAIN.pdf()).pages[0]
    label = page.find("Vom")[0]
    lines = sorted(
        line.bottom for line in page.drawn if line.x0 > 20 and label.top < line.bottom < page.find("Wer?")[0].top
    )

    assert len(lines) == 2
    assert lines[0] - label.bottom >= 7
    assert lines[1] - lines[0] == pytest.approx(9, abs=0.1)


@pytest.mark.parametrize("application", APPLICATIONS, ids=lambda one: one.key)
def test_every_application_stays_between_the_margins_and_is_numbered(application: Application) -> None:
    paper = Printed(filled_with(application).pdf())

    for number, page in enumerate(paper.pages, start=1):
        assert page.text.endswith(f"Seite {number} von {len(paper.pages)}")
        assert within_the_margins(page)
    assert len(paper.pages) == 2
    assert "Unterschrift" in paper.pages[-1].text
    kinds = [element["/S"] for element in paper.structure()]
    assert (kinds.count("/H1"), kinds.count("/H2")) == (1, len(application.sections) + 2)


def within_the_margins(page: Page) -> bool:
    return all(mark.x0 >= 24.5 and mark.x1 <= 191 and mark.top >= 26 and mark.bottom <= 285 for mark in page.chars)


def test_description_of_the_file_names_the_matter_and_nobody() -> None:
    paper = Printed(PLAIN.pdf())
    metadata: Any = paper.reader.metadata
    xml = paper.catalog["/Metadata"].get_object().get_data().decode()

    assert metadata.title == "Antrag auf Haushaltshilfe"
    assert "<pdfuaid:part>1</pdfuaid:part>" in xml
    assert "Ahrens" not in f"{dict(metadata)} {xml}"
    assert "500" not in f"{metadata.title} {metadata.subject} {metadata.keywords}"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"address": ("W" * 60, "50667 Köln")}, "zu lang für das Fenster"),
        ({"name": "\u4e2d"}, "Ihr Name enthält ein Zeichen"),
    ],
)
def test_what_cannot_be_printed_is_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(PaperError, match=message):
        replace(PLAIN, **changed).pdf()


def test_name_is_printed_as_text_whatever_it_is() -> None:
    name = '#panic("x") $x^2$ *fett* = Titel'
    page = Printed(replace(PLAIN, name=name).pdf()).pages[0]

    assert name in page.text
