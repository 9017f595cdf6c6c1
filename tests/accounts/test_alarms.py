"""Registrations beyond three times the usual."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.alarms import alarms
from accounts.models import RegistrationDay
from accounts.sign_in_budgets import PORTAL, PORTAL_ALARM
from ikk_portal.models import SpentBudget
from ikk_portal.platform.throttle import Budget
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db(databases="__all__")


def registrations(today: int, *, each_day_before: int) -> None:
    """Store counts for today and for four weeks before."""
    day = timezone.localdate()
    RegistrationDay.objects.create(day=day, requested=today - 2, mismatched=1, limited=1)
    RegistrationDay.objects.bulk_create(
        RegistrationDay(day=day - timedelta(days=n), review=each_day_before) for n in range(1, 29)
    )


@pytest.mark.parametrize(
    ("today", "usual", "expected"),
    [
        (120, 40, []),
        (121, 40, ["121 registrations today, usual are 40"]),
        (20, 0, []),
        (21, 0, ["21 registrations today, usual are 0"]),
    ],
)
def test_alarm_beyond_three_times_the_median_day(today: int, usual: int, expected: list[str]) -> None:
    registrations(today, each_day_before=usual)

    assert alarms(timezone.now()) == expected


def test_no_registrations_are_no_alarm() -> None:
    assert alarms(timezone.now()) == []


def test_alarm_stands_on_the_health_page(client: RoleClient) -> None:
    registrations(500, each_day_before=40)

    assert b"alarm: 500 registrations today, usual are 40\n" in client.get("/gesund/bereit").content


@pytest.mark.parametrize(
    ("budget", "failed", "expected"),
    [
        (PORTAL_ALARM, 1_999, []),
        (PORTAL_ALARM, 2_000, ["2000 failed sign-ins within an hour"]),
        (PORTAL, 19_999, []),
        (PORTAL, 20_000, ["sign-in asks everybody for the Entsperrcode"]),
    ],
)
def test_alarm_when_too_many_sign_ins_fail(budget: Budget, failed: int, expected: list[str]) -> None:
    now = timezone.now()
    tat = now + budget.interval * failed
    SpentBudget.objects.create(key=budget.of("all").key, budget=budget.name, tat=tat, counted_since=now)

    assert alarms(now) == expected
