"""Pages of the room: start, the choice of an IKK, and the pages that the law orders."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ikk_portal.platform.kept import part
from ikk_portal.platform.page_cache import keep_until
from ikk_portal.platform.read_only import read_only
from ikk_portal.platform.same_origin import is_same_origin
from regions import cookie
from regions.content import latest_news
from regions.coverage import Coverage, areas_in_words, land_entries
from regions.forms import RegionSearchForm
from regions.land_map import land_map
from regions.middleware import chosen_region
from regions.models import Land, Region
from regions.rates import charges_in_force
from regions.return_path import CHOSEN, FORGOTTEN, PARAMETER, return_path, return_query, with_message
from regions.search import find

_NEWS_ON_START = 3


class _SeeOther(HttpResponseRedirect):
    """303: after a POST the browser goes on with GET."""

    status_code = 303


@login_not_required
@read_only
def start(request: HttpRequest) -> HttpResponse:
    """The chosen IKK's home; without a choice the national page with the picker."""
    region = chosen_region(request)
    news = part(
        request,
        ("latest news", region),
        lambda: latest_news(region, timezone.now(), _NEWS_ON_START),
        until=lambda news: news.until,
    )
    if region is None:
        response = render(request, "regions/start.html", {**_picker(request, _coverage(request)), "news": news})
    else:
        today = timezone.localdate()
        charges = part(request, ("charges", region, today), lambda: charges_in_force(region, today))
        response = render(request, "regions/home.html", {"charges": charges, "news": news})
    return keep_until(response, news.until)


@login_not_required
@read_only
def region_list(request: HttpRequest) -> HttpResponse:
    """Find an IKK: by search (q), by Land (land), or in the whole list."""
    coverage = _coverage(request)
    form = RegionSearchForm(request.GET) if "q" in request.GET else RegionSearchForm()
    asked = request.GET.get("land")
    land = Land(asked) if asked in Land.values else None
    context = {
        **_picker(request, coverage),
        "form": form,
        "answer": find(form.cleaned_data["q"], coverage) if form.is_bound and form.is_valid() else None,
        "land": land,
        "parts": coverage.of_land(land) if land else [],
        "land_is_unknown": bool(asked) and land is None,
        "all_regions": coverage.regions,
    }
    return render(request, "regions/region_list.html", context)


@login_not_required
@csrf_exempt  # public pages carry no form token; the origin is checked instead
@require_http_methods(["GET", "HEAD", "POST"])
def region_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Whose site it is, and the button that chooses it."""
    region = get_object_or_404(Region.objects.prefetch_related("areas"), slug=slug)
    if request.method == "POST" and is_same_origin(request):
        response = _SeeOther(with_message(return_path(request), CHOSEN))
        cookie.remember(response, region, secure=request.is_secure())
        return response
    context = {"candidate": region, "areas": areas_in_words(region.areas.all()), **_way_back(request)}
    return _form_page(request, "regions/region_detail.html", context)


@login_not_required
@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
def region_forget(request: HttpRequest) -> HttpResponse:
    """One button that removes the choice."""
    if request.method == "POST" and is_same_origin(request):
        response = _SeeOther(with_message(return_path(request), FORGOTTEN))
        cookie.forget(response)
        return response
    return _form_page(request, "regions/region_forget.html", _way_back(request))


@login_not_required
@read_only
def imprint(request: HttpRequest) -> HttpResponse:
    """The chosen IKK's imprint; without a choice those of all IKKs."""
    region = chosen_region(request)
    return render(request, "regions/imprint.html", {"regions": [region] if region else Region.objects.all()})


@login_not_required
@read_only
def accessibility(request: HttpRequest) -> HttpResponse:
    """Statement under § 12b BGG and the law of the Länder."""
    return render(request, "regions/accessibility.html")


@login_not_required
@read_only
def easy_language(request: HttpRequest) -> HttpResponse:
    """What the site offers, in Leichte Sprache (§ 4 BITV 2.0)."""
    return render(request, "regions/easy_language.html")


@login_not_required
@read_only
def sign_language(request: HttpRequest) -> HttpResponse:
    """The place for the video in Deutsche Gebärdensprache (§ 4 BITV 2.0)."""
    return render(request, "regions/sign_language.html")


@login_not_required
@read_only
def help_page(request: HttpRequest) -> HttpResponse:
    """How to use the site."""
    return render(request, "regions/help.html")


@login_not_required
@read_only
def sources(request: HttpRequest) -> HttpResponse:
    """Where data and outlines come from, and under which licences."""
    return render(request, "regions/sources.html")


def _coverage(request: HttpRequest) -> Coverage:
    return part(request, "coverage", Coverage.load)


def _picker(request: HttpRequest, coverage: Coverage) -> dict[str, Any]:
    """What search field, list and map need."""
    entries = part(request, "land entries", lambda: land_entries(coverage))
    return {
        "form": RegionSearchForm(),
        "entries": entries,
        "land_map": part(request, "land map", lambda: land_map(entries)),
        **_way_back(request),
    }


def _way_back(request: HttpRequest) -> dict[str, str]:
    """Carry on where the choice leads back to, as path and as query string ("?…" and "&…")."""
    path = return_path(request)
    query = return_query(path)
    return {
        PARAMETER: path,
        "return_query": f"?{query}" if query else "",
        "and_return_query": f"&{query}" if query else "",
    }


def _form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a page with one button; 403 with a word of advice if its POST came from elsewhere."""
    refused = request.method == "POST"
    return render(request, template, {**context, "refused": refused}, status=403 if refused else 200)
