"""The trail of staff access. Declarations and their reading live in ``declarations.py``."""

import uuid

from django.db import models
from django.utils import timezone

from privacy.declarations import Retention


class StaffAccess(models.Model):
    """One access of a staff member to a record or a list. Append-only.

    Text columns, no foreign keys: the trail must never block an erasure, and outlives what it speaks of.
    The key is made here, not by the database: a role that may only INSERT cannot read it back.
    """

    class Action(models.TextChoices):
        LIST = "list", "Liste angesehen"
        VIEW = "view", "Datensatz geöffnet"
        ADD = "add", "Datensatz angelegt"
        CHANGE = "change", "Datensatz geändert"
        DELETE = "delete", "Datensatz gelöscht"

    id = models.UUIDField("Kennung", primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField("Zeitpunkt", default=timezone.now)
    by = models.CharField("Wer", max_length=150)
    region = models.CharField("Region der Person", max_length=50, blank=True)
    action = models.CharField("Was", max_length=10, choices=Action)
    kind = models.CharField("Art der Daten", max_length=100)
    record = models.CharField("Datensatz", max_length=200, blank=True)
    detail = models.TextField("Einzelheiten", blank=True)

    class Meta:
        verbose_name = "Zugriff"
        verbose_name_plural = "Zugriffsprotokoll der Beschäftigten"
        ordering = ["-at"]
        indexes = [models.Index(fields=["-at"], name="staffaccess_at")]
        constraints = [
            models.CheckConstraint(
                name="staffaccess_action_known",
                condition=models.Q(action__in=["list", "view", "add", "change", "delete"]),
                violation_error_message="Diese Art des Zugriffs gibt es nicht.",
            ),
            models.CheckConstraint(
                name="staffaccess_by_given",
                condition=~models.Q(by=""),
                violation_error_message="Ein Zugriff ohne Person wird nicht aufgezeichnet.",
            ),
        ]

    class Privacy:
        title = "Zugriffsprotokoll der Beschäftigten"
        whose = "Beschäftigte der IKK und technische Betreuung"
        subject = "by"
        personal = {"by", "at", "region", "action", "kind", "record", "detail"}
        neutral = {"id"}
        labels = {"by": "handelnde Person", "action": "Art des Zugriffs"}
        purposes = {
            "Nachweis, welche Beschäftigten wann auf welche Daten zugegriffen haben": "Art. 5 Abs. 2, Art. 32 DSGVO",
        }
        retention = Retention(
            text="3 Jahre nach dem Zugriff",
            counted_from="at",
            days=3 * 365,
            created="at",
            latest_days=3 * 365,
        )

    def __str__(self) -> str:
        return f"{self.by}: {self.get_action_display()}"
