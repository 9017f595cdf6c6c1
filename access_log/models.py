"""The raw log, a table of day partitions, which spool files have been loaded into it, and what is counted from it.

``spool.py`` says what a line holds before it is loaded, ``partitions.py`` makes and drops the days.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from privacy.declarations import DroppedByDay

#: Upper ends of the first seven duration classes, in milliseconds; what takes longer is in the eighth.
DURATIONS_MS = (10, 30, 100, 300, 1_000, 3_000, 10_000)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER")
PAGE_LENGTH = 200


@models.GenericIPAddressField.register_lookup
class Within(models.Lookup):
    """Whether an address lies in a network (``address__within``)."""

    lookup_name = "within"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the operator of PostgreSQL for it."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} <<= %s::inet", [*parameters, str(self.rhs)]


class LoggedRequest(models.Model):
    """One request, to the minute. Nothing in it says who was signed in, or in which order requests came.

    The table belongs to ``ikk_jobs`` and is partitioned by day (UTC). It has no key: two equal requests of a minute
    are two equal rows, and nobody looks one up. Django needs the name of one, though.
    """

    pk = models.CompositePrimaryKey("minute", "page", "method", "status", "region", "duration_class")
    minute = models.DateTimeField("Minute")
    address = models.GenericIPAddressField("IP-Adresse", null=True)
    method = models.CharField("Methode", max_length=7)
    page = models.CharField("Seite", max_length=PAGE_LENGTH)
    status = models.PositiveSmallIntegerField("Status")
    region = models.CharField("Gewählte IKK", max_length=40, blank=True)
    duration_class = models.PositiveSmallIntegerField("Dauerklasse")

    class Meta:
        managed = False
        db_table = '"access_log"."loggedrequest"'  # with its schema, as the two names that Django would quote as one
        verbose_name = "Zugriff auf eine Seite"
        verbose_name_plural = "Zugriffe auf Seiten"
        constraints = [
            models.CheckConstraint(
                name="loggedrequest_minute_is_whole",
                condition=models.Q(minute__second=0),
                violation_error_message="Das Protokoll kennt keine Sekunden.",
            ),
            models.CheckConstraint(
                name="loggedrequest_method_known",
                condition=models.Q(method__in=METHODS),
                violation_error_message="Diese Methode gibt es nicht; andere heißen OTHER.",
            ),
            models.CheckConstraint(
                name="loggedrequest_page_is_path",
                condition=models.Q(page__startswith="/") & ~models.Q(page__contains="?"),
                violation_error_message="Eine Seite ist ein Pfad ohne Suchwörter.",
            ),
            models.CheckConstraint(
                name="loggedrequest_status_possible",
                condition=models.Q(status__range=(100, 599)),
                violation_error_message="Diesen Status gibt es nicht.",
            ),
            models.CheckConstraint(
                name="loggedrequest_duration_class_known",
                condition=models.Q(duration_class__range=(0, len(DURATIONS_MS))),
                violation_error_message="Es gibt acht Dauerklassen, von 0 bis 7.",
            ),
        ]

    class Privacy:
        title = "Protokoll der Zugriffe"
        whose = "Personen, die Seiten des Portals aufrufen"
        subject = "address"
        personal = {"minute", "address", "method", "page", "status", "region", "duration_class"}
        purposes = {"Angriffe auf das Portal abwehren und Störungen finden": "Art. 6 Abs. 1 Buchst. e, Art. 32 DSGVO"}
        retention = DroppedByDay(
            text=f"Spätestens {settings.ACCESS_LOG_DAYS} Tage nach dem Zugriff",
            days=settings.ACCESS_LOG_DAYS,
            drop="access_log.actions.drop_due_days",
        )

    def __str__(self) -> str:
        return f"{self.method} {self.page}"


class LoadedFile(models.Model):
    """A spool file, as far as it has been loaded: written in the transaction that loads it, so exactly once."""

    name = models.CharField("Datei", max_length=120, primary_key=True)
    size = models.PositiveBigIntegerField("Geladene Bytes", default=0)
    lines = models.PositiveIntegerField("Geladene Zeilen", default=0)
    set_aside = models.PositiveIntegerField("Beschädigte Zeilen", default=0)
    loaded_at = models.DateTimeField("Geladen am")

    class Meta:
        verbose_name = "Geladene Datei"
        verbose_name_plural = "Geladene Dateien"

    class Privacy:
        neutral = {"name", "size", "lines", "set_aside", "loaded_at"}

    def __str__(self) -> str:
        return self.name


class Cube(models.TextChoices):
    """What is counted by what. The first four are counted for each day of Berlin."""

    HOURS = "hours", "Stunden"  # part: hour, "00" to "23"
    REGIONS = "regions", "Bereiche und IKKs"  # section, part: slug of the chosen IKK, or nothing
    STATUS = "status", "Bereiche und Ergebnisse"  # section, part: ok, moved, missing, failed
    DURATIONS = "durations", "Bereiche und Dauern"  # section, part: duration class
    PAGES = "pages", "Seiten"  # section, part: page; day: the first of the month
    PAGE_DAYS = "page-days", "Seiten der Tage, die noch nachgezählt werden"  # until they go into their month
    FIGURES = "figures", "Zahlen der Räume"  # section: name of the figure, part: slug of the IKK


class Cell(models.Model):
    """One cell of a cube: how often something was counted."""

    cube = models.CharField("Auswertung", max_length=9, choices=Cube)
    day = models.DateField("Tag")
    section = models.CharField("Bereich", max_length=40, blank=True)
    part = models.CharField("Teil", max_length=PAGE_LENGTH, blank=True)
    count = models.PositiveIntegerField("Anzahl")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.cube} {self.day} {self.section} {self.part}: {self.count}"


class BaseCount(Cell):
    """A cell as it was counted. No page and no member of staff ever sees one: only ``ikk_jobs`` may read the table.

    A day of Berlin lies in two days of the log, each of which is counted anew for as long as it is held. So a cell of a
    day may have several rows, and is their sum.
    """

    log_day = models.DateField("Tag des Protokolls (UTC)", null=True)  # None: closed, or not counted from the log

    class Meta:
        verbose_name = "Grundzahl"
        verbose_name_plural = "Grundzahlen"
        indexes = [
            models.Index(name="basecount_open", fields=["log_day"], condition=models.Q(log_day__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="basecount_once",
                fields=["cube", "day", "section", "part", "log_day"],
                nulls_distinct=False,
                violation_error_message="Diese Zelle gibt es schon.",
            ),
            models.CheckConstraint(
                name="basecount_cube_known",
                condition=models.Q(cube__in=Cube.values),
                violation_error_message="Diese Auswertung gibt es nicht.",
            ),
            models.CheckConstraint(
                name="basecount_counts_something",
                condition=models.Q(count__gte=1),
                violation_error_message="Was nicht vorkam, hat keine Zelle.",
            ),
        ]

    class Privacy:
        neutral = {"id", "cube", "day", "section", "part", "log_day", "count"}


class PublishedCount(Cell):
    """A cell as pages show it: rounded to tens; below ten it is not there. What ``ikk_statistics`` may read."""

    class Meta:
        verbose_name = "Veröffentlichte Zahl"
        verbose_name_plural = "Statistik der Seitenaufrufe"
        constraints = [
            models.UniqueConstraint(
                name="publishedcount_once",
                fields=["cube", "day", "section", "part"],
                violation_error_message="Diese Zelle gibt es schon.",
            ),
            models.CheckConstraint(
                name="publishedcount_cube_known",
                condition=models.Q(cube__in=["hours", "regions", "status", "durations", "pages", "figures"]),
                violation_error_message="Diese Auswertung wird nicht veröffentlicht.",
            ),
            models.CheckConstraint(
                name="publishedcount_in_tens",
                condition=models.Q(count__gte=10) & models.Q(Exact(Mod("count", 10), 0)),
                violation_error_message="Veröffentlicht wird auf Zehner gerundet, und nichts unter zehn.",
            ),
        ]

    class Privacy:
        neutral = {"id", "cube", "day", "section", "part", "count"}
