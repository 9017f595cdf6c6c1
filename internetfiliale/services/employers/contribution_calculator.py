"""What a job costs in contributions and levies; nothing of it is stored, and nothing stands in the address."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format

from accounts.kept_forms import form_for
from internetfiliale.charged_rates import NO_U1, rates_of, standard_u1, u1_choices
from internetfiliale.contributions import (
    Contributions,
    Employment,
    LegalValues,
    NotOurs,
    Parent,
    contributions,
    values_on,
)
from internetfiliale.contributions.calculation import Minijob
from internetfiliale.money_field import EuroField
from internetfiliale.services.declaration import Audience, Group, PageService, Visitor
from regions.rates import Charges

_PARENTS = (
    (Parent.CHILDLESS, "Keine Kinder, 23 Jahre oder älter"),
    (Parent.NO_SURCHARGE, "Höchstens 1 Kind unter 25, oder selbst noch keine 23 Jahre alt"),
    (Parent.TWO, "2 Kinder unter 25"),
    (Parent.THREE, "3 Kinder unter 25"),
    (Parent.FOUR, "4 Kinder unter 25"),
    (Parent.FIVE, "5 oder mehr Kinder unter 25"),
)


_SAXONY, _ELSEWHERE = "sachsen", "anderswo"
_USUAL, _TRAINING = "beschaeftigung", "ausbildung"
_ONE_OF_BOTH = {
    "required": "Bitte wählen Sie eine der beiden Antworten.",
    "invalid_choice": "Bitte wählen Sie eine der beiden Antworten.",
}


class PayForm(forms.Form):
    """The job to calculate for; nobody is named."""

    pay = EuroField(
        label="Bruttoentgelt im Monat in Euro",
        help_text="Regelmäßiges Entgelt eines ganzen Monats ohne Einmalzahlungen, zum Beispiel 2.850,00",
        missing="Bitte geben Sie das Bruttoentgelt eines Monats ein.",
        most=Decimal(1_000_000),
    )
    parent = forms.ChoiceField(
        label="Kinder der beschäftigten Person",
        help_text="Wer ein Kind hat oder hatte, zahlt keinen Zuschlag. Für Abschläge zählen Kinder unter 25.",
        choices=[(parent.name, words) for parent, words in _PARENTS],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie aus. Danach richtet sich der Satz der Pflegeversicherung.",
            "invalid_choice": "Bitte wählen Sie eine der Antworten.",
        },
    )
    u1 = forms.ChoiceField(
        label="Umlage U1",
        help_text="Die Erstattung, die Ihr Betrieb bei dieser IKK gewählt hat. Ohne Wahl gilt der Regelsatz.",
        error_messages={
            "required": "Bitte wählen Sie eine Erstattung oder „Wir nehmen nicht teil“.",
            "invalid_choice": "Diese Erstattung gibt es bei dieser IKK nicht. Bitte wählen Sie eine aus der Liste.",
        },
    )
    place = forms.ChoiceField(
        label="Arbeitsort",
        help_text="In Sachsen ist die Pflegeversicherung anders aufgeteilt.",
        choices=((_ELSEWHERE, "Nicht in Sachsen"), (_SAXONY, "In Sachsen")),
        error_messages=_ONE_OF_BOTH,
    )
    kind = forms.ChoiceField(
        label="Art der Beschäftigung",
        choices=((_USUAL, "Beschäftigung"), (_TRAINING, "Berufsausbildung oder duales Studium")),
        error_messages=_ONE_OF_BOTH,
    )

    def __init__(self, *args: Any, charges: Charges, **options: Any) -> None:
        """Offer the levels of the IKK, the standard one first."""
        super().__init__(*args, **options)
        field: Any = self.fields["u1"]
        field.choices = u1_choices(charges)
        field.initial = standard_u1(charges) or NO_U1

    def job(self) -> Employment:
        """Return the job that valid answers describe."""
        answers = self.cleaned_data
        return Employment(
            pay=answers["pay"],
            parent=Parent[answers["parent"]],
            is_in_saxony=answers["place"] == _SAXONY,
            is_training=answers["kind"] == _TRAINING,
        )


class ContributionCalculator(PageService):
    slug = "beitragsrechner"
    title = "Beiträge berechnen"
    summary = "Was ein Bruttoentgelt an Beiträgen und Umlagen kostet, und wer welchen Anteil trägt."
    lead = (
        "Geben Sie ein Bruttoentgelt ein. Sie sehen die Anteile von Arbeitgeber und beschäftigter Person und die "
        "Umlagen, mit den Sätzen der IKK, für die Sie gerade angemeldet sind."
    )
    group = Group.LOOKING_UP
    audience = frozenset({Audience.EMPLOYER})
    purpose = "Aus Ihren Angaben berechnen wir die Anteile. Um welche Person es geht, fragen wir nicht."
    legal_basis = "§ 14 SGB I"
    without_net = "Wir rechnen auch am Telefon mit Ihnen."
    retention = (
        "Wir speichern nichts. Ihre Angaben stehen nur auf der Seite, die Sie vor sich haben, und in keiner Adresse."
    )
    takes_post = True

    def page(self, request: HttpRequest, visitor: Visitor) -> HttpResponse:
        today = timezone.localdate()
        charges = visitor.charges
        form = form_for(request, PayForm, charges=charges)
        context = {
            "service": self,
            "form": form,
            "today": today,
            "law": (law := values_on(today)),
            "figures": _figures(law) if law else (),
            "result": None,
            "refusal": "",
            "u1_chosen": "",
            "has_other_readings": False,
            "is_known": rates_of(charges, NO_U1) is not None,
            **(_worked_out(form, charges, today) if form.is_bound and form.is_valid() else {}),
        }
        return render(request, "internetfiliale/service_calculator.html", context)


def _has_other_readings(job: Employment, result: Contributions) -> bool:
    """Whether sources differ on how it is calculated (decision 019): in the band, with reductions or in Saxony."""
    return result.bases is not None and (job.is_in_saxony or bool(job.parent.value))


def _figures(law: LegalValues) -> list[tuple[str, str, str]]:
    """Return label, value and source of each figure."""
    return [(figure.label, number_format(figure.value, force_grouping=True), figure.source) for figure in law.listed]


def _worked_out(form: PayForm, charges: Charges, today: date) -> dict[str, Any]:
    """Return the result for valid answers, or why there is none."""
    law, u1 = values_on(today), form.cleaned_data["u1"]
    rates = rates_of(charges, u1)
    if law is None or rates is None:
        return {}
    chosen = "" if u1 == NO_U1 else dict(u1_choices(charges))[u1]
    job = form.job()
    try:
        result = contributions(job, rates, law)
        return {"result": result, "u1_chosen": chosen, "has_other_readings": _has_other_readings(job, result)}
    except Minijob:
        return {"refusal": "minijob"}
    except NotOurs:
        return {"refusal": "training"}
