"""The pages on which brochures are ordered by post: how many, where to, all answers, and then the number.

No session, no cookie, no token: what was typed travels in a sealed hidden field. Nothing here can read an order.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from brochures.actions.ordering import OutOfStock, place_order
from brochures.budgets import charge_order
from brochures.drafts import ADDRESS, QUANTITIES, Draft, submission_key
from brochures.models import Order
from brochures.order_forms import COPIES
from ikk_portal.platform.question_pages import Question, QuestionPages
from ikk_portal.platform.read_only import read_only
from ikk_portal.platform.sealing import SealBroken, seal, unseal
from ikk_portal.platform.throttle.sources import client_address
from regions.middleware import chosen_region

RECEIPT = "quittung"
_RECEIPT_PURPOSE = "order-receipt/v1"
_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 400  # more than any list has


class _Ordering(QuestionPages[Draft]):
    """A brochure that has run out meanwhile leads back to the quantities, and everything else stays."""

    question_template = "brochures/order_question.html"
    check_template = "brochures/order_check.html"
    trap = "homepage"
    least_time = timedelta(seconds=3)

    def submit(self, request: HttpRequest, draft: Draft) -> HttpResponse:
        """Place the order."""
        key, region, recipient = submission_key(draft), draft.sender(), draft.recipient()
        charged = charge_order(address=client_address(request), recipient=recipient, key=key)
        try:
            number = place_order(key=key, region=region, copies=draft.copies_by_id(), recipient=recipient)
        except OutOfStock:
            charged.refund()
            return self.check_page(request, draft)
        receipt = seal(_RECEIPT_PURPOSE, {"number": number, "ikk": region.name})
        address = f"{reverse('brochures:order-done')}?{urlencode({RECEIPT: receipt})}"
        return HttpResponseRedirect(address, status=303)

    def check_page(self, request: HttpRequest, draft: Draft, *, status: int = 200, **said: Any) -> HttpResponse:
        """Show all answers, or, if the IKK has fewer copies than are wanted, the quantities again."""
        draft = draft.checked()  # a new one, which looks at the shelf again
        if draft.shortages():
            return self.question_page(request, draft, QUANTITIES, is_judged=True)
        return super().check_page(request, draft, status=status, **said)

    def question_page(
        self, request: HttpRequest, draft: Draft, question: Question, *, status: int = 200, **said: Any
    ) -> HttpResponse:
        """Show one question; nobody types an address for what is not there."""
        if question is ADDRESS and not said and draft.shortages():
            return self.question_page(request, draft, QUANTITIES, is_judged=True)
        return super().question_page(request, draft.asking(question), question, status=status, **said)

    def said_everywhere(self, draft: Draft) -> dict[str, Any]:
        return {"retention": Order.Privacy.retention.text}

    def said_of_question(self, draft: Draft, question: Question, form: forms.Form) -> dict[str, Any]:
        if question is QUANTITIES and form.is_bound:
            form.add_shortages(draft.shortages())  # type: ignore[attr-defined]
        return {}

    def said_of_answers(self, draft: Draft) -> dict[str, Any]:
        return {"lines": draft.lines(), "sender": draft.sender()}


@login_not_required
@csrf_exempt  # public pages carry no form token; the origin is checked instead
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """The questions of an order; by GET with the brochures of the catalogue that somebody has chosen there."""
    answers = {} if request.method == "POST" else _chosen_in_catalogue(request.GET)
    _take_long_lists(request)
    return _Ordering().answer(request, Draft(chosen_region(request), answers=answers))


@login_not_required
@read_only
def order_done(request: HttpRequest) -> HttpResponse:
    """The order's number, from the sealed address of the page alone. Takes the pages with the answers out of the
    browser.
    """
    try:
        receipt = unseal(_RECEIPT_PURPOSE, request.GET.get(RECEIPT, ""), max_age=None)
    except SealBroken:
        raise Http404 from None
    context = {**receipt, "retention": Order.Privacy.retention.text}
    response = render(request, "brochures/order_done.html", context)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _take_long_lists(request: HttpRequest) -> None:
    """Read a form in which more brochures are ticked than the setting lets fields in.

    Too many for one parcel, but people may tick them: the form says so, and keeps them. Without that they would get a
    bare error page.

    Raises:
        TooManyFieldsSent: there are more than any list has.
    """
    try:
        request.POST  # noqa: B018 reads the body
    except TooManyFieldsSent:
        if request.content_type != _FORM:
            raise
        sent = QueryDict(mutable=True)
        try:
            for name, typed in parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS):
                sent.appendlist(name, typed)
        except ValueError:
            raise TooManyFieldsSent from None
        request.POST = sent  # type: ignore[assignment]


def _chosen_in_catalogue(query: QueryDict) -> dict[str, str]:
    """Return what an address says: ``b`` for one copy of a brochure, or a field of the form for any number."""
    one_each = {COPIES + key: "1" for key in query.getlist("b")}
    return one_each | {name: str(query[name])[:10] for name in query if name.startswith(COPIES)}
