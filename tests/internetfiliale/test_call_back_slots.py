"""When an office can call back: pieces of its hours, never outside of them, never today."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from internetfiliale.call_back_slots import DAYS, Slot, slots
from regions.opening import OpeningTimes, Span, SpecialDays

MONDAY = date(2026, 12, 21)


def of(*spans: tuple[int, int, int], closings: tuple[SpecialDays, ...] = ()) -> list[Slot]:
    """Return the slots of an office with these spans: day, first and last hour."""
    week = [Span(day, time(opens), time(closes)) for day, opens, closes in spans]
    return slots(OpeningTimes(week, closings, "DE-NW"), MONDAY)


def test_slots_are_pieces_of_about_two_hours_of_the_next_open_days() -> None:
    found = of((1, 8, 12), (2, 8, 13), (3, 9, 10), closings=(SpecialDays(MONDAY, MONDAY, "Umzug"),))

    assert [slot.in_words for slot in found[:4]] == [
        "Dienstag, 22. Dezember 2026, 8 bis 10 Uhr",
        "Dienstag, 22. Dezember 2026, 10 bis 13 Uhr",
        "Mittwoch, 23. Dezember 2026, 9 bis 10 Uhr",
        "Montag, 28. Dezember 2026, 8 bis 10 Uhr",
    ]
    assert len({slot.day for slot in found}) == DAYS


def test_holidays_closings_and_today_have_none() -> None:
    found = of(
        *((day, 8, 12) for day in range(1, 6)), closings=(SpecialDays(date(2026, 12, 24), date(2027, 1, 1), "x"),)
    )

    days = {slot.day for slot in found}
    assert min(days) == MONDAY + timedelta(days=1)
    assert not days & {MONDAY, date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31)}


def test_office_without_hours_has_none() -> None:
    assert of() == []


def test_half_hours_are_said() -> None:
    assert Slot(MONDAY, time(8, 30), time(10)).time_in_words == "8:30 bis 10 Uhr"


@given(st.times(max_value=time(12)), st.integers(min_value=1, max_value=11 * 60))
def test_pieces_cover_the_span_without_gap_and_can_be_read_again(opens: time, minutes: int) -> None:
    opens = opens.replace(second=0, microsecond=0)
    closes = (datetime.combine(MONDAY, opens) + timedelta(minutes=minutes)).time()

    found = slots(OpeningTimes([Span(2, opens, closes)], [], None), MONDAY)
    first = [slot for slot in found if slot.day == found[0].day]

    assert (first[0].begins, first[-1].ends) == (opens, closes)
    assert [slot.begins for slot in first[1:]] == [slot.ends for slot in first[:-1]]
    assert [Slot.read(str(slot)) for slot in found] == found
