"""What a room counts of its own for the statistics pages; the rooms offer theirs in ``figures.py``.

A room names its figures in ``FIGURES`` (key -> German name) and yields in ``counts()`` what its tables hold now. What
it has erased meanwhile stays counted: the statistics never take a number back. Pages see sums of months, rounded.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Count:
    """How often something happened on one day of Berlin at one IKK.

    Attributes:
        figure: key of ``FIGURES``.
        day: when it happened.
        region: slug of the IKK; empty where nobody knows which one.
        count: how often, at least once.
    """

    figure: str
    day: date
    region: str
    count: int
