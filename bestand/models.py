"""The register's rows: identification data of insured persons and employers, nothing about health or money.

``manage.py import_bestand`` replaces all of them at once; nothing else writes here. The portal's processes may
not read these tables: they call the functions of ``bestand.register``, which give one row by its number.
"""

from django.db import models

from privacy.declarations import ReplacedByImport

_REPLACED = ReplacedByImport(
    text="Tägliche Abschrift aus dem Bestandssystem der IKK; was dort gelöscht ist, fehlt in der nächsten Abschrift"
)

_OF_THE_ADDRESS = {
    "addition",
    "street",
    "postcode",
    "town",
    "country",
    "delivery_name",
    "delivery_addition",
    "delivery_street",
    "delivery_postcode",
    "delivery_town",
    "delivery_country",
    "address_since",
}


class Address(models.Model):
    """Where somebody lives or sits, and where letters go if that is another place ("Briefe gehen an").

    ``address_since`` is the day since which both have been as they are.
    """

    addition = models.CharField("Adresszusatz", max_length=60, blank=True)
    street = models.CharField("Straße und Hausnummer oder Postfach", max_length=60)
    postcode = models.CharField("Postleitzahl", max_length=12)
    town = models.CharField("Ort", max_length=60)
    country = models.CharField("Land", max_length=40, blank=True, help_text="Leer: Deutschland.")
    delivery_name = models.CharField("Briefe gehen an", max_length=60, blank=True)
    delivery_addition = models.CharField("Adresszusatz für Briefe", max_length=60, blank=True)
    delivery_street = models.CharField("Straße für Briefe", max_length=60, blank=True)
    delivery_postcode = models.CharField("Postleitzahl für Briefe", max_length=12, blank=True)
    delivery_town = models.CharField("Ort für Briefe", max_length=60, blank=True)
    delivery_country = models.CharField("Land für Briefe", max_length=40, blank=True)
    address_since = models.DateField("Anschrift gültig seit")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_delivery_address_complete",
                condition=models.Q(
                    delivery_name="",
                    delivery_addition="",
                    delivery_street="",
                    delivery_postcode="",
                    delivery_town="",
                    delivery_country="",
                )
                | (~models.Q(delivery_name="") & ~models.Q(delivery_street="") & ~models.Q(delivery_town="")),
                violation_error_message="Die Anschrift für Briefe braucht Namen, Straße und Ort.",
            ),
        ]


class InsuredPerson(Address):
    """Somebody insured with a regional IKK, by Versichertennummer (§ 290 SGB V)."""

    class InsuredAs(models.TextChoices):
        MEMBER = "member", "Mitglied"
        FAMILY = "family", "familienversichert"

    number = models.CharField("Versichertennummer", max_length=10, primary_key=True)
    institutionskennzeichen = models.CharField("Institutionskennzeichen der IKK", max_length=9)
    title = models.CharField("Titel", max_length=20, blank=True)
    given_name = models.CharField("Vorname", max_length=45)
    family_name = models.CharField("Nachname", max_length=45)
    birth_year = models.PositiveSmallIntegerField("Geburtsjahr")
    birth_month = models.PositiveSmallIntegerField("Geburtsmonat", help_text="0: unbekannt.")
    birth_day = models.PositiveSmallIntegerField("Geburtstag", help_text="0: unbekannt.")
    insured_since = models.DateField("Versichert seit")
    insured_until = models.DateField("Versichert bis", null=True, blank=True)
    insured_as = models.CharField("Versichert als", max_length=6, choices=InsuredAs)
    is_protected = models.BooleanField("Geschützte Akte", help_text="Beschäftigte der IKK und Angehörige.")
    is_deceased = models.BooleanField("Verstorben")

    class Meta(Address.Meta):
        verbose_name = "Versicherte Person"
        verbose_name_plural = "Versicherte Personen"
        constraints = [
            *Address.Meta.constraints,
            models.CheckConstraint(
                name="insuredperson_number_form",
                condition=models.Q(number__regex=r"^[A-Z]\d{9}$"),
                violation_error_message="Eine Versichertennummer hat einen Buchstaben und neun Ziffern.",
            ),
            models.CheckConstraint(
                name="insuredperson_birth_date_possible",
                condition=models.Q(
                    birth_year__range=(1850, 2200), birth_month__range=(0, 12), birth_day__range=(0, 31)
                ),
                violation_error_message="Dieses Geburtsdatum gibt es nicht.",
            ),
            models.CheckConstraint(
                name="insuredperson_since_before_until",
                condition=models.Q(insured_until__isnull=True) | models.Q(insured_until__gte=models.F("insured_since")),
                violation_error_message="Das Ende der Versicherung liegt vor ihrem Beginn.",
            ),
            models.CheckConstraint(
                name="insuredperson_insured_as_known",
                condition=models.Q(insured_as__in=["member", "family"]),
                violation_error_message="Versichert als Mitglied oder familienversichert.",
            ),
        ]

    class Privacy:
        title = "Bestand: Versicherte"
        whose = "Versicherte der IKK"
        subject = "self"
        personal = _OF_THE_ADDRESS | {
            "number",
            "institutionskennzeichen",
            "title",
            "given_name",
            "family_name",
            "birth_year",
            "birth_month",
            "birth_day",
            "insured_since",
            "insured_until",
            "insured_as",
            "is_protected",
            "is_deceased",
        }
        purposes = {"Prüfen, wer sich registriert, und Briefe an die richtige Anschrift schicken": "§ 284 Abs. 1 SGB V"}
        retention = _REPLACED

    def __str__(self) -> str:
        return self.number


class Employer(Address):
    """An establishment (Betrieb), by Betriebsnummer (§ 18i SGB IV); a company may have several.

    ``street`` and the like name its seat, the ``delivery_`` ones its address for letters.
    """

    number = models.CharField("Betriebsnummer", max_length=8, primary_key=True)
    main_number = models.CharField("Hauptbetriebsnummer", max_length=8)
    company = models.CharField("Firma", max_length=60)
    company_addition = models.CharField("Firma, zweite Zeile", max_length=60, blank=True)

    class Meta(Address.Meta):
        verbose_name = "Arbeitgeber"
        verbose_name_plural = "Arbeitgeber"
        constraints = [
            *Address.Meta.constraints,
            models.CheckConstraint(
                name="employer_number_form",
                condition=models.Q(number__regex=r"^\d{8}$", main_number__regex=r"^\d{8}$"),
                violation_error_message="Eine Betriebsnummer hat acht Ziffern.",
            ),
        ]

    class Privacy:
        title = "Bestand: Arbeitgeber"
        whose = "Arbeitgeber, soweit sie Einzelpersonen sind oder ihr Name eine Person nennt"
        subject = "self"
        personal = _OF_THE_ADDRESS | {
            "number",
            "main_number",
            "company",
            "company_addition",
        }
        purposes = {"Prüfen, wer sich registriert, und Briefe an die richtige Anschrift schicken": "§ 284 Abs. 1 SGB V"}
        retention = _REPLACED

    def __str__(self) -> str:
        return self.number


class EmployerAccount(models.Model):
    """The account (Beitragskonto) of a company with one regional IKK: Hauptbetriebsnummer × IKK."""

    pk = models.CompositePrimaryKey("main_number", "institutionskennzeichen")
    main_number = models.CharField("Hauptbetriebsnummer", max_length=8)
    institutionskennzeichen = models.CharField("Institutionskennzeichen der IKK", max_length=9)
    since = models.DateField("Seit")
    until = models.DateField("Bis", null=True, blank=True)

    class Meta:
        verbose_name = "Arbeitgeberkonto"
        verbose_name_plural = "Arbeitgeberkonten"
        constraints = [
            models.CheckConstraint(
                name="employeraccount_since_before_until",
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                violation_error_message="Das Ende des Kontos liegt vor seinem Beginn.",
            ),
        ]

    class Privacy:
        title = "Bestand: Arbeitgeberkonten"
        whose = "Arbeitgeber, soweit sie Einzelpersonen sind"
        subject = "main_number"
        personal = {"main_number", "institutionskennzeichen", "since", "until"}
        purposes = {"Feststellen, welche IKK für einen Arbeitgeber zuständig ist": "§ 284 Abs. 1 SGB V, § 28i SGB IV"}
        retention = _REPLACED

    def __str__(self) -> str:
        return f"{self.main_number} / {self.institutionskennzeichen}"


class Import(models.Model):
    """What an import brought, by which the next one notices that rows are missing; who started it and why.

    It stands here and not in the trail of staff access: the importing host need not reach the portal's database.
    """

    finished_at = models.DateTimeField("Beendet am")
    insured = models.PositiveIntegerField("Versicherte")
    employers = models.PositiveIntegerField("Arbeitgeber")
    refused = models.PositiveIntegerField("Abgelehnte Zeilen")
    by = models.CharField("Von", max_length=150, help_text="„timer“: der Zeitplan.")
    reason = models.CharField("Anlass", max_length=200)

    class Meta:
        verbose_name = "Übernahme"
        verbose_name_plural = "Übernahmen"
        ordering = ["-finished_at"]

    class Privacy:
        title = "Bestand: Übernahmen"
        whose = "Beschäftigte, die eine Übernahme starten"
        subject = "by"
        personal = {"by", "reason"}
        neutral = {"id", "finished_at", "insured", "employers", "refused"}
        purposes = {"Nachvollziehen, wer mit personenbezogenen Daten gearbeitet hat": "Art. 32 DSGVO, § 35 SGB I"}
        retention = ReplacedByImport(text="Drei Jahre nach der Übernahme; jede Übernahme löscht ältere Vermerke")

    def __str__(self) -> str:
        return str(self.finished_at)
