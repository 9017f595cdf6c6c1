"""The page of the site's search."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ikk_portal.platform.read_only import read_only
from regions.forms import SearchForm
from regions.middleware import chosen_region
from regions.models import Region
from regions.site_search import PAGE_SIZE, excerpt, matches, other_spellings


@login_not_required
@read_only
def search(request: HttpRequest) -> HttpResponse:
    """Search the site (``q``), ten results on a page (``seite``)."""
    form = SearchForm(request.GET) if "q" in request.GET else SearchForm()
    context: dict[str, Any] = {"form": form, "results": None}
    if form.is_bound and form.is_valid():
        query = form.cleaned_data["q"]
        context |= _results(query, request.GET.get("seite", "1"), chosen_region(request))
    return render(request, "regions/search.html", context)


def _results(query: str, number: str, region: Region | None) -> dict[str, Any]:
    page = Paginator(matches(query, region), PAGE_SIZE).get_page(number)
    results = [(entry, excerpt(entry.excerpt_source, entry.opening, entry.ending)) for entry in page.object_list]
    other = [] if results else other_spellings(query, region)
    asked = urlencode({"q": query})
    return {
        "query": query,
        "page": page,
        "results": results,
        "other_spellings": [(word, urlencode({"q": word})) for word in other],
        "first_page": f"?{asked}",
        "further_page": f"?{asked}&",
    }
