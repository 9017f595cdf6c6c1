"""When an office is open: spans of the week, closing days and the public holidays of its Land.

Pure craft, no queries. All times are wall-clock times in Germany, so the change to summer time moves nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

BERLIN = ZoneInfo("Europe/Berlin")
LOOK_AHEAD = 60  # days in which the next opening and special days are sought


@dataclass(frozen=True, order=True)
class Span:
    """Open on one weekday (ISO: Monday is 1) from ``opens`` up to, but not at, ``closes``."""

    day: int
    opens: time
    closes: time


@dataclass(frozen=True, order=True)
class SpecialDays:
    """Days, both included, on which the office stays closed, and why."""

    first_day: date
    last_day: date
    reason: str


@dataclass(frozen=True)
class State:
    """Whether an office is open at a moment, and what comes next.

    Attributes:
        today: the day in Germany.
        has_hours: whether the office has opening hours at all.
        until: when it closes, in Germany's time; None where it is closed.
        reason: why it is closed all of today ("Karfreitag"); empty on an ordinary day.
        next_opening: when it opens next; None where it is open, or not before ``LOOK_AHEAD`` days have passed.
    """

    today: date
    has_hours: bool
    until: datetime | None = None
    reason: str = ""
    next_opening: datetime | None = None

    @property
    def opens_today(self) -> bool:
        """Whether the next opening is still today."""
        return self.next_opening is not None and self.next_opening.date() == self.today

    @property
    def opens_tomorrow(self) -> bool:
        """Whether the next opening is tomorrow."""
        return self.next_opening is not None and self.next_opening.date() == self.today + timedelta(days=1)


class OpeningTimes:
    """The opening times of one office."""

    def __init__(self, spans: Iterable[Span], closings: Iterable[SpecialDays], land: str | None) -> None:
        """Take the times.

        Args:
            spans: of an ordinary week, in any order.
            closings: besides public holidays.
            land: ISO 3166-2 code ("DE-BY"); None where it is unknown: only nationwide holidays count then.
        """
        self._week = _week(spans)
        self._closings = sorted(closings)
        self._land = land

    def on_weekday(self, day: int) -> list[Span]:
        """Return the spans of an ordinary Monday (1) to Sunday (7), in order, apart from each other."""
        return self._week.get(day, [])

    def state(self, moment: datetime) -> State:
        """Return whether the office is open at ``moment`` (aware, in any time zone)."""
        local = moment.astimezone(BERLIN)
        today, now = local.date(), local.time()
        if not self._week:
            return State(today, has_hours=False, reason=self.closed_because(today))
        for span in self.spans_on(today):
            if span.opens <= now < span.closes:
                return State(today, has_hours=True, until=_moment(today, span.closes))
        opening = next((begin for begin in self._openings(today) if begin > _moment(today, now)), None)
        return State(today, has_hours=True, reason=self.closed_because(today), next_opening=opening)

    def closed_because(self, day: date) -> str:
        """Return the holiday's name or the reason of the closing, "" on an ordinary day."""
        if holiday := public_holidays(self._land, day.year).get(day):
            return holiday
        return next((days.reason for days in self._closings if days.first_day <= day <= days.last_day), "")

    def spans_on(self, day: date) -> list[Span]:
        """Return the spans of one day, in order; none on a holiday or a day of closing."""
        return [] if self.closed_because(day) else self.on_weekday(day.isoweekday())

    def special_days(self, first: date) -> list[SpecialDays]:
        """Return closings and holidays on working days from ``first`` on, within ``LOOK_AHEAD`` days."""
        days = [first + timedelta(days=ahead) for ahead in range(LOOK_AHEAD)]
        closings = [
            closing for closing in self._closings if closing.last_day >= first and closing.first_day <= days[-1]
        ]
        found = [
            SpecialDays(day, day, holiday)
            for day in days
            if (holiday := public_holidays(self._land, day.year).get(day))
            and self.on_weekday(day.isoweekday())
            and not any(closing.first_day <= day <= closing.last_day for closing in closings)
        ]
        return sorted([*found, *closings])

    def _openings(self, first: date) -> Iterator[datetime]:
        for ahead in range(LOOK_AHEAD + 1):
            day = first + timedelta(days=ahead)
            for span in self.spans_on(day):
                yield _moment(day, span.opens)


@lru_cache(maxsize=128)
def public_holidays(land: str | None, year: int) -> dict[date, str]:
    """Return day -> German name of the public holidays of a Land, by the laws that the library ``holidays`` knows.

    Holidays of single towns (in Bayern, Sachsen and Thüringen) are missing; offices there enter closing days.
    """
    subdivision = land.removeprefix("DE-") if land else None
    return dict(holidays.country_holidays("DE", subdiv=subdivision, years=year, language="de"))


def _week(spans: Iterable[Span]) -> dict[int, list[Span]]:
    """Sort spans by weekday; those that touch or overlap become one, so that nobody reads of a break."""
    week: dict[int, list[Span]] = {}
    for span in sorted(spans):
        before = week.setdefault(span.day, [])
        if before and span.opens <= before[-1].closes:
            before[-1] = Span(span.day, before[-1].opens, max(before[-1].closes, span.closes))
        else:
            before.append(span)
    return week


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=BERLIN)
