"""Cases and notices in tests, as they lie in the tables some time after somebody has sent a form."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.models import User
from internetfiliale.case_numbers import case_number
from internetfiliale.models import Case, Notice
from regions.models import Region


def case_of(account: User, **changes: Any) -> Case:
    """Save a case that came in today; ``changes`` are its columns."""
    return Case.objects.create(**_values(account, **changes))


def cases_of(account: User, count: int, **changes: Any) -> list[Case]:
    """Save many cases, one for each of the last days."""
    today = timezone.localdate()
    days = [today - timedelta(days=age) for age in range(count)]
    return Case.objects.bulk_create(
        Case(**_values(account, **{"submitted_on": day, "state_on": day, **changes})) for day in days
    )


def notice_of(case: Case, **changes: Any) -> Notice:
    """Save the notice that ``case`` was received; ``changes`` are its columns."""
    return Notice.objects.create(**_notice_values(case, **changes))


def notices_of(cases: list[Case], **changes: Any) -> list[Notice]:
    """Save the notice of each case that it was received."""
    return Notice.objects.bulk_create(Notice(**_notice_values(case, **changes)) for case in cases)


def _notice_values(case: Case, **changes: Any) -> dict[str, Any]:
    return {
        "account_id": case.account_id,
        "case": case,
        "kind": "received",
        "posted_on": case.submitted_on,
        **changes,
    }


def _values(account: User, key: UUID | None = None, **changes: Any) -> dict[str, Any]:
    key, today = key or uuid4(), timezone.localdate()
    submitted_on = changes.get("submitted_on", today)
    return {
        "id": key,
        "number": case_number(key),
        "account": account,
        "service": "form-der-briefe",
        "region": Region.objects.get(slug="rheinland"),
        "submitted_on": submitted_on,
        "state_on": today if "state" in changes else submitted_on,
        **changes,
    }
