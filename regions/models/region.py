"""Regional IKKs and the areas they serve."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from privacy.declarations import PublishedByLaw
from privacy.scoping import visible_to
from regions.models.land import Land

slug_validator = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "Nur Kleinbuchstaben, Ziffern und einzelne Bindestriche.")
_institutionskennzeichen = RegexValidator(r"^\d{9}$", "Das Institutionskennzeichen hat neun Ziffern.")
phone_validator = RegexValidator(r"^\+49 [1-9][\d ]+$", "Bitte international angeben, zum Beispiel +49 30 23125 0.")
postcode_validator = RegexValidator(r"^\d{5}$", "Eine Postleitzahl hat fünf Ziffern.")


class RegionQuerySet(models.QuerySet["Region"]):
    """Questions that are asked about regional IKKs."""

    def visible_to(self, user: Any) -> "models.QuerySet[Region]":
        """Return the regions that a staff user works for."""
        return visible_to(self, user, region="pk")

    def with_responsible_office(self) -> "RegionQuerySet":
        """Load the office that stands for each region along with it, as ``responsible`` (None if none does)."""
        marked = models.FilteredRelation("offices", condition=models.Q(offices__is_responsible=True))
        return self.annotate(responsible=marked).select_related("responsible")  # type: ignore[misc]  # an alias

    def with_land_codes(self) -> "RegionQuerySet":
        """Return the regions, each with ``land_codes``: the Länder it serves, in no order."""
        served = ServedArea.objects.filter(region=models.OuterRef("pk")).order_by()
        return self.annotate(land_codes=ArraySubquery(served.values("land").distinct()))


class Region(models.Model):
    """One regional IKK: who it is, how it is reached, and what the law makes differ between regions."""

    name = models.CharField("Name", max_length=80, unique=True, help_text="So steht sie im Kopf jeder Seite.")
    legal_name = models.CharField("Voller Name", max_length=160, help_text="Für Impressum und Datenschutz.")
    slug = models.CharField(
        "Kurzname in Adressen",
        max_length=40,
        unique=True,
        validators=[slug_validator],
        help_text="Zum Beispiel „rheinland“.",
    )
    institutionskennzeichen = models.CharField(
        "Institutionskennzeichen", max_length=9, unique=True, validators=[_institutionskennzeichen]
    )

    phone = models.CharField("Servicetelefon", max_length=30, validators=[phone_validator])
    phone_hours = models.CharField("Telefonzeiten", max_length=120)
    email = models.EmailField("E-Mail-Adresse für das Impressum")
    fax = models.CharField("Fax", max_length=30, blank=True, validators=[phone_validator])
    street = models.CharField("Straße und Hausnummer", max_length=80)
    postcode = models.CharField("Postleitzahl", max_length=5, validators=[postcode_validator])
    town = models.CharField("Ort", max_length=60)

    board = models.CharField("Vorstand", max_length=200, help_text="Vertretungsberechtigt, für das Impressum.")
    responsible_editor = models.CharField("Verantwortlich für den Inhalt", max_length=160, help_text="§ 18 MStV")
    vat_id = models.CharField("Umsatzsteuer-Identifikationsnummer", max_length=20, blank=True)
    supervisory_authority = models.TextField("Aufsichtsbehörde", help_text="Name und Anschrift, eine Zeile je Angabe.")
    data_protection_authority = models.TextField(
        "Datenschutz-Aufsichtsbehörde", help_text="Name und Anschrift, eine Zeile je Angabe."
    )
    data_protection_officer = models.TextField(
        "Datenschutzbeauftragte Person", help_text="Stelle und Anschrift, eine Zeile je Angabe."
    )
    accessibility_law = models.CharField("Recht der Barrierefreiheit", max_length=200)
    accessibility_body = models.TextField(
        "Durchsetzungs- oder Schlichtungsstelle",
        help_text="Name, Anschrift, Telefon, E-Mail- und Internetadresse (mit https://), eine Zeile je Angabe.",
    )
    minimum_age = models.PositiveSmallIntegerField(
        "Mindestalter",
        default=15,
        validators=[MinValueValidator(14), MaxValueValidator(18)],
        help_text="Ab diesem Alter handeln Versicherte selbst (§ 36 SGB I).",
    )
    u1_choice_until = models.CharField(
        "U1-Wahl bis",
        max_length=80,
        help_text="Tag und Monat in dem Jahr, für das gewählt wird, zum Beispiel „15. Januar“.",
    )
    takes_paper_from_employers = models.BooleanField(
        "Nimmt von Arbeitgebern auch Papier an",
        default=False,
        db_default=False,  # for processes of the version before
        help_text="U1-Wahl, SEPA-Mandat und Unbedenklichkeitsbescheinigung laufen elektronisch. Mit Häkchen können "
        "Arbeitgeber sie in der Internetfiliale auch ohne Abrechnungsprogramm anstoßen.",
    )

    #: Given by ``with_land_codes`` only.
    land_codes: list[str]

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "Regionale IKK"
        verbose_name_plural = "Regionale IKKs"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="region_slug_form",
                condition=models.Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                violation_error_message="Der Kurzname hat nur Kleinbuchstaben, Ziffern und Bindestriche.",
            ),
            models.CheckConstraint(
                name="region_slug_free",
                condition=~models.Q(slug="vergessen"),
                violation_error_message="Dieser Kurzname ist schon die Adresse einer anderen Seite.",
            ),
            models.CheckConstraint(
                name="region_institutionskennzeichen_form",
                condition=models.Q(institutionskennzeichen__regex=r"^\d{9}$"),
                violation_error_message="Das Institutionskennzeichen hat neun Ziffern.",
            ),
            models.CheckConstraint(
                name="region_minimum_age_range",
                condition=models.Q(minimum_age__gte=14, minimum_age__lte=18),
                violation_error_message="Das Mindestalter liegt zwischen 14 und 18 Jahren.",
            ),
        ]

    class Privacy:
        title = "Ansprechpersonen der IKKs"
        whose = "Vorstand, verantwortliche und beauftragte Personen der IKKs"
        subject = "self"
        personal = {"board", "responsible_editor", "data_protection_officer"}
        neutral = {
            "id",
            "name",
            "legal_name",
            "slug",
            "institutionskennzeichen",
            "phone",
            "phone_hours",
            "email",
            "fax",
            "street",
            "postcode",
            "town",
            "vat_id",
            "supervisory_authority",
            "data_protection_authority",
            "accessibility_law",
            "accessibility_body",
            "minimum_age",
            "u1_choice_until",
            "takes_paper_from_employers",
        }
        purposes = {
            "Impressum und Kontakt zur beauftragten Person für den Datenschutz": "§ 5 DDG, § 18 MStV, "
            "Art. 13 Abs. 1 Buchst. b DSGVO",
        }
        retention = PublishedByLaw(text="Solange die Person das Amt innehat")

    def __str__(self) -> str:
        return self.name

    @property
    def laender(self) -> list[Land]:
        """The Länder it serves, each once, in alphabetical order."""
        served = {area.land for area in self.areas.all()}
        return [land for land in Land if land in served]

    @property
    def phone_uri(self) -> str:
        """The service phone as a phone dials it, for addresses that begin with "tel:" ("+4930231250")."""
        return self.phone.replace(" ", "")

    @property
    def phone_national(self) -> str:
        """The service phone as it is dialled within Germany ("030 23125 0")."""
        return national_number(self.phone)

    @property
    def fax_national(self) -> str:
        """The fax as it is dialled within Germany."""
        return national_number(self.fax)


def national_number(number: str) -> str:
    """Return a number as it is dialled within Germany ("+49 30 23125 0" -> "030 23125 0")."""
    return number.replace("+49 ", "0", 1)


class ServedArea(models.Model):
    """A Land, or the part of it whose postcodes begin with a prefix, that an IKK serves."""

    region = models.ForeignKey(Region, verbose_name="IKK", on_delete=models.CASCADE, related_name="areas")
    land = models.CharField("Land", max_length=5, choices=Land)
    postcode_prefix = models.CharField(
        "Postleitzahlen, die so beginnen",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{1,5}$", "Nur Ziffern, höchstens fünf.")],
        help_text="Leer: das ganze Land.",
    )

    class Meta:
        verbose_name = "Zuständigkeit"
        verbose_name_plural = "Zuständigkeiten"
        ordering = ["land", "postcode_prefix"]
        constraints = [
            models.CheckConstraint(
                name="servedarea_land_known",
                condition=models.Q(land__in=[land.value for land in Land]),
                violation_error_message="Dieses Land gibt es nicht.",
            ),
            models.CheckConstraint(
                name="servedarea_prefix_digits",
                condition=models.Q(postcode_prefix__regex=r"^\d{0,5}$"),
                violation_error_message="Postleitzahlen bestehen aus Ziffern.",
            ),
            models.UniqueConstraint(
                name="servedarea_once",
                fields=["land", "postcode_prefix"],
                violation_error_message="Dieses Gebiet gehört schon zu einer IKK.",
            ),
        ]

    class Privacy:
        neutral = {"id", "region", "land", "postcode_prefix"}

    def __str__(self) -> str:
        return f"{self.get_land_display()} {self.postcode_prefix}".strip()
