"""Batches of letters: made by one person, released by another, printed in parts."""

from django.db import models
from django.utils import timezone

from accounts.models.scoped import ScopedQuerySet
from accounts.models.transitions import BATCH_TRANSITIONS
from privacy.declarations import Retention


class PrintBatch(models.Model):
    """Letters of one IKK that are released and printed together.

    What is released is ``content_hash``: the letters as they were submitted. No letter comes or goes while a batch
    is submitted or released; a change opens it again, without its release.
    """

    class State(models.TextChoices):
        OPEN = "open", "In Arbeit"
        SUBMITTED = "submitted", "Zur Freigabe vorgelegt"
        RELEASED = "released", "Freigegeben"
        REFUSED = "refused", "Abgelehnt"
        PRINTING = "printing", "Im Druck"
        PRINTED = "printed", "Gedruckt"
        POSTED = "posted", "Zur Post gegeben"

    region = models.ForeignKey("regions.Region", verbose_name="IKK", on_delete=models.PROTECT)
    state = models.CharField("Stand", max_length=10, choices=State, default=State.OPEN)
    is_reprint = models.BooleanField("Nachdruck", default=False)
    is_protected = models.BooleanField("Mit geschützten Akten", default=False)
    made_by = models.CharField("Zusammengestellt von", max_length=150)
    made_at = models.DateTimeField("Zusammengestellt am", default=timezone.now)
    content_hash = models.CharField("Prüfsumme des Inhalts", max_length=64, blank=True)
    submitted_at = models.DateTimeField("Vorgelegt am", null=True, blank=True)
    released_by = models.CharField("Freigegeben von", max_length=150, blank=True)
    released_at = models.DateTimeField("Freigegeben am", null=True, blank=True)
    refused_by = models.CharField("Abgelehnt von", max_length=150, blank=True)
    refused_note = models.CharField("Grund der Ablehnung", max_length=200, blank=True)
    sheets = models.PositiveIntegerField("Gedruckte Blätter", null=True, blank=True)
    enveloped = models.PositiveIntegerField("Kuvertierte Blätter", null=True, blank=True)
    spoiled = models.PositiveIntegerField("Vernichtete Blätter", null=True, blank=True)
    ended_at = models.DateTimeField("Erledigt am", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    #: States that nothing follows.
    ENDED = (State.REFUSED, State.POSTED)
    #: States in which letters may still be taken out.
    UNPRINTED = (State.OPEN, State.SUBMITTED, State.RELEASED)

    class Meta:
        verbose_name = "Druckstapel"
        verbose_name_plural = "Druckstapel"
        ordering = ["-made_at"]
        permissions = [
            ("make_batch", "Kann Stapel zusammenstellen, drucken und zur Post geben"),
            ("release_batch", "Kann Stapel freigeben, die jemand anderes zusammengestellt hat"),
        ]
        constraints = [
            models.CheckConstraint(
                name="printbatch_state_known",
                condition=models.Q(state__in=sorted(BATCH_TRANSITIONS)),
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                name="printbatch_made_by_somebody",
                condition=~models.Q(made_by=""),
                violation_error_message="Ein Stapel wird von jemandem zusammengestellt.",
            ),
            models.CheckConstraint(
                name="printbatch_released_by_another",
                condition=~models.Q(released_by=models.F("made_by")),
                violation_error_message="Wer den Stapel zusammengestellt hat, kann ihn nicht freigeben.",
            ),
            models.CheckConstraint(
                name="printbatch_submitted_of_state",
                condition=models.Q(state__in=["open", "refused"], content_hash="", submitted_at=None)
                | (
                    models.Q(
                        state__in=["submitted", "released", "printing", "printed", "posted"],
                        submitted_at__isnull=False,
                    )
                    & ~models.Q(content_hash="")
                ),
                violation_error_message="Vorgelegt ist ein Stapel mit Zeitpunkt und Prüfsumme.",
            ),
            models.CheckConstraint(
                name="printbatch_released_of_state",
                condition=models.Q(state__in=["open", "submitted", "refused"], released_by="", released_at=None)
                | (
                    models.Q(state__in=["released", "printing", "printed", "posted"], released_at__isnull=False)
                    & ~models.Q(released_by="")
                ),
                violation_error_message="Gedruckt wird nur, was jemand freigegeben hat.",
            ),
            models.CheckConstraint(
                name="printbatch_refused_of_state",
                condition=(models.Q(state="refused") & ~models.Q(refused_by="") & ~models.Q(refused_note=""))
                | (~models.Q(state="refused") & models.Q(refused_by="", refused_note="")),
                violation_error_message="Zu einer Ablehnung gehören Name und Grund.",
            ),
            models.CheckConstraint(
                name="printbatch_sheets_add_up",
                condition=models.Q(
                    state="posted",
                    sheets__isnull=False,
                    enveloped__isnull=False,
                    spoiled__isnull=False,
                    sheets=models.F("enveloped") + models.F("spoiled"),
                )
                | (~models.Q(state="posted") & models.Q(sheets=None, enveloped=None, spoiled=None)),
                violation_error_message="Kuvertierte und vernichtete Blätter ergeben nicht die gedruckten.",
            ),
            models.CheckConstraint(
                name="printbatch_ended_of_state",
                condition=models.Q(state__in=["posted", "refused"], ended_at__isnull=False)
                | (~models.Q(state__in=["posted", "refused"]) & models.Q(ended_at=None)),
                violation_error_message="Erledigt ist ein Stapel, der abgelehnt oder zur Post gegeben ist.",
            ),
        ]

    class Privacy:
        title = "Stapel von PIN-Briefen"
        whose = "Beschäftigte, die PIN-Briefe zusammenstellen und freigeben"
        subject = "made_by"
        personal = {"made_by", "made_at", "submitted_at", "released_by", "released_at", "refused_by", "refused_note"}
        neutral = {
            "id",
            "region",
            "state",
            "is_reprint",
            "is_protected",
            "content_hash",
            "sheets",
            "enveloped",
            "spoiled",
            "ended_at",
        }
        purposes = {"Nachweis, dass zwei Personen an jedem PIN-Brief beteiligt sind": "Art. 5 Abs. 2, Art. 32 DSGVO"}
        retention = Retention(
            text="1 Jahr, nachdem der Stapel erledigt ist; spätestens nach 2 Jahren",
            counted_from="ended_at",
            days=365,
            created="made_at",
            latest_days=2 * 365,
        )

    def __str__(self) -> str:
        return f"Stapel {self.pk}"


class PrintPart(models.Model):
    """Some sheets of a batch that left for the printer as one PDF."""

    batch = models.ForeignKey(PrintBatch, verbose_name="Stapel", on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField("Nummer im Stapel")
    sheets = models.PositiveSmallIntegerField("Blätter", default=0)
    spoiled = models.PositiveSmallIntegerField("Vernichtete Blätter", default=0)
    started_at = models.DateTimeField("Begonnen am", default=timezone.now)
    committed_at = models.DateTimeField("Prüfwerte gespeichert am", null=True, blank=True)
    handed_over_at = models.DateTimeField("An den Drucker gegeben am", null=True, blank=True)
    confirmed_at = models.DateTimeField("Vollständig gedruckt am", null=True, blank=True)
    abandoned_at = models.DateTimeField("Abgebrochen am", null=True, blank=True)

    class Meta:
        verbose_name = "Teil eines Druckstapels"
        verbose_name_plural = "Teile eines Druckstapels"
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(
                name="printpart_number_once",
                fields=["batch", "number"],
                violation_error_message="Diesen Teil gibt es schon.",
            ),
            models.CheckConstraint(
                name="printpart_sheets_of_step",
                condition=models.Q(committed_at=None, sheets=0) | models.Q(committed_at__isnull=False, sheets__gte=1),
                violation_error_message="Blätter hat ein Teil, wenn seine Prüfwerte gespeichert sind.",
            ),
            models.CheckConstraint(
                name="printpart_spoiled_at_most_all",
                condition=models.Q(spoiled__lte=models.F("sheets")),
                violation_error_message="Es können nicht mehr Blätter vernichtet sein als gedruckt.",
            ),
            models.CheckConstraint(
                name="printpart_steps_in_order",
                condition=(models.Q(handed_over_at=None) | models.Q(committed_at__isnull=False))
                & (models.Q(confirmed_at=None) | models.Q(handed_over_at__isnull=False, abandoned_at=None))
                & (models.Q(abandoned_at=None) | models.Q(committed_at__isnull=False)),
                violation_error_message="Die Schritte des Drucks sind nicht in der richtigen Reihenfolge.",
            ),
        ]

    class Privacy:
        neutral = {
            "id",
            "batch",
            "number",
            "sheets",
            "spoiled",
            "started_at",
            "committed_at",
            "handed_over_at",
            "confirmed_at",
            "abandoned_at",
        }

    def __str__(self) -> str:
        return f"{self.batch}, Teil {self.number}"

    @property
    def is_to_be_checked(self) -> bool:
        """Whether somebody still has to look at its sheets and say what lies there."""
        is_settled = self.confirmed_at or self.abandoned_at or self.spoiled == self.sheets
        return self.handed_over_at is not None and not is_settled

    @property
    def is_on_its_way(self) -> bool:
        """Whether a print run is at work on it, or died over it."""
        return self.handed_over_at is None and self.abandoned_at is None
