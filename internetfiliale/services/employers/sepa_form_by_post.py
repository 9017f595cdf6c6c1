"""The form of a SEPA mandate on paper, where the IKK takes it; the IBAN is written by hand, never here."""

from django import forms

from ikk_portal.platform.question_pages import Question
from internetfiliale.services.declaration import Audience, CaseService, Group, Typed, Visitor
from regions.models import Region


class Occasion(forms.Form):
    """What the form is for."""

    occasion = forms.ChoiceField(
        label="Wofür brauchen Sie den Vordruck?",
        choices=(
            ("first", "Wir möchten zum ersten Mal ein Mandat erteilen"),
            ("changed", "Unsere Bankverbindung hat sich geändert"),
            ("revoked", "Wir möchten das Mandat widerrufen"),
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie, wofür Sie den Vordruck brauchen.",
            "invalid_choice": "Bitte wählen Sie eine der Antworten.",
        },
    )


class SepaFormByPost(CaseService):
    slug = "sepa-vordruck"
    title = "Vordruck für das SEPA-Mandat anfordern"
    summary = "Ihre IKK nimmt das Mandat auch auf Papier entgegen und schickt Ihnen den Vordruck."
    lead = (
        "Haben Sie kein Abrechnungsprogramm, schicken wir Ihnen den Vordruck. Sie füllen ihn von Hand aus und senden "
        "ihn unterschrieben zurück. Ihre IBAN geben Sie hier nicht ein."
    )
    group = Group.RIGHT_WAY
    audience = frozenset({Audience.EMPLOYER})
    purpose = "Wir schicken Ihnen den passenden Vordruck per Post an die Anschrift Ihres Betriebs."
    legal_basis = "§ 28h Abs. 1 SGB IV"
    what_next = (
        "Wir schicken den Vordruck an die Anschrift Ihres Betriebs, die wir in unseren Unterlagen haben.",
        "Wir buchen erst ab, wenn er unterschrieben bei uns ist.",
    )
    result_within = 5

    def is_offered(self, region: Region) -> bool:
        return region.takes_paper_from_employers

    def questions(self, visitor: Visitor, typed: Typed) -> tuple[Question, ...]:
        return (Question("anlass", "Vordruck für das SEPA-Mandat", Occasion),)
