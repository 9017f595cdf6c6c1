"""What the statistics may know of registrations and PIN letters: how many on which day at which IKK.

Letters are erased 90 days after their end; they are counted while they are there.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db.models import Count as CountOf
from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from accounts.models import PinLetter, RegistrationDay
from ikk_portal.platform.figures import Count
from regions.working_days import working_days_between

#: The last working day of each class but the last one.
WAITING_CLASSES = {"waited-0-2": 2, "waited-3-4": 4, "waited-5-6": 6}
_LONGER = "waited-longer"
FIGURES = {
    "registrations": "Passende Registrierungen",
    "letters-requested": "PIN-Briefe angefordert",
    "letters-printed": "PIN-Briefe gedruckt",
    "letters-posted": "PIN-Briefe zur Post gegeben",
    "letters-returned": "PIN-Briefe zurückgekommen",
    "waited-0-2": "Bei der Post nach 0–2 Arbeitstagen",
    "waited-3-4": "Bei der Post nach 3–4 Arbeitstagen",
    "waited-5-6": "Bei der Post nach 5–6 Arbeitstagen",
    _LONGER: "Bei der Post später",
}


def counts() -> Iterator[Count]:
    """Yield what the tables hold; under ``ikk_jobs``."""
    for day in RegistrationDay.objects.all():
        if matched := day.requested + day.review + day.limited:
            yield Count("registrations", day.day, "", matched)
    letters = PinLetter.objects.all()
    yield from _by_day("letters-requested", letters, "requested_at")
    yield from _by_day("letters-printed", letters.exclude(printed_at=None), "printed_at")
    yield from _by_day("letters-posted", letters.exclude(posted_at=None), "posted_at")
    yield from _by_day("letters-returned", letters.filter(state=PinLetter.State.RETURNED), "ended_at")
    yield from _by_waiting_class(letters.exclude(posted_at=None))


def _by_day(figure: str, letters: "QuerySet[PinLetter]", moment: str) -> Iterator[Count]:
    found = letters.values_list(TruncDate(moment), "region__slug").annotate(CountOf("pk")).order_by()
    return (Count(figure, day, region, count) for day, region, count in found)


def _by_waiting_class(posted: "QuerySet[PinLetter]") -> Iterator[Count]:
    """Yield posted letters by the day of the post, and by the working days since they were requested."""
    found = posted.values_list(TruncDate("requested_at"), TruncDate("posted_at"), "region__slug")
    classes: Counter[tuple[str, date, str]] = Counter()
    for requested, day, region, count in found.annotate(CountOf("pk")).order_by():
        classes[waiting_class(requested, day), day, region] += count
    return (Count(figure, day, region, count) for (figure, day, region), count in classes.items())


def waiting_class(requested: date, posted: date) -> str:
    """Return the figure that a letter belongs to which was requested and posted on these days."""
    waited = working_days_between(requested, posted)
    return next((figure for figure, last in WAITING_CLASSES.items() if waited <= last), _LONGER)
