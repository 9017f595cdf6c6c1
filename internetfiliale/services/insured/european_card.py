"""Proof of insurance for a journey: the European card (EHIC), or the certificate that replaces it for some weeks."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from ikk_portal.platform.question_pages import Question
from internetfiliale.for_whom import whose
from internetfiliale.form_fields import DayField
from internetfiliale.own_register_data import OwnData
from internetfiliale.services.declaration import Audience, CaseService, Clean, Group, Rows, Typed, Visitor

_CERTIFICATE = "certificate"
#: Where the European card is valid: European Union, European Economic Area, Switzerland, United Kingdom.
_COUNTRIES = """
    Belgien, Bulgarien, Dänemark, Estland, Finnland, Frankreich, Griechenland, Irland, Island, Italien, Kroatien,
    Lettland, Liechtenstein, Litauen, Luxemburg, Malta, Niederlande, Norwegen, Österreich, Polen, Portugal, Rumänien,
    Schweden, Schweiz, Slowakei, Slowenien, Spanien, Tschechien, Ungarn, Vereinigtes Königreich, Zypern
"""


class Paper(forms.Form):
    """Card or certificate. Nothing is chosen beforehand."""

    paper = forms.ChoiceField(
        label="Was brauchen Sie?",
        choices=(
            (_CERTIFICATE, "Eine Ersatzbescheinigung für eine Reise"),
            ("card", "Eine neue Gesundheitskarte mit der Europäischen Karte auf der Rückseite"),
        ),
        widget=forms.RadioSelect,
        help_text="Die Ersatzbescheinigung ist schneller da; sie gilt für eine Reise in ein Land.",
        error_messages={
            "required": "Bitte wählen Sie, was Sie brauchen.",
            "invalid_choice": "Bitte wählen Sie eine der beiden Antworten.",
        },
    )


class Journey(forms.Form):
    """Where to, and from when until when."""

    country = forms.ChoiceField(
        label="In welches Land reisen Sie?",
        choices=[("", "Bitte wählen"), *((country.strip(),) * 2 for country in _COUNTRIES.split(","))],
        help_text="Ihr Land steht nicht dabei? Dort gilt die Europäische Karte nicht. Rufen Sie uns bitte an.",
        error_messages={
            "required": "Bitte wählen Sie das Land aus, in das Sie reisen.",
            "invalid_choice": "Bitte wählen Sie ein Land aus der Liste.",
        },
    )
    leaves_on = DayField(
        label="Erster Tag der Reise",
        help_text="Zum Beispiel 15 12 2026",
        missing="Bitte geben Sie ein, wann die Reise beginnt.",
        earliest=timedelta(days=-14),
        latest=timedelta(days=366),
    )
    returns_on = DayField(
        label="Letzter Tag der Reise",
        help_text="Zum Beispiel 29 12 2026",
        missing="Bitte geben Sie ein, wann die Reise endet.",
        earliest=timedelta(0),
        latest=timedelta(days=2 * 366),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a journey that ends before it begins."""
        clean = self.cleaned_data
        leaves_on, returns_on = clean.get("leaves_on"), clean.get("returns_on")
        if leaves_on and returns_on and returns_on < leaves_on:
            self.add_error("returns_on", "Die Reise endet vor ihrem ersten Tag. Bitte prüfen Sie beide Tage.")
        return clean


PAPER = Question("nachweis", "Karte oder Bescheinigung", Paper)
JOURNEY = Question("reise", "Ihre Reise", Journey)


class EuropeanCard(CaseService):
    slug = "europaeische-karte"
    title = "Nachweis für Reisen in Europa bestellen"
    summary = "Europäische Krankenversicherungskarte (EHIC) oder eine Ersatzbescheinigung für eine Reise."
    lead = (
        "Die Europäische Krankenversicherungskarte (EHIC) steht auf der Rückseite Ihrer Gesundheitskarte. Fehlt sie "
        "dort, ist sie abgelaufen oder die Karte weg, hilft die Ersatzbescheinigung."
    )
    group = Group.PAPERS
    audience = frozenset({Audience.INSURED})
    purpose = "Wir stellen den Nachweis aus, mit dem Sie im Ausland behandelt werden."
    legal_basis = "§ 284 Abs. 1 SGB V, Art. 25 der Verordnung (EG) Nr. 987/2009"
    without_net = "Eilt es, rufen Sie uns bitte an. Es geht auch per Post oder in der Servicestelle."
    what_next = (
        "Ihre IKK stellt den Nachweis aus.",
        "Er kommt per Post an die Anschrift in unseren Unterlagen.",
    )
    result_within = 10

    def questions(self, visitor: Visitor, typed: Typed) -> tuple[Question, ...]:
        return (*whose(typed), PAPER, *([JOURNEY] if typed.get("paper") == _CERTIFICATE else []))

    def on_file(self, data: OwnData) -> Rows:
        return (("Der Nachweis geht an", "\n".join(data.lines)),)

    def remark(self, clean: Clean) -> str:
        """Say so where a letter may come too late."""
        leaves_on = clean.get("leaves_on")
        if leaves_on is None or leaves_on > self.result_by(timezone.localdate()):
            return ""
        return "Bis zum ersten Tag der Reise kommt der Brief vielleicht nicht an. Rufen Sie uns bitte zusätzlich an."
