"""The trail of staff access, and erasure of what has ended."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Session, User
from brochures.models import Order
from ikk_portal.models import SpentBudget
from privacy.actions import Erased, erase_due, record_access
from privacy.models import StaffAccess
from regions.models import Region

pytestmark = pytest.mark.django_db


def session(name: str, *, expired_days_ago: float) -> Session:
    now = timezone.now()
    return Session.objects.create(
        session_key=name,
        expire_date=now - timedelta(days=expired_days_ago),
        started_at=now,
        session_data="",
        kind="staff",
    )


def test_record_access_keeps_names_as_text(rheinberg: User, rheinland: Region) -> None:
    record_access(by=rheinberg, action=StaffAccess.Action.VIEW, kind=Region, record=rheinland)

    entry = StaffAccess.objects.get()
    assert (entry.by, entry.region, entry.action, entry.kind, entry.record, entry.detail) == (
        "rheinberg",
        "Muster-IKK Rheinland",
        "view",
        "regions.Region",
        str(rheinland.pk),
        "",
    )


def test_record_access_of_a_list_keeps_its_filter(sander: User) -> None:
    record_access(by=sander, action=StaffAccess.Action.LIST, kind=Region, detail="q=rhein")

    entry = StaffAccess.objects.get()
    assert (entry.region, entry.record, entry.detail) == ("", "", "q=rhein")


def test_erase_due_erases_what_has_ended_and_nothing_else() -> None:
    session("ended", expired_days_ago=0.1)
    session("running", expired_days_ago=-0.1)

    results = list(erase_due(now=timezone.now(), batch_size=10))

    assert [row.session_key for row in Session.objects.all()] == ["running"]
    assert Erased("accounts.Session", 1) in results


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_days_are_counted_by_the_clock_on_the_wall_across_the_change_of_clocks(hour: int) -> None:
    """90 days before 10 December it was summer: at 23 o'clock the day must not have ended an hour early."""
    now = datetime(2026, 12, 10, hour, 30, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    order = Order.objects.create(number="B-0000-0001", region=Region.objects.first(), ordered_on=date(2026, 9, 11))

    assert not Order.Privacy.retention.due(Order.objects.filter(pk=order.pk), now).exists()
    assert Order.Privacy.retention.due(Order.objects.filter(pk=order.pk), now + timedelta(days=1)).exists()


def test_erase_due_works_in_batches() -> None:
    for number in range(5):
        session(f"ended-{number}", expired_days_ago=1)

    results = {result.label: result.rows for result in erase_due(now=timezone.now(), batch_size=2)}

    assert results["accounts.Session"] == 5
    assert Session.objects.count() == 0


def test_row_that_is_needed_again_meanwhile_stays() -> None:
    """A budget is charged between the look for what is full again and its erasure."""
    now = timezone.now()
    SpentBudget.objects.create(key=b"k" * 32, budget="probe", tat=now - timedelta(minutes=1))

    def charge_before_erasing(execute: Any, statement: Any, *rest: Any) -> Any:
        if str(statement).startswith('DELETE FROM "ikk_portal_spentbudget"'):
            SpentBudget.objects.update(tat=now + timedelta(hours=1))
        return execute(statement, *rest)

    with connection.execute_wrapper(charge_before_erasing):
        results = list(erase_due(now=now, batch_size=10))

    assert SpentBudget.objects.filter(budget="probe").exists()
    assert Erased("ikk_portal.SpentBudget", 0) in results


def test_dry_run_counts_and_erases_nothing() -> None:
    session("ended", expired_days_ago=1)
    report = StringIO()

    call_command("housekeeping", "--dry-run", stdout=report)

    assert "accounts.Session: 1 due\n" in report.getvalue()
    assert Session.objects.count() == 1


def test_housekeeping_erases_staff_a_year_after_they_left(sander: User, rheinberg: User) -> None:
    User.objects.filter(pk=sander.pk).update(left_at=timezone.now() - timedelta(days=366))
    User.objects.filter(pk=rheinberg.pk).update(left_at=timezone.now() - timedelta(days=364))

    call_command("housekeeping", stdout=StringIO())

    usernames = set(User.objects.values_list("username", flat=True))
    assert "sander" not in usernames
    assert "rheinberg" in usernames


def test_latest_end_counts_from_creation_even_if_nobody_left(sander: User) -> None:
    User.objects.filter(pk=sander.pk).update(created_at=timezone.now() - timedelta(days=50 * 365 + 1))

    call_command("housekeeping", stdout=StringIO())

    assert not User.objects.filter(username="sander").exists()


def test_housekeeping_leaves_an_entry_of_the_timer_for_what_it_erased(sander: User) -> None:
    User.objects.filter(pk=sander.pk).update(left_at=timezone.now() - timedelta(days=366))

    call_command("housekeeping", stdout=StringIO())

    entries = StaffAccess.objects.filter(by="timer").values_list("action", "kind", "detail")
    assert ("delete", "accounts.User", "Frist abgelaufen, Zeilen: 1") in entries


def test_housekeeping_twice_finds_nothing_the_second_time() -> None:
    session("ended", expired_days_ago=1)
    call_command("housekeeping", stdout=StringIO())
    report = StringIO()

    call_command("housekeeping", stdout=report)

    assert {line.split(": ")[1] for line in report.getvalue().splitlines()} == {"0 erased"}
