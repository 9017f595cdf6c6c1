"""What in this room should wake somebody up."""

from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone

from accounts.models import RegistrationDay
from accounts.sign_in_budgets import PORTAL_ALARM, failures_of_the_hour, is_under_attack

TIMES_THE_USUAL = 3
COMPARED_WITH = timedelta(days=28)
_FEW = 20  # registrations a day that are no alarm, whatever is usual


def alarms(now: datetime) -> list[str]:
    """Return one line for each alarm."""
    return [*_registrations(now), *_sign_ins()]


def _registrations(now: datetime) -> list[str]:
    """Tell of registrations of today beyond three times the median day."""
    today = timezone.localdate(now)
    days = {day.day: day.total for day in RegistrationDay.objects.filter(day__gte=today - COMPARED_WITH)}
    total = days.pop(today, 0)
    usual = median(days.get(today - timedelta(days=n), 0) for n in range(1, COMPARED_WITH.days + 1))
    if total <= max(_FEW, TIMES_THE_USUAL * usual):
        return []
    return [f"{total} registrations today, usual are {usual:.0f}"]


def _sign_ins() -> list[str]:
    """Tell of failed sign-ins beyond what an hour and a day may see; by the database's clock."""
    lines = []
    failed = failures_of_the_hour()
    if failed >= PORTAL_ALARM.burst:
        lines.append(f"{failed} failed sign-ins within an hour")
    if is_under_attack():
        lines.append("sign-in asks everybody for the Entsperrcode")
    return lines
