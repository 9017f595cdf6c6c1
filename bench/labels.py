"""``python -m bench.labels``: 1,000 address labels, against PIN letters on as many sheets, in rotation."""

import operator
import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import median

from bench.letters import some_letters
from letters.labels import GEOMETRY, LABELS_PER_PDF, Format, Label, Placing, label_sheets
from letters.pin_letter import pin_letters

ROUNDS = 5
DAY = date(2026, 11, 26)


def labels(format_: Format) -> None:
    """Make as many labels as go into one PDF."""
    people = (Label(f"B-0000-{n:04}", (f"Anna {n} Ahrens", f"Hauptstraße {n}", "50667 Köln")) for n in range(1000))
    label_sheets(list(people)[:LABELS_PER_PDF], Placing(format_), dated=DAY)


def letters_on_as_many_sheets(format_: Format) -> None:
    """Make PIN letters on as many sheets as the labels of a format take."""
    sheets = -(-LABELS_PER_PDF // GEOMETRY[format_].per_sheet)
    list(pin_letters(some_letters(sheets)))


def seconds(make: Callable[[Format], None], format_: Format) -> float:
    start = time.perf_counter()
    make(format_)
    return time.perf_counter() - start


def main() -> int:
    """Measure, print, and say whether the goal was kept."""
    for format_ in Format:  # warm
        labels(format_)
        letters_on_as_many_sheets(format_)
    print(f"| {LABELS_PER_PDF} labels | s | × as many sheets of PIN letters | goal | kept |\n|---|---|---|---|---|")
    kept = True
    for format_ in Format:
        rounds = [(seconds(labels, format_), seconds(letters_on_as_many_sheets, format_)) for _ in range(ROUNDS)]
        seen = median(one for one, _ in rounds)
        ratio = median(operator.truediv(*one) for one in rounds)
        kept &= seen <= 3
        print(f"| {format_} | {seen:.2f} | {ratio:.2f} | ≤ 3 s | {'yes' if seen <= 3 else '**no**'} |")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
