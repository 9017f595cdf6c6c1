"""Limits that end without a successor are told in time."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from ikk_portal.alarms import current_alarms
from internetfiliale.contributions import known_until
from tests.internetfiliale.cases import as_role

pytestmark = pytest.mark.django_db

MONTH_BEFORE = datetime.combine(known_until() - timedelta(days=30), time.min, timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("later", "is_told"), [(timedelta(seconds=-1), False), (timedelta(0), True), (timedelta(days=60), True)]
)
@pytest.mark.parametrize("role", ["ikk_public", "ikk_staff"])
def test_alarm_tells_a_month_before_that_the_calculator_will_stop(later: timedelta, is_told: bool, role: str) -> None:
    expected = f"contributions: no limits are entered for days after {known_until():%d.%m.%Y}, none are calculated then"

    with as_role(role):
        told = [line for line in current_alarms(MONTH_BEFORE + later) if line.startswith("contributions")]

    assert told == [expected] * is_told
