"""Delivery notes, measured back from their PDF."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from letters.address_window import plain
from letters.delivery_note import (
    MOST_ITEMS,
    NOTES_PER_PDF,
    DeliveryNote,
    Item,
    NoteProblem,
    delivery_notes,
    problem_of,
)
from letters.engine import PaperError
from tests.letters.printed import LONGEST, NORD, Printed
from tests.letters.test_labels import WIDEST

TITLE = "Mutterschaftsgeld und Elternzeit: was Ihnen zusteht und wie Sie es beantragen, 2. Ausgabe"
NOTE = DeliveryNote(
    letterhead=NORD,
    address=WIDEST,
    number="B-7KQ2-M9XD",
    ordered_on=date(2026, 11, 24),
    printed_on=date(2026, 11, 26),
    items=(Item(3, TITLE), Item(1, "#panic() *Zähne* $x$")),
    kept_days=30,
)


def test_note_is_one_page_with_the_address_in_the_window() -> None:
    (page,) = Printed(delivery_notes([NOTE])).pages

    address = page.within(20, 62.7, 105, 90)
    assert "".join(mark.text for mark in address) == "".join(WIDEST)
    assert min(mark.x0 for mark in address) == pytest.approx(25, abs=0.01)
    assert max(mark.x1 for mark in address) <= 102
    assert max(mark.bottom for mark in address) <= 87.1  # three millimetres to the edge of the window


def test_note_says_what_is_in_the_envelope_and_when_the_address_is_erased() -> None:
    text = Printed(delivery_notes([NOTE])).pages[0].text

    for words in (
        "Bestellung B-7KQ2-M9XD",
        "am 24. November 2026 haben Sie Broschüren bestellt",
        "#panic() *Zähne* $x$",
        "4 zusammen",
        "Fehlt etwas? Rufen Sie uns bitte an: 040 66969-0",
        "Ihre Anschrift löschen wir 30 Tage nach dem Versand.",
        "Seite 1 von 1",
    ):
        assert words in text
    assert "€" not in text


def test_as_many_brochures_as_allowed_with_the_longest_titles_and_letterhead_stay_on_one_page() -> None:
    full = replace(NOTE, letterhead=LONGEST.letterhead, items=(Item(20, TITLE),) * MOST_ITEMS)
    roomy = replace(full, items=(Item(20, TITLE),) * 8)

    assert len(Printed(delivery_notes([full, roomy])).pages) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"address": ("A",) * 7}, "Die Anschrift hat 7 Zeilen. Ins Fenster des Briefumschlags passen 6."),
        ({"address": ("Anna", "山")}, "Zeile 2 der Anschrift enthält ein Zeichen, das die Schrift nicht hat."),
        (
            {"items": (Item(1, "山"),)},
            "Der Titel einer Broschüre oder der Briefkopf enthält ein Zeichen, das die Schrift nicht hat.",
        ),
        ({"items": ()}, "Auf einen Lieferschein passen 1 bis 25 verschiedene Broschüren."),
        (
            {"letterhead": replace(NORD, town="Hamburg" * 9)},
            "Die Absenderzeile über der Anschrift ist zu lang. Bitte kürzen Sie Name oder Anschrift der IKK.",
        ),
    ],
)
def test_note_that_cannot_be_printed_is_named(changes: dict[str, object], message: str) -> None:
    with pytest.raises(NoteProblem) as refused:
        delivery_notes([NOTE, replace(NOTE, number="B-0000-0001", **changes)])  # type: ignore[arg-type]

    assert (refused.value.number, str(refused.value)) == ("B-0000-0001", message)


def test_titles_that_would_run_onto_a_second_page_are_refused() -> None:
    with pytest.raises(PaperError, match="passt nicht auf eine Seite"):
        delivery_notes([replace(NOTE, items=(Item(1, "W " * 900),))])


@pytest.mark.parametrize("count", [0, NOTES_PER_PDF + 1])
def test_no_note_and_too_many_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} delivery notes"):
        delivery_notes([NOTE] * count)


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_TEXT, min_size=1, max_size=7), _TEXT)
@example(["#panic()", '"; #read("/etc/passwd")', "$x$ *fett* _schräg_ `code` @label <label>"], "#panic()")
@example(["\\u{41}", "// nichts", "= Überschrift", "- Punkt", "{}[]"], "/* nichts */ ] #sys.inputs")
@example(["ﬁ ﬂ Ǆ", "A\u0308rger"], "ﬁ \u0308")
def test_hostile_text_stays_text_or_is_refused(texts: list[str], title: str) -> None:
    note = replace(NOTE, address=tuple(plain(text) for text in texts), items=(Item(1, title),))

    if problem_of(note):
        with pytest.raises(NoteProblem) as refused:
            delivery_notes([note])
        assert refused.value.number == "B-7KQ2-M9XD"
        return
    (page,) = Printed(delivery_notes([note])).pages

    window = "".join(mark.text for mark in page.within(20, 62.7, 105, 90))
    assert window.replace(" ", "") == "".join(note.address).replace(" ", "")
    assert plain(title).replace(" ", "") in "".join(mark.text for mark in page.chars).replace(" ", "")
