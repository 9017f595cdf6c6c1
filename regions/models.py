"""Regional IKKs, what they serve, what they charge, and the postcodes of Germany."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Coalesce

from privacy.declarations import PublishedByLaw
from privacy.scoping import visible_to


class Land(models.TextChoices):
    """The sixteen Länder by ISO 3166-2, in German alphabetical order."""

    BW = "DE-BW", "Baden-Württemberg"
    BY = "DE-BY", "Bayern"
    BE = "DE-BE", "Berlin"
    BB = "DE-BB", "Brandenburg"
    HB = "DE-HB", "Bremen"
    HH = "DE-HH", "Hamburg"
    HE = "DE-HE", "Hessen"
    MV = "DE-MV", "Mecklenburg-Vorpommern"
    NI = "DE-NI", "Niedersachsen"
    NW = "DE-NW", "Nordrhein-Westfalen"
    RP = "DE-RP", "Rheinland-Pfalz"
    SL = "DE-SL", "Saarland"
    SN = "DE-SN", "Sachsen"
    ST = "DE-ST", "Sachsen-Anhalt"
    SH = "DE-SH", "Schleswig-Holstein"
    TH = "DE-TH", "Thüringen"


#: Code of the error when two values would hold at the same time; forms show it beside the first day.
VALIDITY_OVERLAPS = "validity-overlaps"

_slug = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "Nur Kleinbuchstaben, Ziffern und einzelne Bindestriche.")
_institutionskennzeichen = RegexValidator(r"^\d{9}$", "Das Institutionskennzeichen hat neun Ziffern.")
_phone = RegexValidator(r"^\+49 [1-9][\d ]+$", "Bitte international angeben, zum Beispiel +49 30 23125 0.")
_postcode = RegexValidator(r"^\d{5}$", "Eine Postleitzahl hat fünf Ziffern.")


class RegionQuerySet(models.QuerySet["Region"]):
    """Questions that are asked about regional IKKs."""

    def visible_to(self, user: Any) -> "models.QuerySet[Region]":
        """Return the regions that a staff user works for."""
        return visible_to(self, user, region="pk")


class Region(models.Model):
    """One regional IKK: who it is, how it is reached, and what the law makes differ between regions."""

    name = models.CharField("Name", max_length=80, unique=True, help_text="So steht sie im Kopf jeder Seite.")
    legal_name = models.CharField("Voller Name", max_length=160, help_text="Für Impressum und Datenschutz.")
    slug = models.CharField(
        "Kurzname in Adressen",
        max_length=40,
        unique=True,
        validators=[_slug],
        help_text="Zum Beispiel „rheinland“.",
    )
    institutionskennzeichen = models.CharField(
        "Institutionskennzeichen", max_length=9, unique=True, validators=[_institutionskennzeichen]
    )

    phone = models.CharField("Servicetelefon", max_length=30, validators=[_phone])
    phone_hours = models.CharField("Telefonzeiten", max_length=120)
    email = models.EmailField("E-Mail-Adresse für das Impressum")
    fax = models.CharField("Fax", max_length=30, blank=True, validators=[_phone])
    street = models.CharField("Straße und Hausnummer", max_length=80)
    postcode = models.CharField("Postleitzahl", max_length=5, validators=[_postcode])
    town = models.CharField("Ort", max_length=60)

    board = models.CharField("Vorstand", max_length=200, help_text="Vertretungsberechtigt, für das Impressum.")
    responsible_editor = models.CharField("Verantwortlich für den Inhalt", max_length=160, help_text="§ 18 MStV")
    vat_id = models.CharField("Umsatzsteuer-Identifikationsnummer", max_length=20, blank=True)
    supervisory_authority = models.TextField(
        "Aufsichtsbehörde", help_text="Name und Anschrift, eine Zeile je Angabe."
    )
    data_protection_authority = models.TextField(
        "Datenschutz-Aufsichtsbehörde", help_text="Name und Anschrift, eine Zeile je Angabe."
    )
    data_protection_officer = models.TextField(
        "Datenschutzbeauftragte Person", help_text="Stelle und Anschrift, eine Zeile je Angabe."
    )
    accessibility_law = models.CharField("Recht der Barrierefreiheit", max_length=200)
    accessibility_body = models.TextField(
        "Durchsetzungs- oder Schlichtungsstelle", help_text="Name und Anschrift, eine Zeile je Angabe."
    )
    minimum_age = models.PositiveSmallIntegerField(
        "Mindestalter",
        default=15,
        validators=[MinValueValidator(14), MaxValueValidator(18)],
        help_text="Ab diesem Alter handeln Versicherte selbst (§ 36 SGB I).",
    )
    u1_choice_until = models.CharField(
        "U1-Wahl bis", max_length=80, help_text="Zum Beispiel „15. Januar des laufenden Jahres“."
    )

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
        }
        purposes = {
            "Impressum und Kontakt zur beauftragten Person für den Datenschutz": "§ 5 DDG, § 18 MStV, "
            "Art. 13 Abs. 1 Buchst. b DSGVO",
        }
        retention = PublishedByLaw(text="solange die Person das Amt innehat")

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


def _validity_field() -> DateRangeField:
    return DateRangeField(
        "Gültig",
        help_text="Erster Tag und erster Tag danach; ohne zweiten Tag gilt der Wert bis auf Weiteres.",
    )


class Rate(models.Model):
    """A percentage that holds for a time: nationally, or for one region, which then goes first."""

    class Key(models.TextChoices):
        HEALTH = "health", "Krankenversicherung, allgemeiner Beitragssatz"
        HEALTH_REDUCED = "health-reduced", "Krankenversicherung, ermäßigter Beitragssatz"
        SUPPLEMENT = "supplement", "Zusatzbeitrag"
        CARE = "care", "Pflegeversicherung"
        CARE_CHILDLESS = "care-childless", "Pflegeversicherung ohne Kinder ab 23 Jahren"
        PENSION = "pension", "Rentenversicherung"
        UNEMPLOYMENT = "unemployment", "Arbeitslosenversicherung"
        INSOLVENCY = "insolvency", "Insolvenzgeldumlage"
        U2 = "u2", "Umlage U2 (Mutterschaft)"

    region = models.ForeignKey(
        Region,
        verbose_name="IKK",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="rates",
        help_text="Leer: gilt für alle IKKs ohne eigenen Wert.",
    )
    key = models.CharField("Satz", max_length=20, choices=Key)
    percent = models.DecimalField("Prozent", max_digits=5, decimal_places=2, validators=[MinValueValidator(0)])
    validity = _validity_field()

    class Meta:
        verbose_name = "Beitragssatz"
        verbose_name_plural = "Beitragssätze"
        ordering = ["key", "region", "validity"]
        constraints = [
            ExclusionConstraint(
                name="rate_validity_apart",
                expressions=[
                    (Coalesce("region", 0), RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    ("validity", RangeOperators.OVERLAPS),
                ],
                violation_error_message="In dieser Zeit gilt schon ein Wert. Beenden Sie zuerst diesen.",
                violation_error_code=VALIDITY_OVERLAPS,
            ),
            models.CheckConstraint(
                name="rate_key_known",
                condition=models.Q(
                    key__in=[
                        "health",
                        "health-reduced",
                        "supplement",
                        "care",
                        "care-childless",
                        "pension",
                        "unemployment",
                        "insolvency",
                        "u2",
                    ]
                ),
                violation_error_message="Diesen Satz gibt es nicht.",
            ),
            models.CheckConstraint(
                name="rate_percent_range",
                condition=models.Q(percent__gte=0, percent__lte=100),
                violation_error_message="Ein Satz liegt zwischen 0 und 100 Prozent.",
            ),
            models.CheckConstraint(
                name="rate_validity_begins",
                condition=models.Q(validity__startswith__isnull=False, validity__isempty=False),
                violation_error_message="Bitte geben Sie den ersten Tag der Gültigkeit an.",
            ),
        ]

    class Privacy:
        neutral = {"id", "region", "key", "percent", "validity"}

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.percent} %"


class U1Tariff(models.Model):
    """One level of the U1 levy (continued pay during sickness, § 9 AAG) of a region."""

    region = models.ForeignKey(Region, verbose_name="IKK", on_delete=models.CASCADE, related_name="u1_tariffs")
    reimbursement = models.PositiveSmallIntegerField("Erstattung in Prozent")
    levy = models.DecimalField("Umlage in Prozent", max_digits=4, decimal_places=2)
    is_standard = models.BooleanField(
        "Regelsatz", default=False, help_text="Gilt für Betriebe, die keinen anderen Satz wählen."
    )
    validity = _validity_field()

    class Meta:
        verbose_name = "U1-Umlagesatz"
        verbose_name_plural = "U1-Umlagesätze"
        ordering = ["region", "-reimbursement", "validity"]
        constraints = [
            ExclusionConstraint(
                name="u1tariff_validity_apart",
                expressions=[
                    ("region", RangeOperators.EQUAL),
                    ("reimbursement", RangeOperators.EQUAL),
                    ("validity", RangeOperators.OVERLAPS),
                ],
                violation_error_message="In dieser Zeit gilt für diese Erstattung schon ein anderer Satz.",
                violation_error_code=VALIDITY_OVERLAPS,
            ),
            ExclusionConstraint(
                name="u1tariff_one_standard",
                expressions=[("region", RangeOperators.EQUAL), ("validity", RangeOperators.OVERLAPS)],
                condition=models.Q(is_standard=True),
                violation_error_message="In dieser Zeit gibt es schon einen Regelsatz.",
                violation_error_code=VALIDITY_OVERLAPS,
            ),
            models.CheckConstraint(
                name="u1tariff_reimbursement_range",
                condition=models.Q(reimbursement__gte=40, reimbursement__lte=80),
                violation_error_message="Erstattet werden 40 bis 80 Prozent (§§ 1 und 9 AAG).",
            ),
            models.CheckConstraint(
                name="u1tariff_levy_range",
                condition=models.Q(levy__gt=0, levy__lt=20),
                violation_error_message="Die Umlage liegt zwischen 0 und 20 Prozent.",
            ),
            models.CheckConstraint(
                name="u1tariff_validity_begins",
                condition=models.Q(validity__startswith__isnull=False, validity__isempty=False),
                violation_error_message="Bitte geben Sie den ersten Tag der Gültigkeit an.",
            ),
        ]

    class Privacy:
        neutral = {"id", "region", "reimbursement", "levy", "is_standard", "validity"}

    def __str__(self) -> str:
        return f"U1 {self.reimbursement} %: {self.levy} %"


class Postcode(models.Model):
    """One place of one postcode. A postcode may have several places, and a few lie in two Länder.

    Geographical postcodes only: those of postboxes and bulk receivers are missing, so the table never
    serves to refuse an address.
    """

    code = models.CharField("Postleitzahl", max_length=5)
    town = models.CharField("Ort", max_length=80)
    land = models.CharField("Land", max_length=5, choices=Land)
    latitude = models.FloatField("Breite", null=True, help_text="Grad, WGS 84, Mittelpunkt der Postleitzahl")
    longitude = models.FloatField("Länge", null=True, help_text="Grad, WGS 84, Mittelpunkt der Postleitzahl")
    search_key = models.CharField("Suchform", max_length=80, editable=False)

    class Meta:
        verbose_name = "Postleitzahl"
        verbose_name_plural = "Postleitzahlen"
        ordering = ["code", "town"]
        indexes = [
            GinIndex(name="postcode_search_key_trigram", fields=["search_key"], opclasses=["gin_trgm_ops"]),
            models.Index(name="postcode_search_key_prefix", fields=["search_key"], opclasses=["text_pattern_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="postcode_place_once",
                fields=["code", "town", "land"],
                violation_error_message="Diesen Ort gibt es unter dieser Postleitzahl schon.",
            ),
            models.CheckConstraint(
                name="postcode_code_form",
                condition=models.Q(code__regex=r"^\d{5}$"),
                violation_error_message="Eine Postleitzahl hat fünf Ziffern.",
            ),
            models.CheckConstraint(
                name="postcode_land_known",
                condition=models.Q(land__in=[land.value for land in Land]),
                violation_error_message="Dieses Land gibt es nicht.",
            ),
        ]

    class Privacy:
        neutral = {"id", "code", "town", "land", "latitude", "longitude", "search_key"}

    def __str__(self) -> str:
        return f"{self.code} {self.town}"
