"""Nouns of the room: cases, the sealed envelope of each until it is handed over, and the notices of the mailbox.

The web writes all of them, for who is signed in only, and reads none: pages reach the own ones through functions of the
database (`own_cases.py`, `own_notices.py`). Days only, never times: with a time, the log of accesses could tell
whose a case is.
"""

import uuid

from django.db import models
from django.db.models.lookups import Exact

from accounts.models import User
from internetfiliale.case_numbers import FORM
from privacy.declarations import Retention
from regions.models import Region

_WHOSE = "Versicherte und Arbeitgeber, die die Internetfiliale nutzen"
_PURPOSES = {
    "Anliegen aus der Internetfiliale an die zuständige Stelle übergeben und sagen, wie weit sie sind": "§ 284 Abs. 1 "
    "SGB V, §§ 67a, 67b SGB X",
}
#: How each sealed payload begins (age format, version 1).
SEAL = b"age-encryption.org/v1\n"


class Case(models.Model):
    """One thing that somebody has asked for: which service, since when, how far. What was typed is not in it.

    The key is that of the form that was sent, so that sending it twice makes one case. The number is its readable form.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "eingegangen"
        HANDED_OVER = "handed_over", "übergeben"
        DONE = "done", "erledigt"
        SENT_BACK = "sent_back", "zurückgegeben"

    id = models.UUIDField("Zufallsnummer", primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("Vorgangsnummer", max_length=12)
    account = models.ForeignKey(User, verbose_name="Zugang", on_delete=models.CASCADE, related_name="cases")
    service = models.CharField("Geschäftsvorgang", max_length=60)
    region = models.ForeignKey(Region, verbose_name="IKK", on_delete=models.PROTECT)
    submitted_on = models.DateField("Eingegangen am")
    state = models.CharField("Stand", max_length=11, choices=State, default=State.RECEIVED)
    state_on = models.DateField("Stand vom")

    class Meta:
        verbose_name = "Vorgang"
        verbose_name_plural = "Vorgänge"
        ordering = ["-submitted_on", "number"]
        default_permissions = ()
        indexes = [models.Index(fields=["state", "state_on"], name="case_state")]
        constraints = [
            models.UniqueConstraint(
                name="case_number_once",
                fields=["number"],
                # Looked at after the key: what is sent twice meets its key, and only another case's number meets this.
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message="Diese Vorgangsnummer gibt es schon.",
            ),
            models.CheckConstraint(
                name="case_number_form",
                condition=models.Q(number__regex=FORM),
                violation_error_message="Eine Vorgangsnummer sieht aus wie V-7KQ2-M9XD.",
            ),
            models.CheckConstraint(
                name="case_service_form",
                condition=models.Q(service__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                violation_error_message="Der Kurzname eines Geschäftsvorgangs hat nur Kleinbuchstaben, Ziffern und "
                "einzelne Bindestriche.",
            ),
            models.CheckConstraint(
                name="case_state_known",
                condition=models.Q(state__in=["received", "handed_over", "done", "sent_back"]),
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                name="case_dates_run_forward",
                condition=models.Q(state_on__gte=models.F("submitted_on"))
                & (~models.Q(state="received") | models.Q(state_on=models.F("submitted_on"))),
                violation_error_message="Ein Vorgang geht an dem Tag ein, an dem er gesendet wird, und kommt danach "
                "weiter.",
            ),
        ]

    class Privacy:
        title = "Vorgänge in der Internetfiliale"
        whose = _WHOSE
        subject = "account"
        personal = {"id", "number", "account", "service", "region", "submitted_on", "state", "state_on"}
        purposes = _PURPOSES
        retention = Retention(
            text="12 Monate nach dem letzten Stand, spätestens 24 Monate nach dem Eingang; mit dem Zugang",
            counted_from="state_on",
            days=365,
            created="submitted_on",
            latest_days=2 * 365,
        )

    def __str__(self) -> str:
        return self.number


class CasePayload(models.Model):
    """What was typed, sealed to the core system's public key: nothing in this house opens it.

    It leaves the table when it is handed over. It is no more bound to the account by then than an envelope in the
    outgoing mail: an account that is closed takes its cases along, not what it had sent off before (decision 016).
    """

    case = models.OneToOneField(
        Case,
        verbose_name="Vorgang",
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="payload",
    )
    sealed = models.BinaryField("Versiegelte Angaben")
    submitted_on = models.DateField("Eingegangen am")

    class Meta:
        verbose_name = "Versiegelte Angaben zu einem Vorgang"
        verbose_name_plural = "Versiegelte Angaben zu Vorgängen"
        default_permissions = ()
        indexes = [models.Index(fields=["submitted_on"], name="casepayload_submitted_on")]
        constraints = [
            models.CheckConstraint(
                name="casepayload_is_sealed",
                condition=Exact(
                    models.Func(
                        "sealed",
                        models.Value(1),
                        models.Value(len(SEAL)),
                        function="substring",
                        output_field=models.BinaryField(),
                    ),
                    models.Value(SEAL, output_field=models.BinaryField()),
                ),
                violation_error_message="Was hier liegt, muss versiegelt sein.",
            ),
        ]

    class Privacy:
        title = "Versiegelte Angaben zu Vorgängen"
        whose = f"{_WHOSE}; wen sie dabei nennen: Kinder, Ansprechpersonen, Kontoinhaber"
        subject = "case__account"
        personal = {"case", "sealed", "submitted_on"}
        purposes = _PURPOSES
        retention = Retention(
            text="Bis zur Übergabe an die zuständige Stelle, im Regelfall wenige Minuten; spätestens 30 Tage nach dem "
            "Eingang",
            counted_from="submitted_on",
            days=30,
            created="submitted_on",
            latest_days=30,
        )

    def __str__(self) -> str:
        return str(self.pk)


class Notice(models.Model):
    """One message of the mailbox: which case has come how far. Its words come from kind and service."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "Wir haben Ihr Anliegen erhalten"
        DONE = "done", "Ihr Anliegen ist erledigt"
        SENT_BACK = "sent_back", "Wir haben Ihr Anliegen zurückgegeben"

    id = models.UUIDField("Zufallsnummer", primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(User, verbose_name="Zugang", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField("Art", max_length=9, choices=Kind)
    case = models.ForeignKey(
        Case, verbose_name="Vorgang", null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    posted_on = models.DateField("Eingestellt am")
    read_on = models.DateField("Gelesen am", null=True, blank=True)

    class Meta:
        verbose_name = "Nachricht"
        verbose_name_plural = "Nachrichten"
        ordering = ["-posted_on", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="notice_kind_known",
                condition=models.Q(kind__in=["received", "done", "sent_back"]),
                violation_error_message="Diese Art von Nachricht gibt es nicht.",
            ),
            models.CheckConstraint(
                name="notice_dates_run_forward",
                condition=models.Q(read_on=None) | models.Q(read_on__gte=models.F("posted_on")),
                violation_error_message="Eine Nachricht wird nicht gelesen, bevor sie da ist.",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                name="notice_once_for_each_case",
                violation_error_message="Diese Nachricht gibt es zu diesem Vorgang schon.",
            ),
        ]

    class Privacy:
        title = "Nachrichten im Postfach der Internetfiliale"
        whose = _WHOSE
        subject = "account"
        personal = {"id", "account", "kind", "case", "posted_on", "read_on"}
        purposes = _PURPOSES
        retention = Retention(
            text="12 Monate nach dem Einstellen; mit dem Vorgang und mit dem Zugang",
            counted_from="posted_on",
            days=365,
            created="posted_on",
            latest_days=365,
        )

    def __str__(self) -> str:
        return self.get_kind_display()
