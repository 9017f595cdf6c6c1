"""What a PIN and an Entsperrcode are checked against, apart from everything else that is known of an account."""

from django.db import models

from accounts.models.registration import NUMBER_FITS_KIND, Kind
from privacy.declarations import Retention

_EMPTY_ACTIVE = models.Q(active_pin="", active_unlock_code="", active_letter=None)
_EMPTY_PENDING = models.Q(pending_pin="", pending_unlock_code="", pending_letter=None, pending_valid_until=None)


class PinCredential(models.Model):
    """One row for each number. Two slots: the PIN in use, and the one of a letter that nobody has used yet.

    The database empties the slot of a letter whose state says that its secrets are dead; a row without secrets goes.
    The slot of an expired letter is emptied by the next letter, or with the letter's row: until then its PIN opens
    nothing, but whoever has it is told why.
    """

    kind = models.CharField("Art", max_length=8, choices=Kind)
    number = models.CharField("Versichertennummer oder Betriebsnummer", max_length=10)
    active_pin = models.CharField("Prüfwert der PIN", max_length=200, blank=True)
    active_unlock_code = models.CharField("Prüfwert des Entsperrcodes", max_length=120, blank=True)
    active_letter = models.UUIDField("Brief der PIN", null=True, blank=True)
    pending_pin = models.CharField("Prüfwert der neuen PIN", max_length=200, blank=True)
    pending_unlock_code = models.CharField("Prüfwert des neuen Entsperrcodes", max_length=120, blank=True)
    pending_letter = models.UUIDField("Brief der neuen PIN", null=True, blank=True)
    pending_valid_until = models.DateField("Erste Anmeldung bis", null=True, blank=True)
    changed_at = models.DateTimeField("Zuletzt geändert am")

    class Meta:
        verbose_name = "Prüfwerte der PIN"
        verbose_name_plural = "Prüfwerte der PIN"
        constraints = [
            models.UniqueConstraint(
                name="pincredential_one_for_each_number",
                fields=["kind", "number"],
                violation_error_message="Für diese Nummer gibt es schon Prüfwerte.",
            ),
            models.CheckConstraint(
                name="pincredential_number_form",
                condition=NUMBER_FITS_KIND,
                violation_error_message="Die Nummer passt nicht zur Art.",
            ),
            models.CheckConstraint(
                name="pincredential_active_complete",
                condition=_EMPTY_ACTIVE
                | (models.Q(active_letter__isnull=False) & ~models.Q(active_pin="") & ~models.Q(active_unlock_code="")),
                violation_error_message="Zur PIN gehören Entsperrcode und Brief.",
            ),
            models.CheckConstraint(
                name="pincredential_pending_complete",
                condition=_EMPTY_PENDING
                | (
                    models.Q(pending_letter__isnull=False, pending_valid_until__isnull=False)
                    & ~models.Q(pending_pin="")
                    & ~models.Q(pending_unlock_code="")
                ),
                violation_error_message="Zur neuen PIN gehören Entsperrcode, Brief und Frist.",
            ),
            models.CheckConstraint(
                name="pincredential_not_empty",
                condition=~_EMPTY_ACTIVE | ~_EMPTY_PENDING,
                violation_error_message="Ohne PIN gibt es keine Prüfwerte.",
            ),
        ]

    class Privacy:
        title = "Prüfwerte von PIN und Entsperrcode"
        whose = "Versicherte und Arbeitgeber, die einen PIN-Brief bekommen haben"
        subject = "number"
        personal = {
            "kind",
            "number",
            "active_pin",
            "active_unlock_code",
            "active_letter",
            "pending_pin",
            "pending_unlock_code",
            "pending_letter",
            "pending_valid_until",
            "changed_at",
        }
        neutral = {"id"}
        purposes = {"Anmeldung in der Internetfiliale": "§ 284 Abs. 1 SGB V, § 217f Abs. 4b SGB V"}
        retention = Retention(
            text="Bis die PIN nicht mehr gilt; spätestens 10 Jahre nach dem letzten Brief",
            counted_from="changed_at",
            days=10 * 365,
            created="changed_at",
            latest_days=10 * 365,
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class WrongTries(models.Model):
    """How often somebody tried a number in vain, whether anybody has that number or not; the number is not kept.

    A try counts before it is checked, and no more once it was right. Written by ``accounts.sign_in_budgets`` only.
    """

    number_key = models.CharField("Prüfwert der Nummer", max_length=64, primary_key=True)
    in_all = models.PositiveIntegerField("Versuche ohne Entsperrcode seit dem letzten")
    since_success = models.PositiveIntegerField("Versuche seit der letzten Anmeldung")
    last_at = models.DateTimeField("Letzter Versuch am")

    class Meta:
        verbose_name = "Vergebliche Anmeldungen"
        verbose_name_plural = "Vergebliche Anmeldungen"
        constraints = [
            models.CheckConstraint(
                name="wrongtries_key_is_hmac",
                condition=models.Q(number_key__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="Hier steht ein Prüfwert, nie eine Nummer.",
            ),
        ]

    class Privacy:
        title = "Vergebliche Versuche, sich anzumelden"
        whose = "Versicherte und Arbeitgeber, mit deren Nummer sich jemand anmelden wollte"
        subject = "number_key"
        personal = {"number_key", "in_all", "since_success", "last_at"}
        purposes = {"Schutz der PIN vor dem Ausprobieren": "Art. 32 DSGVO, § 217f Abs. 4b SGB V"}
        retention = Retention(
            text="1 Jahr nach dem letzten Versuch",
            counted_from="last_at",
            days=365,
            created="last_at",
            latest_days=365,
        )

    def __str__(self) -> str:
        return f"{self.since_success}"
