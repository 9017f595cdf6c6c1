"""A registration that is being filled in: its questions, and what its answers mean."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from accounts.actions.registration import Details
from accounts.forms import LETTER_FORMS, EmployerNumber, InsuredNumber, Letter, Person, Seat
from accounts.models.registration import Kind
from bestand.numbers import Betriebsnummer, Versichertennummer, remark
from ikk_portal.platform import question_pages
from ikk_portal.platform.question_pages import Question

_SOFT_HYPHEN = "\N{SOFT HYPHEN}"

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
class Draft(question_pages.Draft):
    """What somebody has typed so far to register.

    Attributes:
        kind: whose number it is.
    """

    kind: Kind

    @property
    def purpose(self) -> str:
        return f"registration/v2/{self.kind}"

    @property
    def questions(self) -> tuple[Question, ...]:
        return QUESTIONS[self.kind]

    def details(self, *, chosen_region: str) -> Details:
        """Return what is registered; every question has a right answer."""
        clean = self.clean()
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
        clean = self.clean()
        return [
            (question.title if question is _LETTER else str(form_field.label), _in_words(clean[name]), question)
            for question in self.questions
            for name, form_field in question.form.base_fields.items()
        ]

    def remark(self) -> str:
        """Return what the person should know about the reading of the number; mostly nothing."""
        return remark(self.answers["number"])


def submission_key(draft: Draft, details: Details) -> uuid.UUID:
    """Return the key of the row: the same for the same answers of one draft, another one for mended answers."""
    return uuid.uuid5(draft.key, repr((details.number, details.birth_date, details.postcode, details.letter_form)))


def _in_words(value: Any) -> str:
    if isinstance(value, Versichertennummer | Betriebsnummer):
        return value.grouped
    if isinstance(value, tuple):
        year, month, day = value
        return date_format(date(year, month, day), "j. F Y") if day and month else f"{day:02}.{month:02}.{year}"
    return str(dict(LETTER_FORMS).get(value, value))
