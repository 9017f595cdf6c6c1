"""The content version; and tables of libraries without a model, so that the privacy check knows their columns."""

from django.db import models


class ContentVersion(models.Model):
    """One row, raised by triggers with every change of public content; empties the page cache everywhere.

    Rooms attach the trigger ``content_changed`` to their tables in a migration (``content_trigger``).
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


class AppliedMigration(models.Model):
    """Django's record of the migrations applied."""

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
