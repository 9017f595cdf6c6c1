"""The catalogue: the list with its filters, each brochure, and its files under addresses that change with them."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from brochures import catalogue
from brochures.forms import CatalogueForm
from brochures.models import BrochurePaper
from ikk_portal.platform.read_only import read_only
from letters.brochure_text import read
from regions.middleware import chosen_region
from regions.views.files import answer_for_ever


@login_not_required
@read_only
def brochure_list(request: HttpRequest) -> HttpResponse:
    """All brochures of the IKK, or of the national list, chosen by topic, language, print and words."""
    form = CatalogueForm(request.GET) if request.GET else CatalogueForm()
    shelves = catalogue.shelves(chosen_region(request), form.choice())
    count = sum(len(shelf.offers) for shelf in shelves)
    context = {"form": form, "shelves": shelves, "count": count, "is_filtered": form.is_bound and form.is_valid()}
    return render(request, "brochures/catalogue.html", context)


@login_not_required
@read_only
def brochure_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One brochure: what it is about, how to read it at once, how to have it posted."""
    offer = catalogue.find(key, chosen_region(request))
    if offer is None:
        if chosen_region(request) and catalogue.is_public(key):
            return render(request, "brochures/not_offered.html", status=404)
        raise Http404
    context = {"offer": offer, "brochure": offer.brochure, "chapters": read(offer.brochure.body).chapters}
    return render(request, "brochures/brochure_detail.html", context)


@login_not_required
@read_only
def brochure_pdf(request: HttpRequest, pdf_hash: str, key: str) -> HttpResponse:
    """The bytes of the PDF; the browser shows it and saves it under its key."""
    paper = _paper_or_404(pdf_hash=pdf_hash, brochure__key=key)
    return answer_for_ever(paper.pdf, "application/pdf", f"{key}.pdf")


@login_not_required
@read_only
def cover(request: HttpRequest, cover_hash: str) -> HttpResponse:
    """The picture of a cover."""
    paper = _paper_or_404(cover_hash=cover_hash)
    return answer_for_ever(paper.cover, "image/png", "titel.png")


def _paper_or_404(**wanted: Any) -> BrochurePaper:
    paper = BrochurePaper.objects.filter(brochure__is_published=True, **wanted).first()
    if paper is None:
        raise Http404
    return paper
