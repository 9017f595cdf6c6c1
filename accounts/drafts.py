"""A registration that is being filled in: its questions, and what was typed so far.

A draft lives in a hidden field of the page and nowhere else. It holds what was typed, not what it means: each
page reads its own part of it again, so a mended answer can never stand beside an old reading.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format

from accounts.actions.registration import Details
from accounts.forms import LETTER_FORMS, EmployerNumber, InsuredNumber, Letter, Person, Seat
from accounts.models.registration import Kind
from bestand.numbers import Betriebsnummer, Versichertennummer, remark
from ikk_portal.platform.sealing import seal, unseal

MAX_AGE = timedelta(hours=12)  # between two pages
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_LONGEST = 200  # characters of one answer that are kept; nothing that is right is longer


@dataclass(frozen=True)
class Question:
    """One page of questions.

    Attributes:
        key: names it in the form.
        heading: with soft hyphens, for narrow windows.
        form: its fields.
    """

    key: str
    heading: str
    form: type[forms.Form]

    @property
    def title(self) -> str:
        """The heading as it stands where it need not be broken."""
        return self.heading.replace(_SOFT_HYPHEN, "")


_LETTER = Question("letter", "Form des Briefs", Letter)
QUESTIONS = {
    Kind.INSURED: (
        Question("number", f"Ihre Versicherten{_SOFT_HYPHEN}nummer", InsuredNumber),
        Question("person", "Geburtsdatum und Postleitzahl", Person),
        _LETTER,
    ),
    Kind.EMPLOYER: (
        Question("number", f"Ihre Betriebs{_SOFT_HYPHEN}nummer", EmployerNumber),
        Question("seat", "Sitz des Betriebs", Seat),
        _LETTER,
    ),
}


@dataclass(frozen=True)
class Draft:
    """What somebody has typed so far to register.

    Attributes:
        kind: whose number it is.
        key: random; makes one registration of what is sent more than once.
        answers: name of an input -> what was typed.
        is_checked: whether all answers were shown together already; what is changed then leads back there.
    """

    kind: Kind
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    answers: dict[str, str] = field(default_factory=dict)
    is_checked: bool = False

    @classmethod
    def opened(cls, kind: Kind, text: str) -> "Draft":
        """Return the draft from the hidden field of a page.

        Raises:
            SealBroken: if it was changed, is too old, or was begun for the other kind.
        """
        content = unseal(_purpose(kind), text, max_age=MAX_AGE)
        return cls(kind, uuid.UUID(content["key"]), content["answers"], content["is_checked"])

    def sealed(self) -> str:
        """Return the draft for the hidden field of a page."""
        content = {"key": str(self.key), "answers": self.answers, "is_checked": self.is_checked}
        return seal(_purpose(self.kind), content)

    @property
    def questions(self) -> tuple[Question, ...]:
        return QUESTIONS[self.kind]

    def question(self, key: str) -> Question | None:
        """Return the question of that name; None for anything else."""
        return next((question for question in self.questions if question.key == key), None)

    def with_typed(self, question: Question, data: Any) -> "Draft":
        """Return the draft with what a page of ``question`` has sent."""
        typed = {name: str(data.get(name, ""))[:_LONGEST] for name in _inputs(question)}
        return replace(self, answers={**self.answers, **typed})

    def checked(self) -> "Draft":
        return replace(self, is_checked=True)

    def asked(self, question: Question) -> forms.Form:
        """Return the form of ``question`` with what was typed before, without judging it."""
        names = question.form.base_fields
        typed = {name: names[name].widget.value_from_datadict(self.answers, {}, name) for name in names}
        return question.form(initial=typed)

    def judged(self, question: Question) -> forms.Form:
        """Return the form of ``question`` with what was typed, errors included."""
        return question.form(self.answers)

    def first_open(self) -> Question | None:
        """Return the first question without a right answer."""
        return next((question for question in self.questions if not self.judged(question).is_valid()), None)

    def after(self, question: Question) -> Question | None:
        """Return what is to be asked next; None if all answers are to be shown."""
        if self.is_checked:
            return self.first_open()
        later = self.questions[self.questions.index(question) + 1 :]
        return later[0] if later else self.first_open()

    def details(self, *, chosen_region: str) -> Details:
        """Return what is registered; every question has a right answer."""
        clean = self._clean()
        return Details(
            kind=self.kind,
            number=clean["number"].value,
            birth_date=clean.get("birth_date"),
            postcode=clean["postcode"],
            letter_form=clean["letter_form"],
            chosen_region=chosen_region,
        )

    def lines(self) -> list[tuple[str, str, Question]]:
        """Return each answer in words: label, value, the question that asks for it."""
        clean = self._clean()
        return [
            (question.title if question is _LETTER else str(form_field.label), _in_words(clean[name]), question)
            for question in self.questions
            for name, form_field in question.form.base_fields.items()
        ]

    def remark(self) -> str:
        """Return what the person should know about the reading of the number; mostly nothing."""
        return remark(self.answers["number"])

    def _clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = {}
        for question in self.questions:
            form = self.judged(question)
            form.is_valid()
            clean |= form.cleaned_data
        return clean


def submission_key(draft: Draft, details: Details) -> uuid.UUID:
    """Return the key of the row: the same for the same answers of one draft, another one for mended answers."""
    return uuid.uuid5(draft.key, repr((details.number, details.birth_date, details.postcode, details.letter_form)))


def _purpose(kind: Kind) -> str:
    return f"registration/v1/{kind}"


def _inputs(question: Question) -> Iterator[str]:
    """Yield the names of the inputs of a question's page, parts of a field one by one."""
    for name, form_field in question.form.base_fields.items():
        if isinstance(form_field.widget, forms.MultiWidget):
            yield from (f"{name}_{index}" for index, _ in enumerate(form_field.widget.widgets))
        else:
            yield name


def _in_words(value: Any) -> str:
    if isinstance(value, Versichertennummer | Betriebsnummer):
        return value.grouped
    if isinstance(value, tuple):
        year, month, day = value
        return date_format(date(year, month, day), "j. F Y") if day and month else f"{day:02}.{month:02}.{year}"
    return str(dict(LETTER_FORMS).get(value, value))
