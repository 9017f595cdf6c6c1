"""Lines of the core system's answers: which case has come how far, on which day (docs/core-system.md)."""

import re
from dataclasses import dataclass
from datetime import date

from internetfiliale.case_numbers import FORM
from internetfiliale.models import Case

HEADER = "case;state;day"

#: What the core system says -> how far the case is by that.
_STATES = {"received": Case.State.HANDED_OVER, "done": Case.State.DONE, "sent_back": Case.State.SENT_BACK}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Answer:
    """One answer, of which it is not yet known whether it fits the case."""

    line: str
    number: str
    state: Case.State
    day: date


class UnusableLine(Exception):
    """The line is no answer; the text says why, without a value of the line."""


def read_line(line: str, *, today: date) -> Answer:
    """Return what a line says.

    Raises:
        UnusableLine
    """
    values = [value.strip() for value in line.split(";")]
    if len(values) != 3:
        raise UnusableLine("not three values")
    number, state, day = values
    if not re.fullmatch(FORM, number):
        raise UnusableLine("no number of a case")
    if state not in _STATES:
        raise UnusableLine("no known state")
    return Answer(line, number, _STATES[state], _read_day(day, today))


def _read_day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise UnusableLine("no day")
    if day > today:
        raise UnusableLine("a day to come")
    return day
