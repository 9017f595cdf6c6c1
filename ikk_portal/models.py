"""Tables of libraries that have no model of their own, so that the privacy check knows their columns."""

from django.db import models


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
