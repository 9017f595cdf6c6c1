"""Say how far the letters are, for the status page."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import LetterProgress, PinLetter, Registration
from regions.models import Region


@transaction.atomic
def note_progress(now: datetime) -> None:
    """Note for each IKK up to which day all letters that can be printed have been posted.

    Called by the timer ``match_registrations`` and after letters were posted. A letter that waited for a decision
    counts from the decision on: until then the status page promises nothing.
    """
    oldest_registration = Registration.objects.aggregate(at=Min("received_at"))["at"]
    waiting = dict(
        PinLetter.objects.filter(state__in=PinLetter.TO_BE_POSTED)
        .values_list("region")
        .annotate(at=Min(Coalesce(F("decided_at"), F("requested_at"))))
    )
    known = {progress.region_id: progress for progress in LetterProgress.objects.all()}
    for region in Region.objects.values_list("pk", flat=True):
        open_since = min(at for at in (now, oldest_registration, waiting.get(region)) if at)
        until = timezone.localdate(open_since) - timedelta(days=1)
        if region not in known or known[region].registered_until < until:
            LetterProgress.objects.update_or_create(
                region_id=region, defaults={"registered_until": until, "changed_on": timezone.localdate(now)}
            )
