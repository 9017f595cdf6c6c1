"""Sheets of address labels, exact to the tenth of a millimetre; printed at 100 %, "actual size".

Geometry of the makers: the sheets are A4, and the labels lie in the middle of them. Printers pull paper a little askew
or too far: an offset in millimetres moves everything. Type is as large as the longest line of the address allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from letters.address_window import FONT_SIZE, fits, is_writable, width
from letters.engine import PaperError, typeset_and_forget

LABELS_PER_PDF = 1000
MOST_OFFSET = 3.0  # mm; less than the margin in a label
MARGIN = 5.0  # mm in each label; laser printers leave four at the edge of the sheet
_LEAST_SIZE = 7.5  # pt; what fits the window of an envelope fits each label with more


class Format(StrEnum):
    """The label sheets that can be bought everywhere."""

    ZWECKFORM_3474 = "3474"
    L7163 = "L7163"


@dataclass(frozen=True)
class Geometry:
    """Where labels lie on an A4 sheet; all measures in millimetres, the pitch from label to label."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    pitch_x: float
    pitch_y: float

    @property
    def per_sheet(self) -> int:
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Return the upper left corner of a label; the places of a sheet count from 0, row by row."""
        row, column = divmod(place, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y


GEOMETRY = {
    Format.ZWECKFORM_3474: Geometry(3, 8, 70.0, 37.0, 0.0, 0.5, 70.0, 37.0),
    Format.L7163: Geometry(2, 7, 99.1, 38.1, 4.65, 15.15, 101.6, 38.1),
}


@dataclass(frozen=True)
class Label:
    """What stands on one label.

    Attributes:
        number: of the order, small above the address.
        address: lines from top to bottom, as ``address_window.lines`` returns them.
    """

    number: str
    address: tuple[str, ...]


@dataclass(frozen=True)
class Placing:
    """How a print begins.

    Attributes:
        format: of the sheets in the printer.
        start: the first free label of the first sheet, from 1.
        offset_x, offset_y: by how many millimetres everything moves to the right, and down.
    """

    format: Format
    start: int = 1
    offset_x: float = 0.0
    offset_y: float = 0.0


class LabelProblem(PaperError):
    """One label cannot be printed; ``number`` says which, the message (German) says why and repeats no text."""

    def __init__(self, number: str, message: str) -> None:
        super().__init__(message)
        self.number = number


def problem_of(label: Label) -> str:
    """Return why ``label`` cannot be printed, in German; empty if it can."""
    if problem := fits(label.address):
        return problem.message
    for number, line in enumerate(label.address, start=1):
        if not is_writable(line):
            return f"Zeile {number} der Anschrift enthält ein Zeichen, das die Schrift nicht hat."
    return ""


def label_sheets(labels: Sequence[Label], placing: Placing, *, dated: date) -> bytes:
    """Return one PDF of all labels, row by row from the first free one.

    Raises:
        LabelProblem: an address cannot be printed; ``problem_of`` finds which beforehand.
        ValueError: there are none or too many, or the placing is not on the sheet.
    """
    for label in labels:
        if problem := problem_of(label):
            raise LabelProblem(label.number, problem)
    return _sheets(labels, placing, dated, is_trial=False)


def trial_sheet(placing: Placing, *, dated: date) -> bytes:
    """Return one PDF with the outlines of all labels and their numbers, to hold plain paper against a sheet of labels.

    Raises:
        ValueError: the placing is not on the sheet.
    """
    geometry = GEOMETRY[placing.format]
    numbers = range(1, geometry.per_sheet + 1)
    labels = [Label(f"Etikett {number}", ("Probedruck",)) for number in numbers]
    return _sheets(labels, replace(placing, start=1), dated, is_trial=True)


def _sheets(labels: Sequence[Label], placing: Placing, dated: date, *, is_trial: bool) -> bytes:
    geometry = GEOMETRY[placing.format]
    _check(labels, placing, geometry)
    printed = [_for_template(label, geometry) for label in labels]
    free = geometry.per_sheet - placing.start + 1
    later = range(free, len(printed), geometry.per_sheet)
    sheets = [printed[:free], *(printed[begin : begin + geometry.per_sheet] for begin in later)]
    places = [geometry.corner(place) for place in range(geometry.per_sheet)]
    data = {
        "sheets": sheets,
        "first": placing.start - 1,
        "frames": is_trial,
        "margin": MARGIN,
        "places": [[x + placing.offset_x + MARGIN, y + placing.offset_y + MARGIN] for x, y in places],
        "width": geometry.width - 2 * MARGIN,
        "height": geometry.height - 2 * MARGIN,
    }
    return typeset_and_forget("labels", data, dated=dated)


def _check(labels: Sequence[Label], placing: Placing, geometry: Geometry) -> None:
    if not 1 <= len(labels) <= LABELS_PER_PDF:
        raise ValueError(f"{len(labels)} labels")
    if not 1 <= placing.start <= geometry.per_sheet:
        raise ValueError(f"no label {placing.start} on a sheet")
    if max(abs(placing.offset_x), abs(placing.offset_y)) > MOST_OFFSET:
        raise ValueError("too large an offset")


def _for_template(label: Label, geometry: Geometry) -> dict[str, object]:
    room = geometry.width - 2 * MARGIN
    widest = max(map(width, label.address))
    size = min(FONT_SIZE, int(10 * FONT_SIZE * room / widest) / 10)
    return {"number": label.number, "lines": label.address, "size": max(size, _LEAST_SIZE)}
