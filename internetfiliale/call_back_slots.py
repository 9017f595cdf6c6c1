"""When a service office can call somebody back: pieces of its opening hours on the next days; no queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format

from regions.opening import LOOK_AHEAD, OpeningTimes

DAYS = 5  # on which the office is open, from the next one on
_LENGTH = timedelta(hours=2)  # of a slot, about: nobody wants to sit by the telephone for half a day


@dataclass(frozen=True)
class Slot:
    """One piece of a day, wall-clock times in Germany."""

    day: date
    begins: time
    ends: time

    def __str__(self) -> str:
        """As a form carries it: "2026-11-27 08:00 10:00"."""
        return f"{self.day.isoformat()} {self.begins:%H:%M} {self.ends:%H:%M}"

    @classmethod
    def read(cls, text: str) -> "Slot":
        """Return what ``str`` has written."""
        day, begins, ends = text.split(" ")
        return cls(date.fromisoformat(day), time.fromisoformat(begins), time.fromisoformat(ends))

    @property
    def in_words(self) -> str:
        """Day and time: "Freitag, 27. November 2026, 8 bis 10 Uhr"."""
        return f"{self.day_in_words}, {self.time_in_words}"

    @property
    def day_in_words(self) -> str:
        return date_format(self.day, "l, j. F Y")

    @property
    def time_in_words(self) -> str:
        return f"{_clock(self.begins)} bis {_clock(self.ends)} Uhr"


def slots(times: OpeningTimes, today: date) -> list[Slot]:
    """Return the slots of the next days on which the office is open, from tomorrow on; none where it has no hours."""
    days = (today + timedelta(days=ahead) for ahead in range(1, LOOK_AHEAD + 1))
    open_days = [day for day in days if times.spans_on(day)][:DAYS]
    return [
        Slot(day, begins, ends)
        for day in open_days
        for span in times.spans_on(day)
        for begins, ends in _pieces(span.opens, span.closes)
    ]


def _pieces(opens: time, closes: time) -> Iterator[tuple[time, time]]:
    """Cut a span into pieces of two hours; what remains makes the last one longer or shorter."""
    begins, end = (datetime.combine(date.min, at) for at in (opens, closes))
    for left in range(max(1, round((end - begins) / _LENGTH)), 0, -1):
        ends = begins + _LENGTH if left > 1 else end
        yield begins.time(), ends.time()
        begins = ends


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02}" if at.minute else str(at.hour)
