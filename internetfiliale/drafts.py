"""A case that is being filled in: the questions of its service, and what the answers mean."""

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest

from ikk_portal.platform import keys, question_pages
from ikk_portal.platform.question_pages import Question
from internetfiliale.services.declaration import CaseService, Line, Visitor

_SENT = "cases_sent"  # in the session: how many cases were sent from it


@dataclass(frozen=True)
class Draft(question_pages.Draft):
    """What somebody has typed so far for a case."""

    service: CaseService
    visitor: Visitor

    @property
    def purpose(self) -> str:
        return f"case/v1/{self.service.slug}/{self.visitor.user.pk}"

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return self.service.questions(self.visitor, self.answers)

    def form(self, question: Question, *args: Any, **options: Any) -> forms.Form:
        return self.service.form(question, self.visitor, *args, **options)

    def lines(self) -> list[Line]:
        """Return each answer in words; every question has a right one."""
        return [
            Line(*row, question) for question in self.questions for row in self.service.lines(question, self._meant)
        ]

    def values(self) -> dict[str, str]:
        """Return each answer as a program reads it, by the name of its field; every question has a right one."""
        return {name: _as_text(value) for name, value in self._meant.items()}

    def in_words(self) -> dict[str, str]:
        """Return the answers as the person has checked them: label -> value."""
        return {line.label: line.value for line in self.lines()}

    def remark(self) -> str:
        """Return what one should know before sending; mostly nothing."""
        return self.service.remark(self._meant)

    @cached_property
    def _meant(self) -> dict[str, Any]:
        """What all answers mean, worked out once: forms may ask the database what there is to choose from."""
        return self.clean()


def new_draft(request: HttpRequest, service: CaseService, visitor: Visitor) -> Draft:
    """Return an empty draft. Its key is the same on all pages that one session opens until it has sent something.

    So what is sent from two windows is one case, and yet nothing that is kept tells the key: it is made of the secret
    in the person's cookie, of which the database has a fingerprint only.
    """
    parts = (str(request.session.session_key), service.slug, str(request.session.get(_SENT, 0)))
    key = keys.mac(keys.ring("forms").newest, "case-draft/v1", *parts)
    return Draft(service, visitor, key=uuid.UUID(bytes=key[:16], version=4))


def note_sent(request: HttpRequest) -> None:
    """Let what is filled in from now on be something else, though it may say the same."""
    request.session[_SENT] = request.session.get(_SENT, 0) + 1


def submission_key(draft: Draft) -> uuid.UUID:
    """Return the key of the case: the same for the same answers of one draft, another one for mended answers."""
    return uuid.uuid5(draft.key, repr(sorted(draft.values().items())))


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ",".join(map(_as_text, value))
    return str(value)
