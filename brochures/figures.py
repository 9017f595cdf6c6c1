"""What the statistics may know of orders: how many copies on which day at which IKK."""

from collections.abc import Iterator

from django.db.models import Sum

from brochures.models import CopyCount
from ikk_portal.platform.figures import Count

FIGURES = {"copies-ordered": "Broschüren bestellt", "copies-dispatched": "Broschüren versandt"}


def counts() -> Iterator[Count]:
    """Yield the copies of all brochures together; under ``ikk_jobs``."""
    sums = CopyCount.objects.values_list("day", "region__slug").annotate(Sum("ordered"), Sum("dispatched")).order_by()
    for day, region, ordered, dispatched in sums:
        if ordered:
            yield Count("copies-ordered", day, region, ordered)
        if dispatched:
            yield Count("copies-dispatched", day, region, dispatched)
