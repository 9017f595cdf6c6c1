"""What people write about: standard topics are answered by e-mail, individual ones go by letter or phone only (P17).

The values stand in addresses and in the table; a topic is one of the two kinds, never both.
"""

from django.db import models


class Topic(models.TextChoices):
    """What may be asked and answered by e-mail, because the answer is the same for everybody."""

    MEMBERSHIP = "mitgliedschaft", "Allgemeine Fragen zur Mitgliedschaft"
    HOURS = "oeffnungszeiten", "Öffnungszeiten und Erreichbarkeit"
    WEBSITE = "website", "Fragen zu diesem Portal"
    BROCHURES = "broschueren", "Broschüren"
    EVENTS = "veranstaltungen", "Veranstaltungen und Kurse"
    PRAISE = "lob-und-kritik", "Lob und allgemeine Kritik"
    ACCESSIBILITY = "barrierefreiheit", "Barriere melden"
    PAGE = "seite", "Problem mit einer Seite"


#: What concerns the portal, not one IKK: it may be asked without choosing one, and staff of all IKKs answer.
FOR_ALL = (Topic.WEBSITE, Topic.ACCESSIBILITY, Topic.PAGE)


class IndividualTopic(models.TextChoices):
    """What concerns one person or one company: never by e-mail."""

    BENEFIT = "leistungsantrag", "Leistung beantragen"
    CONTRIBUTIONS = "beitraege", "Meine Beiträge"
    SICK_PAY = "krankengeld", "Krankengeld"
    CO_PAYMENTS = "zuzahlungen", "Zuzahlungen und Befreiung"
    CARE = "pflege", "Pflege"
    OBJECTION = "widerspruch", "Widerspruch gegen einen Bescheid"
    COMPLAINT = "beschwerde", "Beschwerde in eigener Sache"
    EMPLOYER = "arbeitgeber", "Beiträge und Meldungen als Arbeitgeber"
    OTHER = "eigenes-anliegen", "Etwas anderes, das nur mich betrifft"

    @property
    def subject(self) -> str:
        """What a letter says it is about: its label, unless that only makes sense in a list."""
        return _SUBJECTS.get(self, self.label)


_SUBJECTS = {
    IndividualTopic.BENEFIT: "Antrag auf eine Leistung",
    IndividualTopic.OTHER: "Mein Anliegen",
}
