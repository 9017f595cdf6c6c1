"""The content version, spent budgets of tries, runs of timers, and a table of Django's that has no model."""

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from privacy.declarations import Retention


class ContentVersion(models.Model):
    """One row, raised by triggers with every change of public content; empties the page cache everywhere.

    Rooms attach the trigger ``content_changed`` to their tables in a migration (``ikk_portal.platform.kept.watch``).
    """

    id = models.SmallIntegerField("Kennung", primary_key=True, default=1)
    version = models.BigIntegerField("Stand")

    class Meta:
        verbose_name = "Stand der Inhalte"
        verbose_name_plural = "Stand der Inhalte"
        constraints = [
            models.CheckConstraint(
                name="contentversion_single_row",
                condition=models.Q(id=1),
                violation_error_message="Es gibt nur einen Stand der Inhalte.",
            ),
        ]

    class Privacy:
        neutral = {"id", "version"}

    def __str__(self) -> str:
        return str(self.version)


class SpentBudget(models.Model):
    """A budget of tries that is not full; written and read by ``ikk_portal.platform.throttle`` only.

    The key is an HMAC of what is counted: a number, an account, an IP address, a postal address or a form that was
    sent. Without a key that lies outside the database nobody can tell whose it is.
    """

    key = models.BinaryField(
        "Prüfwert von Nummer, Zugang, IP-Adresse, Anschrift oder Formular", primary_key=True, max_length=32
    )
    budget = models.CharField("Wofür gezählt wird", max_length=60)
    tat = models.DateTimeField("Zeitpunkt, zu dem alle Versuche wieder frei sind")
    counted_since = models.DateTimeField("Erster gezählter Versuch", default=timezone.now)

    class Meta:
        verbose_name = "Zähler von Versuchen"
        verbose_name_plural = "Zähler von Versuchen"
        constraints = [
            models.CheckConstraint(
                name="spentbudget_key_is_hmac",
                condition=Exact(Length("key"), 32),
                violation_error_message="Ein Zähler trägt einen Prüfwert von 32 Bytes, nie eine Nummer oder Adresse.",
            ),
        ]

    class Privacy:
        title = "Zähler von Versuchen"
        whose = "Personen, die Formulare absenden oder sich anmelden"
        subject = "key"
        personal = {"key", "budget", "tat", "counted_since"}
        neutral: set[str] = set()
        purposes = {
            "Schutz vor dem Ausprobieren von Nummern und vor massenhaftem Absenden": "Art. 32 DSGVO, § 35 SGB I",
        }
        retention = Retention(
            text="Bis alle Versuche wieder frei sind, spätestens 100 Tage nach dem ersten",
            counted_from="tat",
            days=0,
            created="counted_since",
            latest_days=100,
        )

    def __str__(self) -> str:
        return self.budget


class TimerRun(models.Model):
    """When a time-driven command last came to its end; written by ``ikk_portal.platform.timers`` only."""

    name = models.CharField("Befehl", max_length=60, primary_key=True)
    succeeded_at = models.DateTimeField("Zuletzt gelungen am")

    class Meta:
        verbose_name = "Zeitgesteuerter Befehl"
        verbose_name_plural = "Zeitgesteuerte Befehle"

    class Privacy:
        neutral = {"name", "succeeded_at"}

    def __str__(self) -> str:
        return self.name


class AppliedMigration(models.Model):
    """Django's record of the migrations applied; declared here for the privacy check."""

    app = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    applied = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "django_migrations"
        verbose_name = "Angewandte Migration"
        verbose_name_plural = "Angewandte Migrationen"

    class Privacy:
        neutral = {"id", "app", "name", "applied"}

    def __str__(self) -> str:
        return f"{self.app}.{self.name}"
