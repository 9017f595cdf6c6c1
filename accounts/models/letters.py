"""Letters with a PIN, from the request to the post. No secret stands here: secrets are made when it is printed."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.models.registration import NUMBER_FITS_KIND, Kind, LetterForm
from accounts.models.scoped import ScopedQuerySet
from accounts.models.transitions import LETTER_TRANSITIONS
from privacy.declarations import Retention


class PinLetterQuerySet(ScopedQuerySet["PinLetter"]):
    """Letters by where they stand."""

    def of(self, kind: str, number: str) -> "PinLetterQuerySet":
        return self.filter(kind=kind, number=number)


class PinLetter(models.Model):
    """One letter to one Versichertennummer or Betriebsnummer, printed by one IKK."""

    class State(models.TextChoices):
        """Where the letter stands; which state may follow which: ``accounts/models/transitions.py``."""

        REQUESTED = "requested", "Zu drucken"
        REVIEW = "review", "In Sichtung"
        BATCHED = "batched", "Im Stapel"
        RELEASED = "released", "Freigegeben"
        PRINTING = "printing", "Im Druck"
        PRINTED = "printed", "Gedruckt"
        UNCLEAR = "unclear", "Druck ungeklärt"
        POSTED = "posted", "Zur Post gegeben"
        ACTIVATED = "activated", "Benutzt"
        EXPIRED = "expired", "Abgelaufen"
        RETURNED = "returned", "Zurückgekommen"
        DISCARDED = "discarded", "Verworfen"
        REPLACED = "replaced", "Ersetzt"

    class Reason(models.TextChoices):
        """Why somebody should look before the letter is printed."""

        ADDRESS_CHANGED = "address_changed", "Anschrift in den letzten 30 Tagen geändert"
        HOUSEHOLD = "household", "Mehrere Briefe an diese Anschrift in 7 Tagen"
        MISMATCHES = "mismatches", "Mehrere Versuche mit falschen Angaben"
        RETURNED = "returned", "Ein Brief an diese Anschrift kam zurück"

    #: States in which nothing but printing and post is still to do.
    TO_BE_POSTED = (
        State.REQUESTED,
        State.BATCHED,
        State.RELEASED,
        State.PRINTING,
        State.PRINTED,
        State.UNCLEAR,
    )
    #: States in which the letter has not left the house.
    UNPOSTED = (*TO_BE_POSTED, State.REVIEW)
    #: States in which a letter waits for somebody to put it into a batch; an unclear one still lies in its old batch.
    TO_BE_BATCHED = (State.REQUESTED, State.UNCLEAR)
    #: States in which nobody has used the letter, and somebody still may.
    UNUSED = (*UNPOSTED, State.POSTED)
    #: States that nothing follows.
    ENDED = (State.EXPIRED, State.RETURNED, State.DISCARDED, State.REPLACED)

    id = models.UUIDField("Briefnummer", primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("Art", max_length=8, choices=Kind)
    number = models.CharField("Versichertennummer oder Betriebsnummer", max_length=10)
    region = models.ForeignKey("regions.Region", verbose_name="IKK", on_delete=models.PROTECT)
    letter_form = models.CharField("Form des Briefs", max_length=10, choices=LetterForm)
    state = models.CharField("Stand", max_length=10, choices=State, default=State.REQUESTED)
    review_reasons = ArrayField(
        models.CharField(max_length=20, choices=Reason), verbose_name="Grund der Sichtung", default=list, blank=True
    )
    is_protected = models.BooleanField("Geschützte Akte", default=False)
    household_key = models.CharField("Prüfwert der Anschrift", max_length=64)
    requested_at = models.DateTimeField("Angefordert am", default=timezone.now)
    decided_at = models.DateTimeField("Entschieden am", null=True, blank=True)
    decided_by = models.CharField("Entschieden von", max_length=150, blank=True)
    decision_note = models.CharField("Begründung", max_length=200, blank=True)
    is_reprint = models.BooleanField("Nachdruck", default=False)
    problem = models.CharField("Nicht druckbar, weil", max_length=200, blank=True)
    batch = models.ForeignKey(
        "accounts.PrintBatch",
        verbose_name="Stapel",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="letters",
    )
    part = models.ForeignKey(
        "accounts.PrintPart",
        verbose_name="Teil des Stapels",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="letters",
    )
    sheet = models.PositiveSmallIntegerField("Blatt im Teil", null=True, blank=True)
    printed_at = models.DateTimeField("Gedruckt am", null=True, blank=True)
    valid_until = models.DateField("Erste Anmeldung bis", null=True, blank=True)
    posted_at = models.DateTimeField("Zur Post gegeben am", null=True, blank=True)
    activated_at = models.DateTimeField("Erste Anmeldung am", null=True, blank=True)
    ended_at = models.DateTimeField("Erledigt am", null=True, blank=True)

    objects = PinLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "PIN-Brief"
        verbose_name_plural = "PIN-Briefe"
        ordering = ["requested_at"]
        permissions = [
            ("decide_review", "Kann Sichtungen entscheiden"),
            ("open_protected", "Kann geschützte Akten sehen"),
        ]
        indexes = [
            models.Index(name="pinletter_by_number", fields=["kind", "number", "requested_at"]),
            models.Index(name="pinletter_by_household", fields=["household_key", "requested_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="pinletter_number_form",
                condition=NUMBER_FITS_KIND,
                violation_error_message="Die Nummer passt nicht zur Art des Briefs.",
            ),
            models.CheckConstraint(
                name="pinletter_state_known",
                condition=models.Q(state__in=sorted(LETTER_TRANSITIONS)),
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
            models.CheckConstraint(
                name="pinletter_review_has_reason",
                condition=~models.Q(state="review") | ~models.Q(review_reasons=[]),
                violation_error_message="Eine Sichtung braucht einen Grund.",
            ),
            models.CheckConstraint(
                name="pinletter_decision_complete",
                condition=models.Q(decided_at__isnull=True, decided_by="", decision_note="")
                | (models.Q(decided_at__isnull=False) & ~models.Q(decided_by="") & ~models.Q(decision_note="")),
                violation_error_message="Zu einer Entscheidung gehören Zeitpunkt, Name und Begründung.",
            ),
            models.UniqueConstraint(
                name="pinletter_one_unposted",
                fields=["kind", "number"],
                condition=models.Q(
                    state__in=["requested", "review", "batched", "released", "printing", "printed", "unclear"]
                ),
                violation_error_message="Für diese Nummer ist schon ein Brief in Arbeit.",
            ),
            models.UniqueConstraint(
                name="pinletter_one_posted",
                fields=["kind", "number"],
                condition=models.Q(state="posted"),
                violation_error_message="Für diese Nummer ist schon ein unbenutzter Brief unterwegs.",
            ),
            models.UniqueConstraint(
                name="pinletter_one_activated",
                fields=["kind", "number"],
                condition=models.Q(state="activated"),
                violation_error_message="Für diese Nummer gilt schon eine PIN.",
            ),
            models.UniqueConstraint(
                name="pinletter_one_on_a_sheet",
                fields=["part", "sheet"],
                violation_error_message="Auf diesem Blatt steht schon ein Brief.",
            ),
            models.CheckConstraint(
                name="pinletter_batch_of_state",
                condition=(models.Q(state__in=["requested", "review"], batch=None, part=None, sheet=None))
                | models.Q(state="batched", batch__isnull=False, part=None, sheet=None)
                | models.Q(state="released", batch__isnull=False, sheet=None)
                | models.Q(
                    state__in=["printing", "printed", "unclear"],
                    batch__isnull=False,
                    part__isnull=False,
                    sheet__isnull=False,
                )
                | models.Q(state__in=["posted", "activated", "expired", "returned", "discarded", "replaced"]),
                violation_error_message="Stapel, Teil und Blatt passen nicht zum Stand des Briefs.",
            ),
            models.CheckConstraint(
                name="pinletter_printed_of_state",
                condition=models.Q(
                    state__in=["requested", "review", "batched", "released"], printed_at=None, valid_until=None
                )
                | models.Q(
                    state__in=[
                        "printing",
                        "printed",
                        "unclear",
                        "posted",
                        "activated",
                        "expired",
                        "returned",
                        "replaced",
                    ],
                    printed_at__isnull=False,
                    valid_until__isnull=False,
                )
                | models.Q(state="discarded"),
                violation_error_message="Druckdatum und Gültigkeit passen nicht zum Stand des Briefs.",
            ),
            models.CheckConstraint(
                name="pinletter_posted_of_state",
                condition=models.Q(state="discarded")
                | models.Q(
                    state__in=["posted", "activated", "expired", "returned", "replaced"], posted_at__isnull=False
                )
                | models.Q(
                    state__in=["requested", "review", "batched", "released", "printing", "printed", "unclear"],
                    posted_at=None,
                ),
                violation_error_message="Der Tag der Post passt nicht zum Stand des Briefs.",
            ),
            models.CheckConstraint(
                name="pinletter_activated_of_state",
                condition=models.Q(state="activated", activated_at__isnull=False)
                | models.Q(state__in=["replaced", "discarded"])
                | (~models.Q(state__in=["activated", "replaced", "discarded"]) & models.Q(activated_at=None)),
                violation_error_message="Die erste Anmeldung passt nicht zum Stand des Briefs.",
            ),
            models.CheckConstraint(
                name="pinletter_ended_of_state",
                condition=models.Q(state__in=["expired", "returned", "discarded", "replaced"], ended_at__isnull=False)
                | (~models.Q(state__in=["expired", "returned", "discarded", "replaced"]) & models.Q(ended_at=None)),
                violation_error_message="Ein Brief ist genau dann erledigt, wenn ihm kein Stand mehr folgt.",
            ),
        ]

    class Privacy:
        title = "PIN-Briefe"
        whose = "Versicherte und Arbeitgeber, die einen PIN-Brief angefordert haben"
        subject = "number"
        personal = {
            "id",
            "kind",
            "number",
            "region",
            "letter_form",
            "state",
            "review_reasons",
            "is_protected",
            "household_key",
            "requested_at",
            "decided_at",
            "decided_by",
            "decision_note",
            "is_reprint",
            "problem",
            "batch",
            "part",
            "sheet",
            "printed_at",
            "valid_until",
            "posted_at",
            "activated_at",
            "ended_at",
        }
        purposes = {
            "PIN-Briefe drucken und an die Anschrift im Bestand schicken": "§ 284 Abs. 1 SGB V, § 217f Abs. 4b SGB V",
            "Erkennen, dass jemand Briefe für andere anfordert": "Art. 32 DSGVO, § 217f Abs. 4b SGB V",
        }
        retention = Retention(
            text="90 Tage, nachdem der Brief erledigt ist; spätestens nach 1 Jahr",
            counted_from="ended_at",
            days=90,
            created="requested_at",
            latest_days=365,
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"

    @property
    def was_refused(self) -> bool:
        """Whether the Sichtung ended it; it may also have been released there and discarded later."""
        return self.decided_at is not None and self.ended_at == self.decided_at


class LetterInReview(PinLetter):
    """A letter as the desk of the Sichtung sees it."""

    class Meta:
        proxy = True
        verbose_name = "PIN-Brief in Sichtung"
        verbose_name_plural = "Sichtung von PIN-Briefen"

    class Privacy:
        """Declared by ``PinLetter``: the same table."""


class LetterToPrint(PinLetter):
    """A letter as the desk of PIN-Versand sees it."""

    class Meta:
        proxy = True
        verbose_name = "Zu druckender PIN-Brief"
        verbose_name_plural = "Zu druckende PIN-Briefe"

    class Privacy:
        """Declared by ``PinLetter``: the same table."""


class LetterAtThePhone(PinLetter):
    """A letter as the phone desk may know it: where it stands, and nothing else."""

    class Meta:
        proxy = True
        verbose_name = "PIN-Brief am Telefon"
        verbose_name_plural = "Auskunft am Telefon"
        default_permissions = ()
        permissions = [("answer_phone", "Kann am Telefon zu Briefen Auskunft geben und Zugänge sperren")]

    class Privacy:
        """Declared by ``PinLetter``: the same table."""


class ReturnedLetter(PinLetter):
    """A letter that the post has brought back, as the desk with the scanner sees it."""

    class Meta:
        proxy = True
        verbose_name = "Zurückgekommener PIN-Brief"
        verbose_name_plural = "Zurückgekommene Briefe erfassen"
        default_permissions = ()
        permissions = [("return_letters", "Kann zurückgekommene PIN-Briefe erfassen")]

    class Privacy:
        """Declared by ``PinLetter``: the same table."""


class LetterProgress(models.Model):
    """How far one IKK has got with its letters: what the status page says, without knowing anybody."""

    region = models.OneToOneField("regions.Region", verbose_name="IKK", on_delete=models.CASCADE, primary_key=True)
    registered_until = models.DateField("Briefe zur Post gegeben für Registrierungen bis")
    changed_on = models.DateField("Stand vom")

    class Meta:
        verbose_name = "Stand des Briefversands"
        verbose_name_plural = "Stand des Briefversands"

    class Privacy:
        neutral = {"region", "registered_until", "changed_on"}

    def __str__(self) -> str:
        return f"{self.region}: {self.registered_until}"
