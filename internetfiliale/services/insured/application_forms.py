"""Applications for benefits, to be printed: with name, number and address of the IKK, and sent by post only."""

from django import forms
from django.utils import timezone

from internetfiliale.applications import APPLICATIONS
from internetfiliale.own_register_data import OwnData
from internetfiliale.services.declaration import (
    Audience,
    Clean,
    Document,
    DocumentService,
    Group,
    Refused,
    Rows,
    Visitor,
)
from letters.application_form import ApplicationForm
from regions.letterhead import window_of


class _Matter(forms.Form):
    """Which application is wanted."""

    matter = forms.ChoiceField(
        label="Welchen Antrag brauchen Sie?",
        choices=tuple((application.key, application.choice) for application in APPLICATIONS),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie den Antrag aus, den Sie brauchen.",
            "invalid_choice": "Diesen Antrag gibt es hier nicht. Bitte wählen Sie einen aus der Liste.",
        },
    )


class ApplicationFormsService(DocumentService):
    slug = "antrag-zum-ausdrucken"
    title = "Antrag ausdrucken"
    summary = "Anträge auf Leistungen, fertig zum Ausfüllen von Hand: mit Ihrem Namen, Ihrer Nummer und der Anschrift."
    lead = (
        "Anträge auf Leistungen nehmen wir nur auf Papier an: Über das Netz fragen wir nie nach Ihrer Gesundheit. Sie "
        "bekommen den Antrag als PDF, füllen ihn von Hand aus, unterschreiben ihn und schicken ihn per Post. Die "
        "Anschrift passt in das Fenster eines Briefumschlags."
    )
    group = Group.PAPERS
    audience = frozenset({Audience.INSURED})
    purpose = "Name und Nummer stehen auf dem Antrag. Welchen Sie herunterladen, merken wir uns nicht."
    legal_basis = "§ 284 Abs. 1 SGB V"
    without_net = "Bestellen können Sie Anträge auch am Telefon, per Post oder in der Servicestelle."
    form = _Matter
    button = "Antrag herunterladen (PDF)"

    def on_file(self, data: OwnData) -> Rows:
        return (("Name", data.name), ("Versichertennummer", data.number))

    def document(self, visitor: Visitor, clean: Clean) -> Document:
        data = visitor.data
        if data is None:
            raise Refused("Unter Ihrer Nummer finden wir keine Versicherung mehr. Bitte rufen Sie uns an.")
        chosen = next(application for application in APPLICATIONS if application.key == clean["matter"])
        paper = ApplicationForm(
            name=data.name,
            number=data.number,
            address=window_of(visitor.region),
            phone=visitor.region.phone_national,
            title=chosen.title,
            basis=chosen.basis,
            sections=chosen.sections,
            enclosures=chosen.enclosures,
            dated=timezone.localdate(),
        )
        return Document("antrag.pdf", paper.pdf())
