"""Two versions of a text side by side, line by line. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest


@dataclass(frozen=True)
class Row:
    """Lines that stand beside each other.

    Attributes:
        left: line of the first text; None where it has none here.
        right: line of the second text; None where it has none here.
        state: in German words what is the matter; empty if both are equal.
    """

    left: str | None
    right: str | None
    state: str = ""


def compare(left: str, right: str) -> Iterator[Row]:
    """Yield the rows of a comparison, in the order of the texts."""
    one, other = left.splitlines(), right.splitlines()
    for kind, start, end, other_start, other_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for line, other_line in zip_longest(one[start:end], other[other_start:other_end]):
            yield Row(line, other_line, "" if kind == "equal" else _state(line, other_line))


def _state(line: str | None, other: str | None) -> str:
    if line is None:
        return "nur rechts"
    return "nur links" if other is None else "verschieden"
