"""What was typed so far into a form of several pages, and what is to be asked next.

A draft lives in a hidden field of the page and nowhere else. It holds what was typed, not what it means: each
page reads its own part of it again, so a mended answer can never stand beside an old reading.
"""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django import forms
from django.utils import timezone

from ikk_portal.platform.sealing import seal, unseal

MAX_AGE = timedelta(hours=12)  # between two pages
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_LONGEST = 200  # characters of one answer that are kept; nothing that is right is longer

_Draft = TypeVar("_Draft", bound="Draft")


@dataclass(frozen=True)
class Question:
    """One page of questions.

    Attributes:
        key: names it in the form.
        heading: with soft hyphens, for narrow windows.
        form: its fields.
        lead: a sentence below the heading; not every question needs one.
    """

    key: str
    heading: str
    form: type[forms.Form]
    lead: str = ""

    @property
    def title(self) -> str:
        """The heading as it stands where it need not be broken."""
        return self.heading.replace(_SOFT_HYPHEN, "")


@dataclass(frozen=True, kw_only=True)
class Draft(ABC):
    """What somebody has typed so far; a room says what is asked.

    Attributes:
        key: random; makes one thing of what is sent more than once.
        answers: name of an input -> what was typed.
        is_checked: whether all answers were shown together already; what is changed then leads back there.
        begun_at: when the first page was sent.
    """

    key: uuid.UUID = field(default_factory=uuid.uuid4)
    answers: dict[str, str] = field(default_factory=dict)
    is_checked: bool = False
    begun_at: datetime = field(default_factory=timezone.now)

    @property
    @abstractmethod
    def purpose(self) -> str:
        """What it is sealed for: a draft of one purpose opens nothing of another."""

    @property
    @abstractmethod
    def questions(self) -> tuple[Question, ...]:
        """What is asked, in this order."""

    def form(self, question: Question, *args: Any, **options: Any) -> forms.Form:
        """Return the form of ``question``."""
        return question.form(*args, **options)

    def sealed(self) -> str:
        """Return the draft for the hidden field of a page."""
        content = {
            "key": str(self.key),
            "answers": self.answers,
            "is_checked": self.is_checked,
            "begun_at": self.begun_at.isoformat(),
        }
        return seal(self.purpose, content)

    def opened(self: _Draft, text: str, *, at_any_age: bool = False) -> _Draft:
        """Return the draft that the hidden field of a page carries.

        Raises:
            SealBroken: if it was changed, is too old, or was begun for another purpose.
        """
        content = unseal(self.purpose, text, max_age=None if at_any_age else MAX_AGE)
        return replace(
            self,
            key=uuid.UUID(content["key"]),
            answers=content["answers"],
            is_checked=content["is_checked"],
            begun_at=datetime.fromisoformat(content["begun_at"]),
        )

    def question(self, key: str) -> Question | None:
        """Return the question of that name; None for anything else."""
        return next((question for question in self.questions if question.key == key), None)

    def with_typed(self: _Draft, question: Question, data: Any) -> _Draft:
        """Return the draft with what a page of ``question`` has sent."""
        typed = {name: str(data.get(name, ""))[:_LONGEST] for name in _inputs(self.form(question))}
        return replace(self, answers={**self.answers, **typed})

    def checked(self: _Draft) -> _Draft:
        return replace(self, is_checked=True)

    def asked(self, question: Question) -> forms.Form:
        """Return the form of ``question`` with what was typed before, without judging it."""
        fields = self.form(question).fields
        typed = {name: field.widget.value_from_datadict(self.answers, {}, name) for name, field in fields.items()}
        return self.form(question, initial=typed)

    def judged(self, question: Question) -> forms.Form:
        """Return the form of ``question`` with what was typed, errors included."""
        return self.form(question, self.answers)

    def first_open(self) -> Question | None:
        """Return the first question without a right answer."""
        return next((question for question in self.questions if not self.judged(question).is_valid()), None)

    def after(self, question: Question) -> Question | None:
        """Return what is to be asked next; None if all answers are to be shown."""
        if self.is_checked:
            return self.first_open()
        later = self.questions[self.questions.index(question) + 1 :]
        return later[0] if later else self.first_open()

    def clean(self) -> dict[str, Any]:
        """Return what all answers mean; every question has a right one."""
        meant: dict[str, Any] = {}
        for question in self.questions:
            form = self.judged(question)
            form.is_valid()
            meant |= form.cleaned_data
        return meant


def _inputs(form: forms.Form) -> Iterator[str]:
    """Yield the names of the inputs of a page, parts of a field one by one."""
    for name, form_field in form.fields.items():
        if isinstance(form_field.widget, forms.MultiWidget):
            yield from (f"{name}_{index}" for index, _ in enumerate(form_field.widget.widgets))
        else:
            yield name
