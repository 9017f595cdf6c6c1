"""The choice of a U1 level for employers without a payroll program, where the IKK takes it."""

from typing import Any

from django import forms
from django.utils import timezone

from ikk_portal.platform.question_pages import Question
from internetfiliale.charged_rates import NO_U1, u1_choices
from internetfiliale.services.declaration import Audience, CaseService, Group, Typed, Visitor
from regions.models import Region


class Level(forms.Form):
    """Which reimbursement, and from which year on; what there is to choose from depends on the IKK and on the day."""

    level = forms.ChoiceField(
        label="Welche Erstattung wählen Sie?",
        # Words for the answer, of every level that the law allows; the form of an IKK offers its own.
        choices=tuple((str(percent), f"{percent} %") for percent in range(40, 81)),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie eine Erstattung.",
            "invalid_choice": "Diese Erstattung bietet die IKK nicht an. Bitte wählen Sie eine aus der Liste.",
        },
    )
    year = forms.ChoiceField(
        label="Für welches Jahr?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie das Jahr.",
            "invalid_choice": "Bitte wählen Sie eines der beiden Jahre.",
        },
    )


LEVEL = Question("erstattung", "Erstattung wählen", Level)


class U1ChoiceByCase(CaseService):
    slug = "u1-wahl-mitteilen"
    title = "U1-Wahl ohne Abrechnungsprogramm mitteilen"
    heading = "U1-Wahl ohne Abrechnungs\N{SOFT HYPHEN}programm mitteilen"
    summary = "Ihre IKK nimmt die Wahl des Erstattungssatzes auch hier entgegen."
    lead = (
        "Haben Sie kein Abrechnungsprogramm, teilen Sie uns Ihre Wahl hier mit. Sie gilt für ein Kalenderjahr und nur "
        "für diese IKK."
    )
    group = Group.RIGHT_WAY
    audience = frozenset({Audience.EMPLOYER})
    purpose = "Wir tragen den gewählten Erstattungssatz in Ihr Beitragskonto ein, wenn die Wahl rechtzeitig ist."
    legal_basis = "§ 9 Abs. 2 AAG"
    what_next = (
        "Wir prüfen, ob die Wahl rechtzeitig ist, und tragen sie ein.",
        "Die Bestätigung schicken wir per Post an die Anschrift Ihres Betriebs.",
    )
    result_within = 10

    def is_offered(self, region: Region) -> bool:
        return region.takes_paper_from_employers

    def questions(self, visitor: Visitor, typed: Typed) -> tuple[Question, ...]:
        return (LEVEL,)

    def form(self, question: Question, visitor: Visitor, *args: Any, **options: Any) -> forms.Form:
        form: Any = question.form(*args, **options)
        today = timezone.localdate()
        form.fields["level"].choices = [choice for choice in u1_choices(visitor.charges) if choice[0] != NO_U1]
        form.fields["year"].choices = [(str(year), str(year)) for year in (today.year, today.year + 1)]
        form.fields["year"].help_text = (
            f"Die Wahl muss bis zum {visitor.region.u1_choice_until} des Jahres bei uns sein, für das sie gilt. Später "
            "geht es für ein laufendes Jahr nur, wenn Sie erst in diesem Jahr jemanden bei uns versichern."
        )
        return form
