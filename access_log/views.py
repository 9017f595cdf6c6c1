"""The public page with figures of the portal, and the same figures as a file."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access_log.dashboard import NO_REGION
from access_log.public_figures import VIEWS, cells, public_figures
from access_log.room_figures import names
from ikk_portal.platform.csv_files import csv_answer
from ikk_portal.platform.page_cache import keep_until
from ikk_portal.platform.read_only import read_only
from regions.models import Region

_ALL = "Alle IKKs"
_KEPT = timedelta(hours=1)  # figures change once a day, and when lines come late


@login_not_required
@read_only
def figures(request: HttpRequest) -> HttpResponse:
    """One year's figures; another year or one IKK by its links, what is no year or IKK like nothing asked."""
    regions = dict(Region.objects.order_by("name").values_list("slug", "name"))
    asked = request.GET.get("ikk", "")
    region = asked if asked in regions else ""
    this_year = timezone.localdate().year
    years = {str(year): year for year in range(this_year - 2, this_year + 1)}
    shown = public_figures(years.get(request.GET.get("jahr", ""), this_year), region, regions)
    context = {
        "shown": shown,
        "whose": regions.get(region, _ALL),
        "years": [(str(year), _address(year, region), year == shown.year) for year in shown.years],
        "ikks": [(name, _address(shown.year, slug), slug == region) for slug, name in {"": _ALL, **regions}.items()],
    }
    return keep_until(render(request, "access_log/figures.html", context), timezone.now() + _KEPT)


def _address(year: int, region: str) -> str:
    """Return where a year and an IKK are shown; the current year and all IKKs are what the bare address shows."""
    asked = {"jahr": year} if year != timezone.localdate().year else {}
    query = urlencode({**asked, "ikk": region} if region else asked)
    return reverse("access_log:figures") + (f"?{query}" if query else "")


@login_not_required
@read_only
def figures_file(request: HttpRequest) -> HttpResponse:
    """Every public figure of three years, one a line."""
    regions = {"": NO_REGION, **dict(Region.objects.values_list("slug", "name"))}
    today = timezone.localdate()
    named = {VIEWS: "Seitenaufrufe", **names()}
    rows = [
        (f"{month:%Y-%m}", regions.get(region, region), named.get(figure, figure), count)
        for (month, figure, region), count in sorted(cells(date(today.year - 2, 1, 1), today).items())
    ]
    return csv_answer("zahlen", ("Monat", "IKK", "Was", "Anzahl"), rows)
