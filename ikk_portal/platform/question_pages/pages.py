"""The pages of a form on several pages: what was typed travels in a sealed hidden field, and is kept nowhere.

Public forms know no session, cookie or token, and their first page carries nothing, so it is the same for everybody.
Which page comes next is decided here; what it says, and what the last button does, is the room's.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ikk_portal.platform.question_pages.draft import Draft, Question
from ikk_portal.platform.same_origin import is_same_origin
from ikk_portal.platform.sealing import SealBroken
from ikk_portal.platform.throttle import TooManyTries, seconds_until

_Draft = TypeVar("_Draft", bound=Draft)


class QuestionPages(ABC, Generic[_Draft]):
    """Shows questions and answers of one kind of draft.

    The view that calls ``answer`` lets GET, HEAD and POST in. Of public pages it is exempt from Django's check of the
    form token, and the origin is checked here instead.

    Attributes:
        is_public: whether the pages are for everybody. Behind a door they have a form token, and carry the draft from
            the first page on: what is sent from there twice is one thing.
        question_template: of a page with a question; gets ``form``, ``question``, ``previous``.
        check_template: of the page with all answers; gets ``previous``.
        trap: name of a field that nobody sees and programs fill in; "" for none.
        least_time: between the first page and the last button; programs are faster.

    Both templates get ``trap``, and are told what went wrong: ``is_refused`` (sent from elsewhere), ``is_trapped``,
    ``is_late`` (too old to be sent unseen), ``is_expired`` (cannot be read any more), and with all answers ``is_hasty``
    and ``until`` (too many tries).
    """

    is_public: bool = True
    question_template: str
    check_template: str
    trap: str = ""
    least_time: timedelta = timedelta(0)

    @abstractmethod
    def submit(self, request: HttpRequest, draft: _Draft) -> HttpResponse:
        """Do what the last button asks; every question has a right answer.

        Raises:
            TooManyTries: the page with all answers says until when.
        """

    @abstractmethod
    def said_everywhere(self, draft: _Draft) -> dict[str, Any]:
        """Return what every page says besides."""

    @abstractmethod
    def said_of_answers(self, draft: _Draft) -> dict[str, Any]:
        """Return what the page with all answers says besides."""

    def said_of_question(self, draft: _Draft, question: Question, form: forms.Form) -> dict[str, Any]:
        """Return what a page with a question says besides."""
        return {}

    def given_back(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return what a page has sent that came too late and was kept meanwhile; None if there is nothing."""
        return None

    def answer(self, request: HttpRequest, new: _Draft) -> HttpResponse:
        """Show the first question, or take what a page has sent and show what comes then."""
        if request.method != "POST":
            return self._begin(request, new)
        opened = _opened(request, new)
        if opened is None:
            return self._begin_again(request, new)
        question = opened.question(request.POST.get("step", ""))
        draft = opened.with_typed(question, request.POST) if question else opened
        if self.is_public and not is_same_origin(request):
            return self._same_page(request, draft, question, status=403, is_refused=True)
        if self.trap and request.POST.get(self.trap):
            return self._same_page(request, draft, question, status=403, is_trapped=True)
        if wanted := draft.question(request.POST.get("go", "")):
            return self.question_page(request, draft, wanted)
        return self._go_on(request, draft, question) if question else self._submit(request, draft)

    def question_page(
        self,
        request: HttpRequest,
        draft: _Draft,
        question: Question,
        *,
        is_judged: bool = False,
        status: int = 200,
        **said: Any,
    ) -> HttpResponse:
        """Show one question with what was typed; ``said`` is what went wrong."""
        number = draft.questions.index(question) + 1
        form = draft.judged(question) if is_judged else draft.asked(question)
        context = {
            **self._of_every_page(request, draft, number),
            "question": question,
            "form": form,
            "previous": draft.questions[number - 2] if number > 1 else None,
            **self.said_of_question(draft, question, form),
            **said,
        }
        return self._page(request, self.question_template, context, status)

    def check_page(self, request: HttpRequest, draft: _Draft, *, status: int = 200, **said: Any) -> HttpResponse:
        """Show all answers and the last button; ``said`` is what went wrong."""
        draft = draft.checked()
        context = {
            **self._of_every_page(request, draft, len(draft.questions) + 1),
            "is_hasty": False,
            "until": None,
            "previous": draft.questions[-1],
            **self.said_of_answers(draft),
            **said,
        }
        return self._page(request, self.check_template, context, status)

    def _of_every_page(self, request: HttpRequest, draft: _Draft, number: int) -> dict[str, Any]:
        return {
            "sealed": draft.sealed() if self._carries(request, draft) else "",
            "step_number": number,
            "step_count": len(draft.questions) + 1,
            "trap": self.trap,
            "is_refused": False,
            "is_trapped": False,
            "is_expired": False,
            "is_late": False,
            **self.said_everywhere(draft),
        }

    def _carries(self, request: HttpRequest, draft: _Draft) -> bool:
        """Whether the draft goes along. In public without an answer there is nothing to carry, and the first page is
        the same for everybody.
        """
        return not self.is_public or bool(draft.answers and request.method == "POST")

    def _begin(self, request: HttpRequest, new: _Draft) -> HttpResponse:
        """Show the first question, or the page that was given back, with what was typed and nothing done."""
        sent = self.given_back(request)
        if sent is None:
            return self.question_page(request, new, new.questions[0])
        try:
            draft = new.opened(sent.get("sealed", ""), at_any_age=True)
        except SealBroken:
            draft = new
        question = draft.question(sent.get("step", ""))
        kept = draft.with_typed(question, sent) if question else draft
        return self._same_page(request, kept, question, status=200)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        response = render(request, template, context, status=status)
        if self.is_public and request.method == "POST":
            # The browser may keep the page for its back button; nobody else may. Behind a door nobody keeps anything.
            response.headers["Cache-Control"] = "private, no-cache"
        return response

    def _go_on(self, request: HttpRequest, draft: _Draft, question: Question) -> HttpResponse:
        if not draft.judged(question).is_valid():
            return self.question_page(request, draft, question, is_judged=True)
        following = draft.after(question)
        return self.question_page(request, draft, following) if following else self.check_page(request, draft)

    def _submit(self, request: HttpRequest, draft: _Draft) -> HttpResponse:
        if open_question := draft.first_open():
            return self.question_page(request, draft, open_question, is_judged=True)
        if (possible_at := draft.begun_at + self.least_time) > timezone.now():
            return _waiting(self.check_page(request, draft, status=429, is_hasty=True), possible_at)
        try:
            return self.submit(request, draft)
        except TooManyTries as refusal:
            return _waiting(self.check_page(request, draft, status=429, until=refusal.until), refusal.until)

    def _begin_again(self, request: HttpRequest, new: _Draft) -> HttpResponse:
        """Show what can still be read; nothing that is too old is sent before somebody has seen it once more."""
        stale = _opened(request, new, at_any_age=True)
        draft = stale or new
        question = draft.question(request.POST.get("step", ""))
        kept = draft.with_typed(question, request.POST) if question else draft
        if stale is not None:
            return self._same_page(request, kept, question, status=200, is_late=True)
        return self.question_page(request, kept, new.questions[0], is_expired=True)

    def _same_page(
        self, request: HttpRequest, draft: _Draft, question: Question | None, *, status: int, **said: Any
    ) -> HttpResponse:
        """Show the page again from which this came, and do nothing."""
        if question is None and draft.first_open() is None:
            return self.check_page(request, draft, status=status, **said)
        return self.question_page(request, draft, question or draft.questions[0], status=status, **said)


def _opened(request: HttpRequest, new: _Draft, *, at_any_age: bool = False) -> _Draft | None:
    """Return the draft that the page carries, on the first page perhaps a new one; None if it cannot be read."""
    sealed = request.POST.get("sealed", "")
    if request.POST.get("step", "") == new.questions[0].key and not sealed:
        return new
    try:
        return new.opened(sealed, at_any_age=at_any_age)
    except SealBroken:
        return None


def _waiting(response: HttpResponse, until: datetime) -> HttpResponse:
    response.headers["Retry-After"] = str(seconds_until(until))
    return response
