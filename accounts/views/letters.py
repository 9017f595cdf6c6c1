"""How far the letters are, said to everybody alike."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import LetterProgress
from ikk_portal.platform.read_only import read_only
from regions.middleware import chosen_region
from regions.working_days import POST_TAKES, working_days_after


@login_not_required
@read_only
def letter_progress(request: HttpRequest) -> HttpResponse:
    """Up to which day letters have been posted: by the chosen IKK, else by the one that is furthest behind."""
    region = chosen_region(request)
    known = LetterProgress.objects.filter(region=region) if region else LetterProgress.objects.all()
    progress = known.order_by("registered_until", "-changed_on").first()
    expected = working_days_after(progress.changed_on, POST_TAKES) if progress else None
    context = {"progress": progress, "expected": expected, "post_takes": POST_TAKES}
    return render(request, "accounts/letter_progress.html", context)
