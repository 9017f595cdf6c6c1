"""The receipt of a case: which service, which day, which number, what happens next; never what was typed."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ikk_portal.platform.host_slots import NoSlotFree
from internetfiliale.case_words import MEANINGS
from internetfiliale.own_cases import OwnCase, own_case
from internetfiliale.own_register_data import RegisterAway, own_data
from internetfiliale.receipts import Receipt, receipt_of
from letters.engine import PaperError
from letters.turns import turn
from regions.models import Region


@require_safe
def case(request: HttpRequest, key: UUID) -> HttpResponse:
    """The receipt, and how far the case is now."""
    found = _own(request, key)
    return _page(request, found, receipt_of(found))


@require_safe
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    """The receipt as a PDF."""
    found = _own(request, key)
    said = receipt_of(found)
    try:
        with turn("document"):
            pdf = said.pdf(region=Region.objects.get(pk=found.region), name=_name(request))
    except (NoSlotFree, PaperError):
        return _page(request, found, said, status=503)
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="quittung.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _own(request: HttpRequest, key: UUID) -> OwnCase:
    user: Any = request.user
    found = own_case(user, key)
    if found is None:
        raise Http404
    return found


def _name(request: HttpRequest) -> str:
    """Return whose receipt it is, as the register writes the name; "" while it does not say."""
    user: Any = request.user
    try:
        data = own_data(user)
    except RegisterAway:
        return ""
    return data.name if data else ""


def _page(request: HttpRequest, found: OwnCase, said: Receipt, *, status: int = 200) -> HttpResponse:
    context = {"case": found, "receipt": said, "meaning": MEANINGS[found.state], "is_busy": status == 503}
    return render(request, "internetfiliale/case.html", context, status=status)
