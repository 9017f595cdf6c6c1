"""Published figures for tests of pages that show them."""

from datetime import date, timedelta

from access_log.models import Cube, PublishedCount

#: The newest day of what is published.
LAST = date(2026, 6, 14)


def publish_cells(*cells: tuple[str, date, str, str, int]) -> None:
    """Save published cells: cube, day, section, part, count."""
    names = ("cube", "day", "section", "part", "count")
    PublishedCount.objects.bulk_create(PublishedCount(**dict(zip(names, cell, strict=True))) for cell in cells)


def publish_weeks(number: int = 8) -> None:
    """Publish weeks up to ``LAST``: 1,000 views a day at noon in the second half, 500 in the first, and what they were.

    Each day 300 views with Rheinland chosen, 200 with Nord, the rest without.
    """
    for back in range(number * 7):
        day, views = LAST - timedelta(days=back), 1_000 if back < number * 7 // 2 else 500
        publish_cells(
            (Cube.HOURS, day, "", "12", views - 100),
            (Cube.HOURS, day, "", "13", 100),
            (Cube.REGIONS, day, "topics", "rheinland", 200),
            (Cube.REGIONS, day, "start", "rheinland", 100),
            (Cube.REGIONS, day, "topics", "nord", 200),
            (Cube.REGIONS, day, "inside", "", views - 500 or 10),
            (Cube.STATUS, day, "unknown", "missing", 20),
            (Cube.STATUS, day, "topics", "missing", 10),
            (Cube.DURATIONS, day, "topics", "0", 300),
            (Cube.DURATIONS, day, "topics", "3", 90),
            (Cube.DURATIONS, day, "topics", "7", 10),
        )
    month = LAST.replace(day=1)
    publish_cells(
        (Cube.PAGES, month, "topics", "/themen/leistungen/zahnersatz/", 4_000),
        (Cube.PAGES, month, "start", "/", 1_400),
        (Cube.PAGES, month, "inside", "", 700),
        (Cube.FIGURES, month, "registrations", "", 70),
        (Cube.FIGURES, month, "letters-posted", "rheinland", 50),
        (Cube.FIGURES, month, "letters-posted", "nord", 40),
        (Cube.FIGURES, month, "waited-0-2", "rheinland", 30),
        (Cube.FIGURES, month, "waited-longer", "nord", 10),
        (Cube.FIGURES, month, "copies-dispatched", "nord", 120),
    )
