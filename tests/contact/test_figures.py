"""What the statistics learn of enquiries: answers by day and IKK."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contact.figures import FIGURES, counts
from contact.models import Enquiry
from regions.models import Region
from tests.contact.test_models import MAILED, POSTED, SENDING, TAKEN, changed, kept

pytestmark = pytest.mark.django_db

LATE = datetime(2026, 6, 8, 22, 30, tzinfo=UTC)  # the ninth of June in Berlin


def answered(way: dict[str, Any], **fields: Any) -> None:
    enquiry = kept(**fields)
    for step in (TAKEN, SENDING, MAILED) if way is MAILED else (TAKEN, POSTED):
        changed(enquiry, **step)
    changed(enquiry, answered_at=LATE)


def test_answers_by_mail_and_by_post_are_counted_by_the_day_in_berlin(rheinland: Region) -> None:
    Enquiry.objects.all().delete()
    answered(MAILED, region=rheinland)
    answered(POSTED, region=rheinland)
    answered(POSTED)
    kept(region=rheinland)

    found = {(one.figure, one.day, one.region): one.count for one in counts()}

    day = date(2026, 6, 9)
    assert found == {("enquiries-answered", day, "rheinland"): 2, ("enquiries-answered", day, ""): 1}
    assert {figure for figure, _, _ in found} <= set(FIGURES)
