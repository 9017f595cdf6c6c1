"""The ways to us, and the enquiry that is answered by e-mail.

No session, no cookie, no token: the first page of each topic is the same for everybody and can be kept.
"""

from datetime import datetime, time, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from contact.actions.enquiries import Question, keep_enquiry, key_of
from contact.budgets import charge_enquiry
from contact.forms import PRIVATE, EnquiryForm, page_meant
from contact.models import Enquiry
from contact.topics import FOR_ALL, IndividualTopic, Topic
from contact.views.writing import carried_region, letter_page
from ikk_portal.platform.page_cache import keep_until
from ikk_portal.platform.read_only import read_only
from ikk_portal.platform.same_origin import is_same_origin
from ikk_portal.platform.throttle import TooManyTries, seconds_until
from ikk_portal.platform.throttle.sources import client_address
from regions.middleware import chosen_region


@login_not_required
@read_only
def start(request: HttpRequest) -> HttpResponse:
    """Phone, hours and office first; then the topics, each with the way that it goes."""
    context = {"topics": Topic, "individual_topics": IndividualTopic}
    return render(request, "contact/start.html", context)


@login_not_required
@csrf_exempt  # public pages carry no form token; the origin is checked instead
@sensitive_post_parameters("message", "email")
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest, topic: str) -> HttpResponse:
    """The enquiry about one standard topic; individual ones are led to the letter, whatever was sent."""
    if topic in IndividualTopic.values:
        return _not_by_mail(request, IndividualTopic(topic))
    if topic not in Topic.values:
        raise Http404
    if request.method == "POST":
        return _send(request, Topic(topic))
    today = timezone.localdate()
    initial = {"tag": today.isoformat(), "seite": page_meant(request.GET.get("seite", ""))}
    form = EnquiryForm(topic=topic, region=chosen_region(request), initial=initial)
    # The form carries its day, which makes one enquiry of what is sent twice.
    midnight = datetime.combine(today + timedelta(days=1), time(), timezone.get_current_timezone())
    return keep_until(_page(request, Topic(topic), form), midnight)


@login_not_required
@read_only
def enquiry_sent(request: HttpRequest) -> HttpResponse:
    """What happens now; the same for everybody. Takes the pages with the message out of the browser."""
    context = {"retention": Enquiry.Privacy.retention.text}
    response = render(request, "contact/enquiry_sent.html", context)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@sensitive_variables("form", "question")
def _send(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Keep the enquiry, or show the page again with everything that was typed."""
    form = EnquiryForm(request.POST, topic=topic, region=carried_region(request))
    if not is_same_origin(request):
        return _page(request, topic, form, status=403)
    if not form.is_valid():
        return _page(request, topic, form)
    typed = form.cleaned_data
    question = Question(topic.value, typed["ikk"], typed["message"], typed["email"], typed["seite"])
    key = key_of(question, form_day=typed["tag"])
    try:
        charge_enquiry(address=client_address(request), key=key)
    except TooManyTries as refusal:
        response = _page(request, topic, form, status=429, until=refusal.until)
        response.headers["Retry-After"] = str(seconds_until(refusal.until))
        return response
    keep_enquiry(key=key, question=question)
    return HttpResponseRedirect(reverse("contact:enquiry-sent"), status=303)


def _not_by_mail(request: HttpRequest, topic: IndividualTopic) -> HttpResponse:
    """Lead to the letter; what was sent by a form of somebody's own stands in it."""
    if request.method != "POST":
        return redirect("contact:letter", topic=topic.value)
    return letter_page(request, topic, text=request.POST.get("message", ""), status=403)


def _page(
    request: HttpRequest, topic: Topic, form: EnquiryForm, *, status: int = 200, until: datetime | None = None
) -> HttpResponse:
    is_private = form.is_bound and form.has_error("message", code=PRIVATE)
    context = {
        "topic": topic,
        "form": form,
        "page": page_meant(form["seite"].value() or ""),
        "is_refused": status == 403,
        "is_private": is_private,
        "is_for_all": topic in FOR_ALL,
        "other_topic": IndividualTopic.OTHER,
        "until": until,
        "retention": Enquiry.Privacy.retention.text,
    }
    response = render(request, "contact/enquiry.html", context, status=status)
    if request.method == "POST":
        # The browser may keep the page for its back button; nobody else may.
        response.headers["Cache-Control"] = "private, no-cache"
    return response
