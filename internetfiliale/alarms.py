"""What in this room should wake somebody up."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from internetfiliale.contributions import known_until

#: Sealed cases leave within minutes; days are all that is known of them.
PATIENCE = timedelta(days=1)
#: How long the core system may keep a case without an answer.
ANSWER_PATIENCE = timedelta(days=14)
#: How long before the calculator stops somebody has to enter the limits of the next year.
NOTICE_OF_LIMITS = timedelta(days=30)


def alarms(now: datetime) -> Iterator[str]:
    """Yield one line for each alarm."""
    today = timezone.localdate(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM public.case_alarms(%s, %s)", [today - PATIENCE, today - ANSWER_PATIENCE])
        waiting, erased, unanswered = cursor.fetchone()
    if waiting:
        yield f"cases that have waited for more than a day to be handed over to the core system: {waiting}"
    if erased:
        yield f"cases erased before they were handed over, and not yet given back: {erased}"
    if unanswered:
        yield f"cases handed over more than {ANSWER_PATIENCE.days} days ago that have no answer: {unanswered}"
    if today >= known_until() - NOTICE_OF_LIMITS:
        yield f"contributions: no limits are entered for days after {known_until():%d.%m.%Y}, none are calculated then"
