"""A new health card (elektronische Gesundheitskarte) instead of one that is gone, broken, or bears an old name."""

from typing import Any

from django import forms

from ikk_portal.platform.question_pages import Question
from internetfiliale.for_whom import whose
from internetfiliale.own_register_data import OwnData
from internetfiliale.services.declaration import Audience, CaseService, Clean, Group, Rows, Typed, Visitor

_BLOCKED = (
    "Die bisherige Karte sperren wir. Finden Sie sie wieder, benutzen Sie sie bitte nicht mehr: Sie gilt nicht mehr."
)
_REMARKS = {
    "lost": _BLOCKED,
    "stolen": _BLOCKED,
    "broken": "Zeigen Sie die bisherige Karte nicht mehr vor, sobald die neue da ist.",
    "new_name": "Die neue Karte trägt den Namen aus unseren Unterlagen. Steht dort noch der alte, schicken Sie uns "
    "bitte zuerst per Post eine Kopie der Urkunde über den neuen Namen.",
}


class Reason(forms.Form):
    """What became of the card; the answer decides whether the old one is blocked. Nothing is chosen beforehand."""

    reason = forms.ChoiceField(
        label="Was ist mit der bisherigen Karte?",
        choices=(
            ("lost", "Sie ist verloren"),
            ("stolen", "Sie wurde gestohlen"),
            ("broken", "Sie ist kaputt oder lässt sich nicht lesen"),
            ("new_name", "Der Name hat sich geändert"),
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie, was mit der Karte ist.",
            "invalid_choice": "Bitte wählen Sie eine der Antworten.",
        },
    )


REASON = Question("grund", "Die bisherige Karte", Reason)


class HealthCard(CaseService):
    slug = "gesundheitskarte"
    title = "Neue Gesundheitskarte bestellen"
    heading = "Neue Gesund\N{SOFT HYPHEN}heits\N{SOFT HYPHEN}karte bestellen"
    summary = "Ersatz für eine Karte, die verloren, gestohlen oder kaputt ist oder einen alten Namen trägt."
    lead = (
        "Die neue Karte kommt per Post an die Anschrift in unseren Unterlagen. Stimmt die Anschrift nicht "
        "mehr, ändern Sie sie bitte zuerst."
    )
    group = Group.PAPERS
    audience = frozenset({Audience.INSURED})
    purpose = "Wir stellen eine neue Gesundheitskarte aus. Eine verlorene oder gestohlene sperren wir."
    legal_basis = "§ 284 Abs. 1 Nr. 2 SGB V, § 291 SGB V"
    without_net = "Eine Karte sperren und ersetzen wir auch am Telefon, per Post oder in der Servicestelle."
    what_next = (
        "Ihre IKK bestellt die neue Karte.",
        "Die Karte kommt per Post an die Anschrift in unseren Unterlagen.",
        "Brauchen Sie vorher ärztliche Hilfe, rufen Sie uns an: Wir senden der Praxis eine Ersatzbescheinigung.",
    )
    result_within = 15

    def questions(self, visitor: Visitor, typed: Typed) -> tuple[Question, ...]:
        return (*whose(typed), REASON)

    def on_file(self, data: OwnData) -> Rows:
        return (("Name in unseren Unterlagen", data.name), ("Die Karte geht an", "\n".join(data.lines)))

    def remark(self, clean: Clean) -> str:
        reason: Any = clean["reason"]
        return _REMARKS[reason]
