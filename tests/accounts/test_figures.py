"""What the statistics learn of registrations and letters: counts by day and IKK, nothing about anybody."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.figures import FIGURES, counts, waiting_class
from accounts.models import RegistrationDay
from tests.accounts.printing import letter_in

BERLIN = ZoneInfo("Europe/Berlin")


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=BERLIN)


@pytest.mark.django_db
def test_counts_name_day_and_ikk_only() -> None:
    RegistrationDay.objects.create(day=date(2026, 6, 8), requested=3, review=1, limited=2, mismatched=40)
    RegistrationDay.objects.create(day=date(2026, 6, 9), mismatched=7)
    posted = {"requested_at": at(8, 0), "printed_at": at(9), "posted_at": at(10, 23)}
    letter_in("posted", "A000500015", **posted)
    letter_in("activated", "C000500021", **posted)
    letter_in("returned", "K220645122", **{**posted, "posted_at": at(18)}, ended_at=at(25))
    letter_in("expired", "T012345678", **posted, ended_at=at(26))
    letter_in("requested", requested_at=at(10))

    found = {(one.figure, one.day.day, one.region): one.count for one in counts()}

    assert found == {
        ("registrations", 8, ""): 6,
        ("letters-requested", 8, "rheinland"): 4,
        ("letters-requested", 10, "rheinland"): 1,
        ("letters-printed", 9, "rheinland"): 4,
        ("letters-posted", 10, "rheinland"): 3,
        ("letters-posted", 18, "rheinland"): 1,
        ("letters-returned", 25, "rheinland"): 1,
        ("waited-0-2", 10, "rheinland"): 3,
        ("waited-longer", 18, "rheinland"): 1,
    }
    assert {figure for figure, _, _ in found} <= set(FIGURES)


@pytest.mark.parametrize(
    ("posted", "figure"),
    [
        (date(2026, 6, 3), "waited-0-2"),
        (date(2026, 6, 5), "waited-0-2"),
        (date(2026, 6, 7), "waited-0-2"),  # Whitsun and two Sundays are no working days
        (date(2026, 6, 8), "waited-3-4"),
        (date(2026, 6, 9), "waited-3-4"),
        (date(2026, 6, 10), "waited-5-6"),
        (date(2026, 6, 11), "waited-5-6"),
        (date(2026, 6, 12), "waited-longer"),
    ],
)
def test_waiting_class_counts_working_days(posted: date, figure: str) -> None:
    assert waiting_class(date(2026, 6, 3), posted) == figure
