"""The request for an Unbedenklichkeitsbescheinigung without a payroll program, where the IKK takes it."""

from django import forms

from ikk_portal.platform.question_pages import Question
from internetfiliale.services.declaration import Audience, CaseService, Group, Typed, Visitor
from regions.models import Region


class Copies(forms.Form):
    """How often the certificate is wanted. What for is nobody's business: it says the same for all."""

    how_often = forms.ChoiceField(
        label="Wie oft brauchen Sie die Bescheinigung?",
        choices=(
            ("once", "Einmal, mit dem Stand von heute"),
            ("monthly", "Jeden Monat, bis Sie es widerrufen"),
            ("revoked", "Nicht mehr: Wir möchten die monatliche Bescheinigung beenden"),
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie, wie oft Sie die Bescheinigung brauchen.",
            "invalid_choice": "Bitte wählen Sie eine der Antworten.",
        },
    )


class ClearanceByCase(CaseService):
    slug = "unbedenklichkeit-anfordern"
    title = "Unbedenklichkeitsbescheinigung auf Papier anfordern"
    heading = "Unbedenklich\N{SOFT HYPHEN}keits\N{SOFT HYPHEN}bescheinigung auf Papier anfordern"
    summary = "Ihre IKK stellt die Bescheinigung auch auf Papier aus."
    lead = (
        "Haben Sie kein Abrechnungsprogramm, fordern Sie die Bescheinigung hier an. Sie kommt per Post und bestätigt "
        "nur das Beitragskonto bei dieser IKK."
    )
    group = Group.RIGHT_WAY
    audience = frozenset({Audience.EMPLOYER})
    purpose = "Wir prüfen Ihr Beitragskonto und schicken Ihnen die Bescheinigung."
    legal_basis = "§ 28h Abs. 1 SGB IV"
    what_next = (
        "Wir prüfen, ob alle Beitragsnachweise da und alle fälligen Beiträge bezahlt sind.",
        "Die Bescheinigung schicken wir per Post an die Anschrift Ihres Betriebs. Fehlt etwas, schreiben wir, was.",
    )
    result_within = 5

    def is_offered(self, region: Region) -> bool:
        return region.takes_paper_from_employers

    def questions(self, visitor: Visitor, typed: Typed) -> tuple[Question, ...]:
        return (Question("wie-oft", "Wie oft?", Copies),)
