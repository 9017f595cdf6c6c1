"""From when on another letter may be requested."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.letter_limits import next_possible_day
from accounts.models import PinLetter
from regions.working_days import is_working_day, working_days_after, working_days_before, working_days_between

WEDNESDAY = date(2026, 11, 25)


def letter(
    requested: date, posted: date | None = None, ended: date | None = None, used: date | None = None
) -> PinLetter:
    """Return a letter, not saved, whose moments lie at noon of the given days."""
    return PinLetter(
        state="posted" if posted else "requested",
        requested_at=_noon(requested),
        posted_at=_noon(posted),
        ended_at=_noon(ended),
        activated_at=_noon(used),
    )


def _noon(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None


def days_ago(days: int) -> date:
    return WEDNESDAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ([], WEDNESDAY),
        ([letter(days_ago(1))], None),
        ([letter(days_ago(9), posted=days_ago(1))], date(2026, 12, 1)),
        ([letter(days_ago(9), posted=days_ago(6))], date(2026, 11, 26)),
        ([letter(days_ago(9), posted=days_ago(7))], WEDNESDAY),
        ([letter(days_ago(9), posted=days_ago(1), ended=days_ago(0))], WEDNESDAY),
        ([letter(days_ago(9), posted=days_ago(1), used=days_ago(0))], WEDNESDAY),
        ([letter(days_ago(n), posted=days_ago(n), ended=days_ago(n)) for n in (10, 30, 89)], WEDNESDAY),
        ([letter(days_ago(n), posted=days_ago(n), ended=days_ago(n)) for n in (10, 30, 60, 89)], date(2026, 11, 26)),
        ([letter(days_ago(n), posted=days_ago(n), ended=days_ago(n)) for n in (10, 30, 60, 90)], WEDNESDAY),
        ([letter(days_ago(n), posted=days_ago(n), ended=days_ago(n)) for n in (10, 20, 30, 40, 80)], date(2027, 1, 14)),
    ],
)
def test_next_possible_day(letters: list[PinLetter], expected: date | None) -> None:
    assert next_possible_day(letters, WEDNESDAY) == expected


def test_working_days_leave_out_weekends_and_holidays_of_all_of_germany() -> None:
    assert working_days_after(date(2026, 12, 23), 2) == date(2026, 12, 28)  # Christmas on Friday and Saturday
    assert working_days_between(date(2026, 12, 23), date(2026, 12, 28)) == 2
    assert working_days_before(date(2026, 12, 28), 2) == date(2026, 12, 23)
    assert is_working_day(date(2026, 11, 1)) is False
    assert is_working_day(date(2026, 1, 6)) is True  # Epiphany is a holiday in three Länder only
    assert working_days_after(WEDNESDAY, 0) == WEDNESDAY
