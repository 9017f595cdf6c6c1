"""Two texts stand side by side, and each row says what is the matter."""

from regions.text_comparison import Row, compare


def test_rows_of_a_comparison() -> None:
    left = "gleich\nalt\nnur hier\ngleich auch"
    right = "gleich\nneu\ngleich auch\ndazu"

    assert list(compare(left, right)) == [
        Row("gleich", "gleich"),
        Row("alt", "neu", "verschieden"),
        Row("nur hier", None, "nur links"),
        Row("gleich auch", "gleich auch"),
        Row(None, "dazu", "nur rechts"),
    ]


def test_equal_texts_have_no_difference() -> None:
    assert [row.state for row in compare("a\nb", "a\nb")] == ["", ""]
    assert list(compare("", "")) == []
