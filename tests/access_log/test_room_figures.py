"""Figures of the rooms: counted while they are there, never taken back, published by month and rounded."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from access_log.models import BaseCount, Cube, PublishedCount
from access_log.room_figures import names, take_figures
from accounts.models import PinLetter, RegistrationDay
from contact.models import Enquiry
from ikk_portal.platform.timers import late
from ikk_portal.timers import declared_timers
from regions.models import Region
from tests.accounts.printing import letter_in
from tests.brochures.brochures import clear_room
from tests.regions.test_models import save_region

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)


def figures() -> dict[tuple[date, str, str], int]:
    rows = PublishedCount.objects.filter(cube=Cube.FIGURES)
    return {(one.day, one.section, one.part): one.count for one in rows}


def matched(day: date, number: int) -> None:
    RegistrationDay.objects.update_or_create(day=day, defaults={"requested": number})


def test_months_of_days_that_are_over_are_published_rounded() -> None:
    for day, number in ((date(2026, 5, 4), 9), (date(2026, 5, 5), 6), (date(2026, 6, 1), 9), (date(2026, 6, 12), 90)):
        matched(day, number)

    take_figures(now=NOW)

    assert figures() == {(date(2026, 5, 1), "registrations", ""): 20}
    take_figures(now=NOW + timedelta(days=1))
    assert figures()[date(2026, 6, 1), "registrations", ""] == 100


def test_what_a_room_erases_stays_counted() -> None:
    for number in ("A000500015", "C000500021"):
        letter_in("returned", number, requested_at=NOW, printed_at=NOW, posted_at=NOW, ended_at=NOW)
    take_figures(now=NOW)
    counted = sorted(BaseCount.objects.values_list("section", "count"))

    PinLetter.objects.first().delete()
    take_figures(now=NOW)

    assert sorted(BaseCount.objects.values_list("section", "count")) == counted
    assert ("letters-returned", 2) in counted


def test_timer_counts_log_and_rooms_under_the_role_of_the_timers() -> None:
    clear_room()
    Enquiry.objects.all().delete()
    matched(timezone.localdate() - timedelta(days=40), 31)
    call_command("load_access_log", stdout=StringIO())
    out = StringIO()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_jobs")
        try:
            call_command("aggregate_statistics", stdout=out)
        finally:
            cursor.execute("RESET ROLE")

    assert out.getvalue().endswith(" days, 1 counts of rooms\n")
    assert list(figures().values()) == [30]
    assert "aggregate_statistics" not in late(declared_timers(), timezone.now())


@pytest.mark.parametrize(("regions", "told"), [(13, ""), (14, "ALARM: Figures of 15 parts"), (15, ""), (19, "ALARM: ")])
def test_number_of_ikks_that_lets_ends_of_cells_meet_is_told(regions: int, told: str) -> None:
    for number in range(regions - Region.objects.count()):
        save_region(slug=f"neu-{number}", name=f"Neue IKK {number}", institutionskennzeichen=f"2{number:08}")
    problems = StringIO()

    call_command("aggregate_statistics", stdout=StringIO(), stderr=problems)

    assert problems.getvalue().startswith(told)
    assert bool(problems.getvalue()) is bool(told)


def test_every_figure_has_a_name() -> None:
    assert {"registrations", "letters-posted", "copies-dispatched", "waited-longer"} <= set(names())
