"""Pages of the service offices. They say what is open now, so the page cache must not keep them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from ikk_portal.platform.read_only import read_only
from regions.forms import RegionSearchForm
from regions.middleware import chosen_region
from regions.models import OpeningHours, ServiceOffice
from regions.offices import LIMIT, by_region, find_offices, land_of, opening_times

_never_kept = cache_control(private=True, no_cache=True)


@login_not_required
@read_only
@_never_kept
def office_list(request: HttpRequest) -> HttpResponse:
    """Find an office: by search (q; alle=1 for all of them), or in the list by IKK."""
    region = chosen_region(request)
    offices = list(ServiceOffice.objects.select_related("region"))
    form = RegionSearchForm(request.GET) if "q" in request.GET else RegionSearchForm()
    answer = None
    if form.is_bound and form.is_valid():
        limit = None if "alle" in request.GET else LIMIT
        answer = find_offices(form.cleaned_data["q"], offices, region, limit)
    now = timezone.now()
    context = {
        "form": form,
        "answer": answer,
        "results": [(hit, opening_times(hit.office, hit.land).state(now)) for hit in answer.hits] if answer else [],
        "groups": by_region(offices, region),
    }
    return render(request, "regions/office_list.html", context)


@login_not_required
@read_only
@_never_kept
def office_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One office: address, phone, hours, closings ahead, and how one gets in."""
    offices = ServiceOffice.objects.select_related("region").prefetch_related("hours", "closings")
    office = get_object_or_404(offices, key=key)
    times = opening_times(office, land_of(office))
    now = timezone.now()
    state = times.state(now)
    context = {
        "office": office,
        "state": state,
        "week": [
            (label, times.on_weekday(day), day == state.today.isoweekday())
            for day, label in OpeningHours.Weekday.choices
        ],
        "special_days": times.special_days(state.today),
    }
    return render(request, "regions/office_detail.html", context)
