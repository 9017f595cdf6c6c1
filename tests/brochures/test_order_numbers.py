"""Order numbers as people type them and scanners read them."""

import pytest

from brochures.order_numbers import read_order_number


@pytest.mark.parametrize(
    "typed",
    ["B-7K10-M9XD", "b7kiom9xd", " 7K10 M9XD ", "Bß7K10ßM9XD", "B–7KLO–M9XD", "7k1o-m9xd"],
)
def test_number_is_read_however_it_is_typed(typed: str) -> None:
    assert read_order_number(typed) == "B-7K10-M9XD"


@pytest.mark.parametrize("typed", ["", "B", "B-7K10-M9X", "B-7K10-M9XDD", "A-7K10-M9XD", "B-7K10-M9XU", "٧K10M9XD"])
def test_what_names_no_order_is_none(typed: str) -> None:
    assert read_order_number(typed) is None
