"""A case that is being filled in: the questions of its service, and what the answers mean."""

import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.inside import slugs_of
from ikk_portal.platform import keys, question_pages
from ikk_portal.platform.question_pages import Question
from ikk_portal.platform.sealing import SealBroken
from internetfiliale.services.declaration import CaseService, Line, Visitor

_SENT = "cases_sent"  # in the session: how many cases were sent from it


@dataclass(frozen=True)
class Draft(question_pages.Draft):
    """What somebody has typed so far for a case.

    Attributes:
        ikk: slug of the IKK that it is for.
        other_ikks: slugs of the others that the same employer may choose.
        has_moved: whether it was begun for one of those, and nobody has seen yet that it is for this one now.
    """

    service: CaseService
    visitor: Visitor
    ikk: str
    other_ikks: tuple[str, ...] = ()
    has_moved: bool = False

    @property
    def purpose(self) -> str:
        return f"case/v1/{self.service.slug}/{self.visitor.user.pk}/{self.ikk}"

    def opened(self, text: str, *, at_any_age: bool = False) -> "Draft":
        """Return the draft that a page carries.

        One for another IKK of the same employer, who has changed in a second window, is out of date like one that is
        too old: its answers are shown again, and go where that page says.

        Raises:
            SealBroken: as of every draft.
        """
        try:
            return super().opened(text, at_any_age=at_any_age)
        except SealBroken:
            for slug in self.other_ikks if at_any_age else ():
                with suppress(SealBroken):
                    moved = question_pages.Draft.opened(replace(self, ikk=slug), text, at_any_age=True)
                    return replace(moved, ikk=self.ikk, key=self.key, has_moved=True)
            raise

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
    """Return an empty draft. Its key is the same on all pages that one session opens for one IKK until it has sent
    something.

    So what is sent from two windows is one case, and yet nothing that is kept tells the key: it is made of the secret
    in the person's cookie, of which the database has a fingerprint only.
    """
    ikk = visitor.region.slug
    parts = (str(request.session.session_key), service.slug, ikk, str(request.session.get(_SENT, 0)))
    key = keys.mac(keys.ring("forms").newest, "case-draft/v1", *parts)
    others = tuple(slug for slug in slugs_of(request) if slug != ikk)
    return Draft(service, visitor, ikk, others, key=uuid.UUID(bytes=key[:16], version=4))


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
