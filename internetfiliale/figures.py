"""What the statistics may know of cases: how many came in, were done and were sent back on which day at which IKK.

Not for which service: a number of one service, one day and one IKK is small, and what is rounded away says nothing.
Cases are erased 12 months after their last state; they are counted while they are there.
"""

from collections.abc import Iterator

from django.db.models import Count as CountOf
from django.db.models import QuerySet

from ikk_portal.platform.figures import Count
from internetfiliale.models import Case

FIGURES = {
    "cases-submitted": "Vorgänge in der Internetfiliale",
    "cases-done": "Vorgänge erledigt",
    "cases-sent-back": "Vorgänge zurückgegeben",
}


def counts() -> Iterator[Count]:
    """Yield what the table holds; under ``ikk_jobs``."""
    cases = Case.objects.all()
    yield from _by_day("cases-submitted", cases, "submitted_on")
    yield from _by_day("cases-done", cases.filter(state=Case.State.DONE), "state_on")
    yield from _by_day("cases-sent-back", cases.filter(state=Case.State.SENT_BACK), "state_on")


def _by_day(figure: str, cases: "QuerySet[Case]", day: str) -> Iterator[Count]:
    found = cases.values_list(day, "region__slug").annotate(CountOf("pk")).order_by()
    return (Count(figure, when, region, count) for when, region, count in found)
