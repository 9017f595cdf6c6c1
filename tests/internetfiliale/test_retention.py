"""Cases and notices stay as long as the privacy statement says, and go with the account."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from internetfiliale.models import Case, Notice
from tests.accounts.closing import closed
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.internetfiliale.cases import as_role
from tests.internetfiliale.mailboxes import case_of, notice_of

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


def days_ago(days: int) -> object:
    return timezone.localdate() - timedelta(days=days)


def keep_house() -> None:
    """Run the timer under its role."""
    with as_role("ikk_jobs"):
        call_command("housekeeping", verbosity=0)


@pytest.mark.parametrize(("age", "stays"), [(365, True), (366, False)])
def test_notice_goes_after_12_months_and_its_case_stays(age: int, stays: bool) -> None:
    case = case_of(member(), submitted_on=days_ago(age), state="done")
    notice_of(case)

    keep_house()

    assert (Notice.objects.exists(), Case.objects.exists()) == (stays, True)


@pytest.mark.parametrize(
    ("submitted", "state", "stays"),
    [
        (700, 365, True),
        (700, 366, False),
        (730, 10, True),
        (731, 10, False),
    ],
)
def test_case_goes_12_months_after_its_last_state_and_24_after_it_came_in(
    submitted: int, state: int, stays: bool
) -> None:
    case = case_of(member(), submitted_on=days_ago(submitted), state="done", state_on=days_ago(state))
    notice_of(case, kind="done", posted_on=days_ago(10))

    keep_house()

    assert (Case.objects.exists(), Notice.objects.exists()) == (stays, stays)


def test_closing_the_account_takes_its_cases_and_notices_along_and_nobody_elses() -> None:
    on_file("A123456780", is_deceased=True)
    on_file("B123456782")
    anna, bernd = member("A123456780"), member("B123456782")
    for person in (anna, bernd):
        notice_of(case_of(person))

    assert closed() == "closed: 1"

    assert (Case.objects.get().account, Notice.objects.get().account) == (bernd, bernd)
