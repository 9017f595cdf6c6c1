"""What the statistics learn of enquiries: answers by day and IKK."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contact.figures import FIGURES, counts
from contact.models import Enquiry
from regions.models import Region
from tests.contact.test_models import changed, kept

pytestmark = pytest.mark.django_db

LATE = datetime(2026, 6, 8, 22, 30, tzinfo=UTC)  # the ninth of June in Berlin


def answered(at: datetime, way: str, **fields: Any) -> None:
    enquiry = kept(**fields)
    changed(enquiry, state="taken", taken_by="kessler", taken_at=at)
    if way == "mail":
        changed(enquiry, state="sending", draft="Guten Tag", sending_since=at)
    changed(enquiry, state="answered", answered_at=at, answered_way=way, sending_since=None)


def test_answers_by_mail_and_by_post_are_counted_by_the_day_in_berlin(rheinland: Region) -> None:
    Enquiry.objects.all().delete()
    answered(LATE, "mail", region=rheinland)
    answered(LATE, "post", region=rheinland)
    answered(LATE, "post")
    kept(region=rheinland)

    found = {(one.figure, one.day, one.region): one.count for one in counts()}

    day = date(2026, 6, 9)
    assert found == {("enquiries-answered", day, "rheinland"): 2, ("enquiries-answered", day, ""): 1}
    assert {figure for figure, _, _ in found} <= set(FIGURES)
