"""What is charged, and when: contribution rates and the levels of the U1 levy."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.formats import number_format

from regions.models.region import Region

#: Code of the error when two values would hold at the same time; forms show it beside the first day.
VALIDITY_OVERLAPS = "validity-overlaps"
#: Code of the error when an IKK would have two standard levels of the U1 levy at the same time.
STANDARD_OVERLAPS = "standard-overlaps"

_LEVY = "Die Umlage muss größer als 0 und kleiner als 20 Prozent sein."
_REIMBURSEMENT = "Die Erstattung muss zwischen 40 und 80 Prozent liegen (§§ 1 und 9 AAG)."


def in_percent(value: Decimal | int) -> str:
    """Return a percentage as people write it: „2,90 %“, with a space where no line breaks."""
    return f"{number_format(value, 0 if isinstance(value, int) else 2)}\N{NO-BREAK SPACE}%"


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
                violation_error_message="In dieser Zeit gilt schon ein Wert. "
                "Tragen Sie dort zuerst den letzten Tag ein.",
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
        whose = self.region.name if self.region else "bundesweit"
        return f"{self.get_key_display()}: {in_percent(self.percent)} ({whose})"


class U1Tariff(models.Model):
    """One level of the U1 levy (continued pay during sickness, § 9 AAG) of a region."""

    region = models.ForeignKey(Region, verbose_name="IKK", on_delete=models.CASCADE, related_name="u1_tariffs")
    reimbursement = models.PositiveSmallIntegerField(
        "Erstattung in Prozent",
        validators=[MinValueValidator(40, _REIMBURSEMENT), MaxValueValidator(80, _REIMBURSEMENT)],
    )
    levy = models.DecimalField(
        "Umlage in Prozent",
        max_digits=4,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), _LEVY), MaxValueValidator(Decimal("19.99"), _LEVY)],
    )
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
                violation_error_message="In dieser Zeit gilt für diese Erstattung schon ein Satz. "
                "Tragen Sie dort zuerst den letzten Tag ein.",
                violation_error_code=VALIDITY_OVERLAPS,
            ),
            ExclusionConstraint(
                name="u1tariff_one_standard",
                expressions=[("region", RangeOperators.EQUAL), ("validity", RangeOperators.OVERLAPS)],
                condition=models.Q(is_standard=True),
                violation_error_message="In dieser Zeit gibt es schon einen Regelsatz. "
                "Nehmen Sie dort zuerst das Häkchen weg oder tragen Sie den letzten Tag ein.",
                violation_error_code=STANDARD_OVERLAPS,
            ),
            models.CheckConstraint(
                name="u1tariff_reimbursement_range",
                condition=models.Q(reimbursement__gte=40, reimbursement__lte=80),
                violation_error_message=_REIMBURSEMENT,
            ),
            models.CheckConstraint(
                name="u1tariff_levy_range",
                condition=models.Q(levy__gt=0, levy__lt=20),
                violation_error_message=_LEVY,
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
        return f"U1 {in_percent(self.reimbursement)}: {in_percent(self.levy)} ({self.region.name})"
