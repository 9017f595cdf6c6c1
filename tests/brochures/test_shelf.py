"""What visitors read about copies: nothing while there are enough, the number when they are few."""

from importlib import import_module

import pytest

from brochures.models import Brochure
from brochures.shelf import FEW, Offer


@pytest.mark.parametrize(
    ("copies", "words"),
    [
        (None, ""),
        (0, "zurzeit vergriffen"),
        (1, "nur noch 1 Exemplar"),
        (2, "nur noch 2 Exemplare"),
        (FEW - 1, "nur noch 19 Exemplare"),
        (FEW, ""),
        (600, ""),
    ],
)
def test_words_follow_the_number(copies: int | None, words: str) -> None:
    assert Offer(Brochure(), copies).shelf_note == words


def test_trigger_of_the_page_cache_knows_the_same_number() -> None:
    assert import_module("brochures.migrations.0002_shelf").FEW == FEW
