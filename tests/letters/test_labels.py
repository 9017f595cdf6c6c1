"""Label sheets, measured back from their PDF in millimetres."""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from letters.address_window import Address, fits, is_writable, lines, plain
from letters.labels import (
    GEOMETRY,
    LABELS_PER_PDF,
    MARGIN,
    Format,
    Label,
    LabelProblem,
    Placing,
    label_sheets,
    problem_of,
    trial_sheet,
)
from tests.letters.printed import Printed

DAY = date(2026, 11, 26)
WIDEST = lines(
    Address(
        "Prof. Dr. Maria-Magdalena Freifrau von und zu Hohenlohe-Schillingsfürst",
        "c/o Betreuungsbüro Nördlicher Kaiserstuhl, Rückgebäude, dritter Stock",
        "Straße des Siebzehnten Juni 1234 b Rückgeb.",
        "50667",
        "Köln",
    )
)
#: Upper left corners as the makers print them on the package: columns, rows, millimetres.
CORNERS = {
    Format.ZWECKFORM_3474: ([0.0, 70.0, 140.0], [0.5 + 37 * row for row in range(8)]),
    Format.L7163: ([4.65, 106.25], [15.15 + 38.1 * row for row in range(7)]),
}
SIZES = {Format.ZWECKFORM_3474: (70.0, 37.0), Format.L7163: (99.1, 38.1)}


def some(count: int) -> list[Label]:
    return [Label(f"B-7KQ2-{index:04}", (f"Anna {index}", "Hauptstraße 12", "50667 Köln")) for index in range(count)]


@pytest.mark.parametrize("format_", Format)
def test_each_label_begins_where_the_sheet_is_cut_and_stays_inside(format_: Format) -> None:
    columns, rows = CORNERS[format_]
    width, height = SIZES[format_]
    per_sheet = len(columns) * len(rows)
    labels = [Label("B-7KQ2-M9XD", WIDEST)] * (per_sheet + 1)

    pages = Printed(label_sheets(labels, Placing(format_), dated=DAY)).pages

    assert [page.size for page in pages] == [(210.0, 297.0)] * 2
    assert len(WIDEST) == 6
    for x in columns:
        for y in rows:
            marks = pages[0].within(x, y, x + width, y + height)
            assert "".join(mark.text for mark in marks) == "B-7KQ2-M9XD" + "".join(WIDEST)
            assert min(mark.x0 for mark in marks) == pytest.approx(x + MARGIN, abs=0.05)
            assert max(mark.x1 for mark in marks) <= x + width - MARGIN + 0.05
            assert min(mark.top for mark in marks) >= y + MARGIN - 1.1  # the box of a letter is higher than its ink
            assert max(mark.bottom for mark in marks) <= y + height - MARGIN + 0.8
    assert len(pages[0].chars) == per_sheet * len("B-7KQ2-M9XD" + "".join(WIDEST))


@pytest.mark.parametrize("format_", Format)
def test_print_begins_at_the_first_free_label_and_moves_by_the_offset(format_: Format) -> None:
    geometry = GEOMETRY[format_]
    last = geometry.per_sheet

    pages = Printed(label_sheets(some(2), Placing(format_, last, 1.5, -2.0), dated=DAY)).pages

    for page, place in zip(pages, (last - 1, 0), strict=True):
        x, y = geometry.corner(place)
        assert page.chars[0].x0 == pytest.approx(x + MARGIN + 1.5, abs=0.05)
        assert page.chars[0].top == pytest.approx(y + MARGIN - 2.0, abs=1.1)
    assert ["Anna 0" in page.text for page in pages] == [True, False]


@pytest.mark.parametrize("format_", Format)
def test_trial_sheet_outlines_every_label_where_it_is_cut(format_: Format) -> None:
    columns, rows = CORNERS[format_]
    width, height = SIZES[format_]

    (page,) = Printed(trial_sheet(Placing(format_, 5, 0.5, -0.5), dated=DAY)).pages

    frames = [(mark.x0, mark.top, mark.x1 - mark.x0, mark.bottom - mark.top) for mark in page.drawn]
    corners = [(x + 0.5, y - 0.5, width, height) for y in rows for x in columns]
    assert [pytest.approx(corner, abs=0.1) for corner in corners] == frames


def test_usual_addresses_are_set_in_ten_points_and_the_widest_in_no_less_than_seven_and_a_half() -> None:
    both = [Label("B-7KQ2-M9XD", WIDEST), *some(1)]

    page = Printed(label_sheets(both, Placing(Format.ZWECKFORM_3474), dated=DAY)).pages[0]

    sizes = [{round(mark.size, 1) for mark in page.within(x, 0.5, x + 70, 37.5)} - {6.5} for x in (0, 70)]
    assert min(sizes[0]) >= 7.5
    assert sizes[1] == {10.0}


@pytest.mark.parametrize(
    ("labels", "placing"),
    [
        ([], Placing(Format.L7163)),
        (some(LABELS_PER_PDF + 1), Placing(Format.L7163)),
        (some(1), Placing(Format.L7163, 0)),
        (some(1), Placing(Format.L7163, 15)),
        (some(1), Placing(Format.L7163, 1, 3.5)),
        (some(1), Placing(Format.L7163, 1, 0, -3.5)),
    ],
)
def test_what_is_not_on_the_sheet_is_refused(labels: list[Label], placing: Placing) -> None:
    with pytest.raises(ValueError, match=r"label|offset"):
        label_sheets(labels, placing, dated=DAY)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), min_size=1, max_size=7))
@example(["#panic()", '"; #read("/etc/passwd")', "$x$ *fett* _schräg_ `code` @label <label>"])
@example(["\\u{41}", "// nichts", "= Überschrift", "- Punkt", "{}[]"])
@example(["ﬁ ﬂ Ǆ", "A\u0308rger"])
def test_hostile_text_stays_text_or_is_refused(texts: list[str]) -> None:
    label = Label("B-7KQ2-M9XD", tuple(plain(text) for text in texts))

    if problem_of(label):
        with pytest.raises(LabelProblem) as refused:
            label_sheets([label], Placing(Format.L7163), dated=DAY)
        assert refused.value.number == "B-7KQ2-M9XD"
        return
    page = Printed(label_sheets([label], Placing(Format.L7163), dated=DAY)).pages[0]

    assert fits(label.address) is None
    assert all(is_writable(line) for line in label.address)
    assert "".join(mark.text for mark in page.chars[11:]).replace(" ", "") == "".join(label.address).replace(" ", "")
