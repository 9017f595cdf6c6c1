"""The letter about what concerns one person only: typed here, printed at home, kept nowhere."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from contact.forms import LetterForm
from contact.topics import IndividualTopic
from ikk_portal.platform.host_slots import NoSlotFree
from ikk_portal.platform.same_origin import is_same_origin
from letters.engine import PaperError
from letters.own_letter import OwnLetter
from letters.turns import turn
from regions.letterhead import window_of
from regions.middleware import chosen_region
from regions.models import Region

TAKE_OVER = "uebernehmen"  # button of another form whose text goes into the letter
_LEAVING = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="brief.pdf"'}


@login_not_required
@csrf_exempt  # public pages carry no form token; the origin is checked instead
@sensitive_post_parameters("name", "street", "postcode", "town", "number", "message")
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, topic: str) -> HttpResponse:
    """Which office, its phone, and the letter; the POST answers with the PDF and keeps nothing."""
    if topic not in IndividualTopic.values:
        raise Http404
    subject = IndividualTopic(topic)
    if request.method != "POST":
        return letter_page(request, subject)
    if TAKE_OVER in request.POST:  # from the page of an enquiry whose text holds a number
        return letter_page(request, subject, text=request.POST.get("message", ""))
    form = LetterForm(request.POST, region=carried_region(request))
    if not is_same_origin(request):
        return letter_page(request, subject, form=form, status=403)
    if not form.is_valid():
        return letter_page(request, subject, form=form)
    return _pdf(request, subject, form)


@sensitive_variables()
def _pdf(request: HttpRequest, topic: IndividualTopic, form: LetterForm) -> HttpResponse:
    typed = dict(form.cleaned_data)
    region = typed.pop("ikk")
    own = OwnLetter(**typed, address=window_of(region), subject=topic.subject, dated=timezone.localdate())
    try:
        # Nothing is noted of who wants a letter, so no budget stops a flood: it must not take every thread to wait in.
        with turn("letter"):
            pdf = own.pdf()
    except NoSlotFree:
        return letter_page(request, topic, form=form, status=503)
    except PaperError as problem:
        form.add_error(None, str(problem))
        return letter_page(request, topic, form=form)
    return HttpResponse(pdf, content_type="application/pdf", headers=_LEAVING)


def letter_page(
    request: HttpRequest, topic: IndividualTopic, *, form: LetterForm | None = None, text: str = "", status: int = 200
) -> HttpResponse:
    """Show the page of one individual topic, with what was typed, or with text and IKK from another form in it."""
    region = chosen_region(request)
    is_from_mail = form is None and request.method == "POST"
    ikk = region.slug if region else request.POST.get("ikk")
    context = {
        "topic": topic,
        "form": form or LetterForm(region=region, initial={"message": text, "ikk": ikk}),
        "is_from_mail": is_from_mail,
        "is_wrong_way": is_from_mail and status == 403,
        "is_refused": status == 403 and not is_from_mail,
        "is_busy": status == 503,
    }
    response = render(request, "contact/letter.html", context, status=status)
    if request.method == "POST":
        # The browser may keep the page for its back button; nobody else may.
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def carried_region(request: HttpRequest) -> Region | None:
    """Return the chosen IKK if the page carried it: what was shown holds, whatever has been chosen since."""
    region: Any = chosen_region(request)
    return region if region and region.slug == request.POST.get("ikk") else None
