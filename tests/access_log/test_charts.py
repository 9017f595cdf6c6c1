"""From figures to places on a drawing: shares and rem as text, whatever the figures are."""

import pytest

from access_log.charts import Chart, Kind, Row, fields, shortened, written


def chart(kind: Kind, *rows: Row, heads: tuple[str, ...] = ("Anzahl",)) -> Chart:
    return Chart("key", "Titel", "Satz.", "Name", heads, rows, kind)


def test_longest_bar_leaves_room_for_its_figure() -> None:
    first, second, third = chart(Kind.BARS, Row("a", (1_000,)), Row("b", (500,)), Row("c", (0,))).bars

    assert (first.width, first.end, first.text) == ("74.00%", "74.00%", "1.000")
    assert (second.width, third.width) == ("37.00%", "0.00%")
    assert [bar.y for bar in (first, second, third)] == ["1.375rem", "4.125rem", "6.875rem"]


def test_columns_stand_side_by_side_and_mark_the_time_before() -> None:
    heads = ("jetzt", "davor")
    left, right = chart(Kind.COLUMNS, Row("a", (50, 100)), Row("b", (100, 0)), heads=heads).columns

    assert (left.x, left.width, left.height, left.y, left.before_y) == (
        "5.00%",
        "40.00%",
        "5.625rem",
        "7rem",
        "1.25rem",
    )
    assert (right.x, right.height, right.before_y, right.text) == ("55.00%", "11.25rem", "", "100")


def test_of_many_columns_some_are_named_and_none_is_spelled_out() -> None:
    columns = chart(Kind.COLUMNS, *(Row(f"Tag {number}", (number,)) for number in range(31))).columns

    assert [column.name for column in columns if column.name] == [f"Tag {number}" for number in range(0, 31, 4)]
    assert {column.text for column in columns} == {""}


def test_line_says_how_high_many_columns_are() -> None:
    few = [Row(f"Tag {number}", (number, 2 * number)) for number in range(13)]
    many = [*few, Row("Tag 13", (1_300, 1_400))]

    assert chart(Kind.COLUMNS, *many, heads=("jetzt", "davor")).scale == "1.400"
    assert chart(Kind.COLUMNS, *few).scale == ""  # each has its own
    assert chart(Kind.COLUMNS, *[Row("a", (0,))] * 14).scale == ""


def test_last_name_has_room_or_is_left_out() -> None:
    columns = chart(Kind.COLUMNS, *(Row(f"Monat {number}", (number,)) for number in range(25))).columns

    assert [column.name for column in columns if column.name] == [f"Monat {number}" for number in range(0, 24, 4)]


def test_bars_in_time_mark_the_time_before_on_the_same_scale() -> None:
    rows = Row("Mo 01.06.", (50, 100)), Row("Di 02.06.", (100, 50))
    less, more = chart(Kind.COLUMNS, *rows, heads=("jetzt", "davor")).bars

    assert (less.x, less.width, less.before) == ("26.00%", "23.00%", "72.00%")
    assert (more.x, more.width, more.before) == ("26.00%", "46.00%", "49.00%")
    assert less.end == more.end == "72.00%"  # no mark lies on a figure


def test_divided_bar_is_whole() -> None:
    ((_, shares),) = chart(Kind.SHARES, Row("a", (60, 30, 10)), heads=("x", "y", "z")).shares

    assert [(share.x, share.width) for share in shares] == [
        ("0.00%", "60.00%"),
        ("60.00%", "30.00%"),
        ("90.00%", "10.00%"),
    ]


@pytest.mark.parametrize("kind", list(Kind))
def test_chart_of_nothing_is_drawn_as_nothing(kind: Kind) -> None:
    empty = chart(kind, Row("a", (0,)))

    assert [bar.width for bar in empty.bars] == ["0.00%"]
    assert [column.height for column in empty.columns] == ["0rem"]
    assert [bar.width for bar, _ in empty.shares] == ["0.00%"]
    assert (chart(kind).bars, chart(kind).columns, chart(kind).height) == ([], [], "0rem")


def test_strengths_are_steps_up_to_the_highest_figure() -> None:
    ((nothing, least, half, most),) = fields([[0, 1, 50, 100]])

    assert [field.strength for field in (nothing, least, half, most)] == [0, 1, 3, 5]
    assert [[field.strength for field in line] for line in fields([[0]])] == [[0]]


def test_figures_and_names_are_written_as_people_read_them() -> None:
    assert written(1_234_560) == "1.234.560"
    assert (shortened("kurz"), len(shortened("x" * 80))) == ("kurz", 34)
