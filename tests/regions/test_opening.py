"""When an office is open: breaks, holidays by Land, closings, the change of clocks, and no hours at all."""

from datetime import UTC, date, datetime, time

import pytest

from regions.opening import BERLIN, OpeningTimes, Span, SpecialDays, public_holidays

MORNINGS = [Span(day, time(8), time(12)) for day in range(1, 6)]
AFTERNOONS = [Span(day, time(13), time(16)) for day in (1, 2, 4)]
CHRISTMAS = SpecialDays(date(2026, 12, 24), date(2027, 1, 1), "Betriebsruhe")


def at(text: str) -> datetime:
    """Return a moment by the clock on the wall in Germany."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def times(land: str | None = "DE-NW", *closings: SpecialDays) -> OpeningTimes:
    return OpeningTimes([*AFTERNOONS, *MORNINGS], closings, land)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-23T08:00", "2026-11-23T12:00"),
        ("2026-11-23T11:59:59", "2026-11-23T12:00"),
        ("2026-11-23T13:00", "2026-11-23T16:00"),
        ("2026-11-25T09:30", "2026-11-25T12:00"),
    ],
)
def test_open_within_a_span(moment: str, until: str) -> None:
    state = times().state(at(moment))

    assert (state.until, state.next_opening, state.reason) == (at(until), None, "")


@pytest.mark.parametrize(
    ("moment", "opens", "reason"),
    [
        ("2026-11-23T07:59", "2026-11-23T08:00", ""),  # before it opens
        ("2026-11-23T12:00", "2026-11-23T13:00", ""),  # the lunch break begins
        ("2026-11-23T16:00", "2026-11-24T08:00", ""),  # the evening
        ("2026-11-25T12:00", "2026-11-26T08:00", ""),  # a day without an afternoon
        ("2026-11-27T12:30", "2026-11-30T08:00", ""),  # the weekend
        ("2026-04-03T09:00", "2026-04-07T08:00", "Karfreitag"),  # over Easter
        ("2026-04-02T17:00", "2026-04-07T08:00", ""),  # the evening before
        ("2026-06-04T09:00", "2026-06-05T08:00", "Fronleichnam"),
        ("2026-12-24T09:00", "2027-01-04T08:00", "Betriebsruhe"),
        ("2026-12-25T09:00", "2027-01-04T08:00", "Erster Weihnachtstag"),
        ("2026-12-31T23:59", "2027-01-04T08:00", "Betriebsruhe"),
        ("2027-01-01T00:00", "2027-01-04T08:00", "Neujahr"),
    ],
)
def test_closed_says_why_and_when_it_opens(moment: str, opens: str, reason: str) -> None:
    state = times("DE-NW", CHRISTMAS).state(at(moment))

    assert (state.until, state.next_opening, state.reason) == (None, at(opens), reason)


@pytest.mark.parametrize(
    ("land", "day", "reason"),
    [
        ("DE-SN", "2026-11-18", "Buß- und Bettag"),
        ("DE-NW", "2026-11-18", ""),
        ("DE-BW", "2026-01-06", "Heilige Drei Könige"),
        ("DE-HH", "2026-01-06", ""),
        ("DE-BE", "2027-03-08", "Frauentag"),
        ("DE-BY", "2027-03-08", ""),
        (None, "2026-05-14", "Christi Himmelfahrt"),
        (None, "2026-06-04", ""),
    ],
)
def test_holiday_counts_in_its_laender_only(land: str | None, day: str, reason: str) -> None:
    state = times(land).state(at(f"{day}T09:00"))

    assert (state.reason, state.until is None) == (reason, bool(reason))


@pytest.mark.parametrize(
    "land", ["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"]
)
def test_every_land_has_its_holidays_in_german(land: str) -> None:
    found = public_holidays(f"DE-{land}", 2026)

    assert 10 <= len(found) <= 13
    assert found[date(2026, 10, 3)] == "Tag der Deutschen Einheit"


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 3, 27, 7, 0, tzinfo=UTC), True),  # 8:00 in winter
        (datetime(2026, 3, 27, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 30, 6, 0, tzinfo=UTC), True),  # 8:00 in summer, after the night of the change
        (datetime(2026, 10, 23, 10, 0, tzinfo=UTC), False),  # 12:00 in summer
        (datetime(2026, 10, 26, 10, 0, tzinfo=UTC), True),  # 11:00 in winter
    ],
)
def test_clock_on_the_wall_decides_in_summer_and_winter(moment: datetime, is_open: bool) -> None:
    assert (times().state(moment).until is not None) == is_open


def test_opening_after_the_change_of_clocks_keeps_its_time() -> None:
    opening = times().state(at("2026-10-23T18:00")).next_opening

    assert opening == datetime(2026, 10, 26, 7, 0, tzinfo=UTC)
    assert f"{opening:%H:%M}" == "08:00"


def test_midnight_in_germany_begins_the_day_not_that_of_greenwich() -> None:
    assert times().state(datetime(2026, 4, 2, 22, 30, tzinfo=UTC)).reason == "Karfreitag"


def test_office_without_hours_is_never_open_and_opens_never() -> None:
    state = OpeningTimes([], [], "DE-NW").state(at("2026-11-23T09:00"))

    assert (state.has_hours, state.until, state.next_opening, state.reason) == (False, None, None, "")


def test_office_closed_for_long_names_no_opening() -> None:
    rebuilding = SpecialDays(date(2026, 11, 1), date(2027, 3, 31), "Umbau")

    state = times("DE-NW", rebuilding).state(at("2026-11-23T09:00"))

    assert (state.has_hours, state.reason, state.next_opening) == (True, "Umbau", None)


def test_last_day_of_a_closing_is_closed_and_the_next_is_open() -> None:
    move = SpecialDays(date(2026, 11, 23), date(2026, 11, 24), "Umzug")

    assert times("DE-NW", move).state(at("2026-11-24T09:00")).reason == "Umzug"
    assert times("DE-NW", move).state(at("2026-11-25T09:00")).until == at("2026-11-25T12:00")


@pytest.mark.parametrize(
    ("moment", "today", "tomorrow"),
    [
        ("2026-11-23T07:00", True, False),
        ("2026-11-23T17:00", False, True),
        ("2026-11-28T09:00", False, False),
        ("2026-11-29T09:00", False, True),
        ("2026-11-23T09:00", False, False),
    ],
)
def test_next_opening_is_today_tomorrow_or_later(moment: str, today: bool, tomorrow: bool) -> None:
    state = times().state(at(moment))

    assert (state.opens_today, state.opens_tomorrow) == (today, tomorrow)


def test_spans_that_touch_or_overlap_are_one() -> None:
    office = OpeningTimes(
        [Span(1, time(12), time(16)), Span(1, time(8), time(12)), Span(1, time(11), time(13))], [], None
    )

    assert office.on_weekday(1) == [Span(1, time(8), time(16))]
    assert office.on_weekday(2) == []
    assert office.state(at("2026-11-23T09:00")).until == at("2026-11-23T16:00")


def test_special_days_ahead_leave_out_what_changes_nothing() -> None:
    """26 December 2026 is a Saturday, on which the office is closed anyway; 25 December lies within the closing."""
    past = SpecialDays(date(2026, 11, 2), date(2026, 11, 3), "Umzug")
    far = SpecialDays(date(2027, 5, 1), date(2027, 5, 2), "Inventur")

    assert times("DE-SN", far, CHRISTMAS, past).special_days(date(2026, 11, 17)) == [
        SpecialDays(date(2026, 11, 18), date(2026, 11, 18), "Buß- und Bettag"),
        CHRISTMAS,
    ]
    assert times("DE-SN").special_days(date(2026, 12, 1)) == [
        SpecialDays(date(2026, 12, 25), date(2026, 12, 25), "Erster Weihnachtstag"),
        SpecialDays(date(2027, 1, 1), date(2027, 1, 1), "Neujahr"),
    ]
