"""What the statistics may know of enquiries: how many were answered on which day at which IKK.

Enquiries are erased 30 days after their answer; they are counted while they are there.
"""

from collections.abc import Iterator

from django.db.models import Count as CountOf
from django.db.models.functions import TruncDate

from contact.models import Enquiry
from ikk_portal.platform.figures import Count

FIGURES = {"enquiries-answered": "Anfragen beantwortet"}


def counts() -> Iterator[Count]:
    """Yield answers by mail and by post together; under ``ikk_jobs``."""
    answered = Enquiry.objects.filter(state=Enquiry.State.ANSWERED)
    by_day = answered.values_list(TruncDate("answered_at"), "region__slug")
    sums = by_day.annotate(CountOf("pk")).order_by()
    return (Count("enquiries-answered", day, region or "", count) for day, region, count in sums)
