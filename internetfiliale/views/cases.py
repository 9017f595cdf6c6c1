"""The list of the own cases; each leads to its receipt."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from internetfiliale.case_words import MEANINGS, ListedCase
from internetfiliale.own_cases import own_cases

PER_PAGE = 20


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases, the newest first, twenty on a page (``seite``)."""
    user: Any = request.user
    found = own_cases(user)
    context = {
        "page": Paginator(list(map(ListedCase, found)), PER_PAGE).get_page(request.GET.get("seite", "1")),
        "running": sum(case.is_running for case in found),
        "meanings": [(state.label, meaning) for state, meaning in MEANINGS.items()],
    }
    return render(request, "internetfiliale/case_list.html", context)
