"""A call back by the service office, in its hours; the telephone is used for nothing else."""

from typing import Any

from django import forms
from django.utils import timezone

from ikk_portal.platform.question_pages import Question
from internetfiliale.call_back_slots import Slot, slots
from internetfiliale.form_fields import PhoneNumber
from internetfiliale.services.declaration import (
    EVERYONE,
    Audience,
    CaseService,
    Clean,
    Group,
    Rows,
    Typed,
    Visitor,
)
from regions.models import Region
from regions.offices import responsible_office

_SOON = "soon"
_SOON_IN_WORDS = "So bald wie möglich, wenn die Servicestelle geöffnet hat"


def _subject(*choices: tuple[str, str]) -> forms.ChoiceField:
    """Return the field that asks what it is about, by a list only: nobody types anything about their health."""
    return forms.ChoiceField(
        label="Worum geht es?",
        choices=(*choices, ("portal", "Internetfiliale"), ("other", "Etwas anderes")),
        widget=forms.RadioSelect,
        help_text="Nur das Thema: Einzelheiten besprechen wir am Telefon.",
        error_messages={
            "required": "Bitte wählen Sie das Thema. Einzelheiten besprechen wir am Telefon.",
            "invalid_choice": "Bitte wählen Sie eines der Themen.",
        },
    )


class SubjectOfInsured(forms.Form):
    """The subjects of insured persons."""

    subject = _subject(
        ("membership", "Mitgliedschaft und Familienversicherung"),
        ("contributions", "Beiträge"),
        ("benefits", "Leistungen"),
        ("papers", "Bescheinigungen und Karten"),
    )


class SubjectOfEmployer(forms.Form):
    """The subjects of employers."""

    subject = _subject(
        ("contributions", "Beiträge und Beitragskonto"),
        ("reports", "Meldungen zur Sozialversicherung"),
        ("levies", "Umlagen U1 und U2, Erstattungen"),
    )


class Number(forms.Form):
    """Where we call."""

    phone = PhoneNumber(
        label="Ihre Telefonnummer",
        help_text="Mit Vorwahl. Wir benutzen sie nur für diesen Rückruf.",
        missing="Bitte geben Sie die Nummer ein, unter der wir Sie erreichen.",
    )


class When(forms.Form):
    """When it suits: pieces of the hours of the service office, by day."""

    slot = forms.ChoiceField(
        label="Wann passt es Ihnen?",
        error_messages={
            "required": "Bitte wählen Sie, wann wir anrufen sollen.",
            "invalid_choice": "Diese Zeit gibt es nicht, oder sie ist vorbei. Bitte wählen Sie eine andere.",
        },
    )

    def __init__(self, *args: Any, free: list[Slot], **options: Any) -> None:
        super().__init__(*args, **options)
        days = {slot.day: slot.day_in_words for slot in free}
        self.fields["slot"].choices = [  # type: ignore[attr-defined]
            ("", "Bitte wählen"),
            (_SOON, _SOON_IN_WORDS),
            *(
                (words, [(str(slot), slot.time_in_words) for slot in free if slot.day == day])
                for day, words in days.items()
            ),
        ]


SUBJECTS = {
    Audience.INSURED: Question("thema", "Thema", SubjectOfInsured),
    Audience.EMPLOYER: Question("thema", "Thema", SubjectOfEmployer),
}
NUMBER = Question("nummer", "Ihre Telefonnummer", Number)
WHEN = Question("zeit", "Zeit des Anrufs", When)


class CallBack(CaseService):
    slug = "rueckruf"
    title = "Um Rückruf bitten"
    summary = "Die Servicestelle Ihrer IKK ruft Sie an, wenn es Ihnen passt."
    lead = "Sagen Sie uns, worum es geht und wann wir Sie erreichen. Dann ruft die Servicestelle Sie an."
    group = Group.TALKING
    audience = EVERYONE
    purpose = "Die Servicestelle ruft Sie einmal zurück. Für anderes benutzt sie die Telefonnummer nicht."
    legal_basis = "§ 14 SGB I, § 284 Abs. 1 SGB V"
    what_next = (
        "Wir rufen Sie zur gewählten Zeit an. Wer anruft, nennt seinen Namen und Ihre IKK.",
        "Am Telefon fragen wir nach Angaben, an denen wir Sie erkennen, nie nach PIN oder Entsperrcode.",
        "Erreichen wir Sie nicht, versuchen wir es am nächsten Arbeitstag noch einmal.",
    )
    result_within = 10

    def is_offered(self, region: Region) -> bool:
        return responsible_office(region) is not None

    def questions(self, visitor: Visitor, typed: Typed) -> tuple[Question, ...]:
        return SUBJECTS[visitor.audience], NUMBER, WHEN

    def form(self, question: Question, visitor: Visitor, *args: Any, **options: Any) -> forms.Form:
        if question is WHEN:
            times = visitor.opening_times
            return When(*args, free=slots(times, timezone.localdate()) if times else [], **options)
        return super().form(question, visitor, *args, **options)

    def lines(self, question: Question, clean: Clean) -> Rows:
        if question is not WHEN:
            return super().lines(question, clean)
        return (("Zeit des Anrufs", _SOON_IN_WORDS if clean["slot"] == _SOON else Slot.read(clean["slot"]).in_words),)
