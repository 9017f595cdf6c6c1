"""Charts without a script: figures with their names become places and sizes for a template to draw as SVG.

Nothing here knows where figures come from. Widths are shares of the drawing, so that text keeps its size on every
screen; heights are rem, so that rows grow with the reader's letters. Places are text: templates would write numbers in
the German way.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from django.utils.formats import number_format

_BAR_SHARE = 74  # percent of the drawing that the longest bar takes; its figure stands behind it
_ROW = 2.75  # rem: the name above its bar
_LINE = 1.625  # rem: the name before its bar
_LINE_START, _LINE_SHARE = 26, 46  # percent
_PLOT_TOP, _PLOT = 1.375, 11.25  # rem above the highest column, and of it
_SPELLED_OUT = 13  # so many columns have their figures printed above them
_LABELS = 8  # so many columns have their names below them
_LONGEST_NAME = 34  # characters that a phone has room for; the table has the whole name


class Kind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    COLUMNS = "columns"  # in time; on a phone they become bars
    SHARES = "shares"  # bars of equal length, divided


@dataclass(frozen=True)
class Row:
    """A name with its figures, one for each head of the chart; files have the ``whole`` name where it is shortened."""

    name: str
    values: tuple[int, ...]
    whole: str = ""

    @property
    def texts(self) -> list[str]:
        return [written(value) for value in self.values]


@dataclass(frozen=True)
class Bar:
    """One bar as a template draws it; ``before`` is where the figure of the time before is marked, if there is one.

    Its figure stands behind both: at ``end``.
    """

    name: str
    text: str
    name_y: str
    y: str
    x: str
    width: str
    end: str
    before: str


@dataclass(frozen=True)
class Column:
    """One column; ``before_y`` is where the figure of the time before is marked, if there is one."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    name: str
    name_x: str
    name_anchor: str
    text: str
    text_y: str
    before_y: str


@dataclass(frozen=True)
class Share:
    """One part of a divided bar."""

    number: int
    x: str
    width: str


@dataclass(frozen=True)
class Chart:
    """Figures that belong together.

    Attributes:
        key: names it in addresses.
        title: what is counted by what.
        reading: one sentence that says what the chart shows.
        name_head: what the names are ("Bereich").
        heads: what each figure of a row is; columns mark the second one as the time before.
        rows: names and figures, in the order in which they are shown.
        kind: how it is drawn.
    """

    key: str
    title: str
    reading: str
    name_head: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    kind: Kind = Kind.BARS

    @property
    def is_in_time(self) -> bool:
        return self.kind is Kind.COLUMNS

    @property
    def is_divided(self) -> bool:
        return self.kind is Kind.SHARES

    @property
    def height(self) -> str:
        """Of the drawing with bars."""
        return _rem(len(self.rows) * (_LINE if self.is_in_time else _ROW))

    @property
    def bars(self) -> list[Bar]:
        """The first figure of each row; in time close to each other, else with room for long names."""
        most = max((value for row in self.rows for value in row.values[: 2 if self.is_in_time else 1]), default=0)
        return [self._bar(number, row, most) for number, row in enumerate(self.rows)]

    def _bar(self, number: int, row: Row, most: int) -> Bar:
        start, share = (_LINE_START, _LINE_SHARE) if self.is_in_time else (0, _BAR_SHARE)
        top = number * (_LINE if self.is_in_time else _ROW)
        width = share * row.values[0] / most if most else 0
        before = share * row.values[1] / most if most and self.is_in_time and row.values[1:] else 0
        name_y, bar_y = (1.0625, 0.375) if self.is_in_time else (0.9375, 1.375)
        return Bar(
            name=shortened(row.name),
            text=written(row.values[0]),
            name_y=_rem(top + name_y),
            y=_rem(top + bar_y),
            x=_percent(start),
            width=_percent(width),
            end=_percent(start + max(width, before)),
            before=_percent(start + before) if before else "",
        )

    @property
    def columns(self) -> list[Column]:
        """Rows from left to right."""
        return [self._column(number, row, self._highest) for number, row in enumerate(self.rows)]

    @property
    def scale(self) -> str:
        """The highest figure of columns, for a line at its height; nothing where all have theirs printed."""
        return written(self._highest) if self._highest and len(self.rows) > _SPELLED_OUT else ""

    @property
    def _highest(self) -> int:
        return max((value for row in self.rows for value in row.values[:2]), default=0)

    def _column(self, number: int, row: Row, most: int) -> Column:
        step = 100 / len(self.rows)
        height = _PLOT * row.values[0] / most if most else 0
        top = _PLOT_TOP + _PLOT - height
        before = _PLOT * row.values[1] / most if most and row.values[1:] else 0
        is_spelled_out = len(self.rows) <= _SPELLED_OUT
        every = -(-len(self.rows) // _LABELS)
        is_named = number % every == 0 and number + every <= len(self.rows) + 1  # the last one must have room
        return Column(
            x=_percent(number * step + step * 0.1),
            y=_rem(top),
            width=_percent(step * 0.8),
            height=_rem(height),
            middle=_percent((number + 0.5) * step),
            name=row.name if is_named else "",
            name_x=_percent((number + 0.5) * step) if is_spelled_out else _percent(number * step + step * 0.1),
            name_anchor="middle" if is_spelled_out else "start",
            text=written(row.values[0]) if is_spelled_out else "",
            text_y=_rem(top - 0.375),
            before_y=_rem(_PLOT_TOP + _PLOT - before - 0.125) if before else "",
        )

    @property
    def shares(self) -> list[tuple[Bar, list[Share]]]:
        """Each row as a whole, divided by its figures."""
        return [(self._bar(number, row, row.values[0]), _shares(row)) for number, row in enumerate(self.rows)]


def _shares(row: Row) -> list[Share]:
    whole = sum(row.values) or 1
    ends = list(accumulate(row.values, initial=0))
    return [
        Share(number, _percent(100 * start / whole), _percent(100 * value / whole))
        for number, (start, value) in enumerate(zip(ends, row.values, strict=False), 1)
    ]


def written(value: int) -> str:
    """Return a figure as people write it ("12.340")."""
    return str(number_format(value, force_grouping=True))


def shortened(name: str) -> str:
    """Return a name that fits on a phone."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def _rem(height: float) -> str:
    return f"{round(height, 3):g}rem"


@dataclass(frozen=True)
class Field:
    """One field of a heat map, in one of six strengths; none at all has strength 0."""

    text: str
    strength: int


def fields(values: list[list[int]]) -> list[list[Field]]:
    """Return the fields of a heat map: strengths are equal steps up to the highest figure."""
    most = max((value for line in values for value in line), default=0)
    return [[Field(written(value), strength(value, most)) for value in line] for line in values]


def strength(value: int, most: int) -> int:
    """Return 1 to 5 for a part of the highest figure, 0 for nothing."""
    return -(-5 * value // most) if most else 0
