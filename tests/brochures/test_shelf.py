"""What visitors read about copies: nothing while there are enough, the number when they are few."""

from importlib import import_module

import pytest

from brochures.shelf import SHOWN_WHEN_FEW, availability


@pytest.mark.parametrize(
    ("copies", "words"),
    [
        (None, ""),
        (0, "zurzeit vergriffen"),
        (1, "nur noch 1 Exemplar"),
        (2, "nur noch 2 Exemplare"),
        (SHOWN_WHEN_FEW - 1, "nur noch 19 Exemplare"),
        (SHOWN_WHEN_FEW, ""),
        (600, ""),
    ],
)
def test_words_follow_the_number(copies: int | None, words: str) -> None:
    assert availability(copies) == words


def test_trigger_of_the_page_cache_knows_the_same_number() -> None:
    assert import_module("brochures.migrations.0002_shelf").SHOWN_WHEN_FEW == SHOWN_WHEN_FEW
