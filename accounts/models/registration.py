"""What somebody typed to get a PIN, until it is matched; and the counts that remain of it."""

import uuid

from django.db import models
from django.utils import timezone

from privacy.declarations import Retention


class Kind(models.TextChoices):
    """Who a number belongs to."""

    INSURED = "insured", "Versicherte"
    EMPLOYER = "employer", "Arbeitgeber"


class LetterForm(models.TextChoices):
    """How the letter with the PIN is printed; nobody is asked why."""

    NORMAL = "normal", "Normale Schrift"
    LARGE = "large", "Große Schrift"
    READ_ALOUD = "read_aloud", "Mit einem Code zum Vorlesen"


NUMBER_FITS_KIND = models.Q(kind=Kind.INSURED, number__regex=r"^[A-Z]\d{9}$") | models.Q(
    kind=Kind.EMPLOYER, number__regex=r"^\d{8}$"
)


class Registration(models.Model):
    """One registration as it was typed. The web writes it and cannot read it; matching erases it.

    The phone desk writes the same row for an identified caller, with what the register holds instead of what
    somebody typed. The key is made before the form is sent, so that sending it twice makes one row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("Art", max_length=8, choices=Kind)
    number = models.CharField("Versichertennummer oder Betriebsnummer", max_length=10)
    birth_year = models.PositiveSmallIntegerField("Geburtsjahr", null=True)
    birth_month = models.PositiveSmallIntegerField("Geburtsmonat", null=True)
    birth_day = models.PositiveSmallIntegerField("Geburtstag", null=True)
    postcode = models.CharField("Postleitzahl", max_length=12)
    letter_form = models.CharField("Form des Briefs", max_length=10, choices=LetterForm, default=LetterForm.NORMAL)
    chosen_region = models.SlugField("Gewählte IKK", blank=True, help_text="Kurzname; leer ohne Wahl.")
    by_phone = models.BooleanField("Am Telefon angefordert", default=False, db_default=False)
    received_at = models.DateTimeField("Eingegangen am", default=timezone.now)

    class Meta:
        verbose_name = "Registrierung"
        verbose_name_plural = "Registrierungen"
        constraints = [
            models.CheckConstraint(
                name="registration_number_form",
                condition=NUMBER_FITS_KIND,
                violation_error_message="Die Nummer passt nicht zur Art der Registrierung.",
            ),
            models.CheckConstraint(
                name="registration_birth_date_of_insured_only",
                condition=models.Q(
                    kind=Kind.INSURED,
                    birth_year__isnull=False,
                    birth_month__isnull=False,
                    birth_day__isnull=False,
                )
                | models.Q(
                    kind=Kind.EMPLOYER, birth_year__isnull=True, birth_month__isnull=True, birth_day__isnull=True
                ),
                violation_error_message="Ein Geburtsdatum gehört zu Versicherten, und nur zu ihnen.",
            ),
        ]

    class Privacy:
        title = "Registrierungen, die noch geprüft werden"
        whose = "Versicherte und Arbeitgeber, die sich registrieren"
        subject = "number"
        personal = {
            "id",
            "kind",
            "number",
            "birth_year",
            "birth_month",
            "birth_day",
            "postcode",
            "letter_form",
            "chosen_region",
            "by_phone",
            "received_at",
        }
        neutral: set[str] = set()
        labels = {"id": "Zufallsnummer"}
        purposes = {"Prüfen, ob die Angaben zum Bestand der IKK passen": "§ 284 Abs. 1 SGB V, § 217f Abs. 4b SGB V"}
        retention = Retention(
            text="Bis zur Prüfung, meist eine Minute; spätestens nach 7 Tagen",
            counted_from="received_at",
            days=7,
            created="received_at",
            latest_days=7,
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def birth_date(self) -> tuple[int, int, int] | None:
        """Year, month and day as they were typed; None for employers."""
        if self.birth_year is None or self.birth_month is None or self.birth_day is None:
            return None
        return self.birth_year, self.birth_month, self.birth_day


class RegistrationMismatch(models.Model):
    """How often a registration for one number failed on one day; the number itself is not kept."""

    pk = models.CompositePrimaryKey("number_key", "day")
    number_key = models.CharField("Prüfwert der Nummer", max_length=64)
    day = models.DateField("Tag")
    count = models.PositiveIntegerField("Anzahl", default=1)

    class Meta:
        verbose_name = "Fehlgeschlagene Registrierung"
        verbose_name_plural = "Fehlgeschlagene Registrierungen"

    class Privacy:
        title = "Registrierungen, deren Angaben nicht passten"
        whose = "Versicherte und Arbeitgeber, für deren Nummer jemand falsche Angaben gemacht hat"
        subject = "number_key"
        personal = {"number_key", "day", "count"}
        purposes = {"Erkennen, dass jemand Angaben durchprobiert": "Art. 32 DSGVO, § 217f Abs. 4b SGB V"}
        retention = Retention(
            text="31 Tage",
            counted_from="day",
            days=31,
            created="day",
            latest_days=31,
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"


class RegistrationDay(models.Model):
    """What became of the registrations matched on one day: counts only."""

    day = models.DateField("Tag", primary_key=True)
    requested = models.PositiveIntegerField("Brief angefordert", default=0)
    review = models.PositiveIntegerField("In Sichtung", default=0)
    limited = models.PositiveIntegerField("Brief schon unterwegs", default=0)
    mismatched = models.PositiveIntegerField("Angaben passten nicht", default=0)

    class Meta:
        verbose_name = "Registrierungen eines Tages"
        verbose_name_plural = "Registrierungen nach Tagen"
        ordering = ["-day"]

    class Privacy:
        neutral = {"day", "requested", "review", "limited", "mismatched"}

    def __str__(self) -> str:
        return str(self.day)

    @property
    def total(self) -> int:
        return self.requested + self.review + self.limited + self.mismatched
