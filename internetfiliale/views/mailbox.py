"""The mailbox: neutral notices, each on a page of its own, read or unread.

Opening a notice marks it as read, though that is a GET: the mark is the reader's own and can be taken back. What a
browser fetches on suspicion (``Sec-Purpose``), or asks for by HEAD, has not been opened.
"""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from internetfiliale import own_notices
from internetfiliale.case_words import Message

PER_PAGE = 20


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The notices, the newest first, twenty on a page (``seite``)."""
    found = own_notices.own_notices(_member(request))
    page = Paginator(list(map(Message, found)), PER_PAGE).get_page(request.GET.get("seite", "1"))
    return render(request, "internetfiliale/mailbox.html", {"page": page})


@require_safe
def notice(request: HttpRequest, key: UUID) -> HttpResponse:
    """One notice; whoever opens it has read it."""
    found = own_notices.own_notice(_member(request), key)
    if found is None:
        raise Http404
    if not found.is_read and _is_opened(request):
        own_notices.note_read(_member(request), key)
    return render(request, "internetfiliale/notice.html", {"message": Message(found)})


@require_POST
def notice_unread(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the mark back."""
    if not own_notices.note_unread(_member(request), key):
        raise Http404
    return redirect(reverse("internetfiliale:mailbox") + "#ungelesen")


@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Mark every notice as read."""
    own_notices.note_all_read(_member(request))
    return redirect(reverse("internetfiliale:mailbox") + "#alle-gelesen")


def _is_opened(request: HttpRequest) -> bool:
    """Whether somebody sees the answer: neither HEAD nor a browser that reads ahead."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in ahead


def _member(request: HttpRequest) -> Any:
    """Return who is signed in; nobody gets here without."""
    return request.user
