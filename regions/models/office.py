"""Service offices: where they are, when they are open, how one gets in."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DecimalRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Extract, Least

from privacy.scoping import visible_to
from regions.models.region import Region, national_number, phone_validator, postcode_validator, slug_validator


class ServiceOfficeQuerySet(models.QuerySet["ServiceOffice"]):
    """Questions that are asked about service offices."""

    def visible_to(self, user: Any) -> "models.QuerySet[ServiceOffice]":
        """Return the offices of the region that a staff user works for."""
        return visible_to(self, user)


class ServiceOffice(models.Model):
    """An office that people can walk into."""

    class StepFree(models.TextChoices):
        YES = "yes", "stufenlos"
        PARTLY = "partly", "teilweise stufenlos"
        NO = "no", "nicht stufenlos"

    region = models.ForeignKey(Region, verbose_name="IKK", on_delete=models.CASCADE, related_name="offices")
    key = models.CharField(
        "Kurzname in der Adresse",
        max_length=60,
        unique=True,
        validators=[slug_validator],
        help_text="Zum Beispiel „koeln-mitte“.",
    )
    name = models.CharField("Name", max_length=80)
    street = models.CharField("Straße und Hausnummer", max_length=80)
    postcode = models.CharField("Postleitzahl", max_length=5, validators=[postcode_validator])
    town = models.CharField("Ort", max_length=60)
    latitude = models.FloatField("Breite", null=True, blank=True, help_text="Grad, WGS 84; leer: die der Postleitzahl")
    longitude = models.FloatField("Länge", null=True, blank=True, help_text="Grad, WGS 84; leer: die der Postleitzahl")
    phone = models.CharField("Telefon", max_length=30, validators=[phone_validator])
    step_free = models.CharField("Zugang", max_length=6, choices=StepFree)
    access_note = models.CharField("Hinweise zum Zugang", max_length=250, blank=True)
    hours_note = models.CharField("Hinweis zu den Öffnungszeiten", max_length=160, blank=True)
    is_responsible = models.BooleanField(
        "Zuständige Servicestelle", default=False, help_text="Eine je IKK; sie steht bei jedem Formular."
    )

    objects = ServiceOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "Servicestelle"
        verbose_name_plural = "Servicestellen"
        ordering = ["town", "name"]
        constraints = [
            models.UniqueConstraint(
                name="serviceoffice_one_responsible",
                fields=["region"],
                condition=Q(is_responsible=True),
                violation_error_message="Für diese IKK ist schon eine andere Servicestelle zuständig.",
            ),
            models.CheckConstraint(
                name="serviceoffice_key_form",
                condition=Q(key__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                violation_error_message="Der Kurzname hat nur Kleinbuchstaben, Ziffern und Bindestriche.",
            ),
            models.CheckConstraint(
                name="serviceoffice_postcode_form",
                condition=Q(postcode__regex=r"^\d{5}$"),
                violation_error_message="Eine Postleitzahl hat fünf Ziffern.",
            ),
            models.CheckConstraint(
                name="serviceoffice_place_whole",
                condition=Q(latitude=None, longitude=None)
                # NULL within a range is unknown, which a constraint lets pass: hence not null
                | Q(
                    latitude__isnull=False, latitude__range=(47, 56), longitude__isnull=False, longitude__range=(5, 16)
                ),
                violation_error_message="Breite und Länge gehören zusammen und liegen in Deutschland.",
            ),
            models.CheckConstraint(
                name="serviceoffice_step_free_known",
                condition=Q(step_free__in=["yes", "partly", "no"]),
                violation_error_message="Bitte wählen Sie, wie man hineinkommt.",
            ),
        ]

    class Privacy:
        neutral = {
            "id",
            "region",
            "key",
            "name",
            "street",
            "postcode",
            "town",
            "latitude",
            "longitude",
            "phone",
            "step_free",
            "access_note",
            "hours_note",
            "is_responsible",
        }

    def __str__(self) -> str:
        return self.name

    @property
    def phone_uri(self) -> str:
        """The number as a tel: link wants it, without "tel:"."""
        return self.phone.replace(" ", "")

    @property
    def phone_national(self) -> str:
        """The number as it is dialled within Germany."""
        return national_number(self.phone)


def _time_of_day() -> Func:
    """Return the span as a range of seconds; one that runs backward is empty, so that its own rule speaks."""
    begin, end = Extract("opens", "epoch"), Extract("closes", "epoch")
    return Func(Least(begin, end), end, function="NUMRANGE", output_field=DecimalRangeField())


class OpeningHours(models.Model):
    """A span of one weekday in which an office is open; a lunch break makes two spans."""

    class Weekday(models.IntegerChoices):
        MONDAY = 1, "Montag"
        TUESDAY = 2, "Dienstag"
        WEDNESDAY = 3, "Mittwoch"
        THURSDAY = 4, "Donnerstag"
        FRIDAY = 5, "Freitag"
        SATURDAY = 6, "Samstag"

    office = models.ForeignKey(
        ServiceOffice, verbose_name="Servicestelle", on_delete=models.CASCADE, related_name="hours"
    )
    day = models.PositiveSmallIntegerField("Tag", choices=Weekday)
    opens = models.TimeField("Von")
    closes = models.TimeField("Bis")

    class Meta:
        verbose_name = "Öffnungszeit"
        verbose_name_plural = "Öffnungszeiten"
        ordering = ["day", "opens"]
        constraints = [
            models.CheckConstraint(
                name="openinghours_day_known",
                condition=Q(day__range=(1, 6)),
                violation_error_message="Geöffnet ist nur von Montag bis Samstag.",
            ),
            models.CheckConstraint(
                name="openinghours_run_forward",
                condition=Q(closes__gt=F("opens")),
                violation_error_message="„Bis“ muss nach „Von“ liegen.",
            ),
            ExclusionConstraint(
                name="openinghours_apart",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("day", RangeOperators.EQUAL),
                    (_time_of_day(), RangeOperators.OVERLAPS),
                ],
                # Judged once all spans are saved: one may shrink only after its neighbour has grown.
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Diese Zeit überschneidet sich mit einer anderen am selben Tag.",
            ),
        ]

    class Privacy:
        neutral = {"id", "office", "day", "opens", "closes"}

    def __str__(self) -> str:
        return f"{self.get_day_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class ClosingDays(models.Model):
    """Days on which an office stays closed besides the public holidays of its Land."""

    office = models.ForeignKey(
        ServiceOffice, verbose_name="Servicestelle", on_delete=models.CASCADE, related_name="closings"
    )
    first_day = models.DateField("Erster Tag")
    last_day = models.DateField("Letzter Tag")
    reason = models.CharField("Grund", max_length=80)

    class Meta:
        verbose_name = "Schließtage"
        verbose_name_plural = "Schließtage"
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                name="closingdays_run_forward",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="Der letzte Tag liegt vor dem ersten.",
            ),
        ]

    class Privacy:
        neutral = {"id", "office", "first_day", "last_day", "reason"}

    def __str__(self) -> str:
        return f"{self.first_day} bis {self.last_day}: {self.reason}"
