"""What the regional IKK tells: pages and news, national with regional versions, and the files in them."""

from datetime import datetime
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from privacy.scoping import visible_to
from regions.models.region import Region

#: How the key of whatever has an address is written.
key_form = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "Nur Kleinbuchstaben, Ziffern und einzelne Bindestriche.")


class Section(models.TextChoices):
    """The sections of the tree of pages, in the order of the navigation."""

    LEISTUNGEN = "leistungen", "Leistungen"
    BEITRAEGE = "beitraege", "Beiträge"
    MITGLIED_WERDEN = "mitglied-werden", "Mitglied werden"
    ARBEITGEBER = "arbeitgeber", "Arbeitgeber"
    GESUNDHEIT = "gesundheit", "Gesundheit"
    SERVICE = "service", "Service"
    BEKANNTMACHUNGEN = "bekanntmachungen", "Bekanntmachungen"


class ContentQuerySet(models.QuerySet[Any]):
    """Questions that pages and news answer alike."""

    def visible_to(self, user: Any) -> "ContentQuerySet":
        """Return what a member of staff may see: the own region and what is national."""
        return self.filter(models.Q(region=None) | models.Q(pk__in=visible_to(self, user).values("pk")))

    def public_at(self, now: datetime) -> "ContentQuerySet":
        """Return what is published and within its time."""
        begun = models.Q(public_from__lte=now)
        running = models.Q(public_until=None) | models.Q(public_until__gt=now)
        return self.filter(begun & running, is_published=True)

    def for_region(self, region: Region | None) -> "ContentQuerySet":
        """Return one version of each key: the region's own where it has one, else the national.

        Call it last: what was filtered away before no longer hides a national version.
        """
        if region is None:
            return self.filter(region=None)
        own = self.filter(region=region)
        national = self.filter(region=None)
        same_key = {name: models.OuterRef(name) for name in self.model.KEY}
        return (own | national).exclude(models.Q(region=None) & models.Exists(own.order_by().filter(**same_key)))


class Content(models.Model):
    """A text that is national (region empty) or a region's own version of the same key."""

    KEY: tuple[str, ...] = ("key",)

    region = models.ForeignKey(
        Region,
        verbose_name="IKK",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        help_text="Leer: gilt bundesweit für alle IKKs ohne eigene Fassung.",
    )
    key = models.CharField("Kurzname in der Adresse", max_length=60, validators=[key_form])
    title = models.CharField("Titel", max_length=90)
    summary = models.CharField(
        "Zusammenfassung", max_length=240, help_text="Ein bis zwei Sätze: das Wichtigste zuerst."
    )
    body = models.TextField("Text", help_text="Markdown; Überschriften beginnen mit ##.")
    html = models.TextField("Fertiger Text", editable=False)
    is_published = models.BooleanField("Veröffentlicht", default=False)
    public_from = models.DateTimeField("Sichtbar ab", default=timezone.now)
    public_until = models.DateTimeField("Sichtbar bis", null=True, blank=True)
    changed_at = models.DateTimeField("Geändert am", default=timezone.now, editable=False)
    national_seen_at = models.DateTimeField(
        "Nationale Fassung zuletzt verglichen", null=True, blank=True, editable=False
    )

    objects = ContentQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


_CONTENT_COLUMNS = {
    "id",
    "region",
    "key",
    "title",
    "summary",
    "body",
    "html",
    "is_published",
    "public_from",
    "public_until",
    "changed_at",
    "national_seen_at",
}


def _content_constraints(name: str, *key: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=["region", *key],
            nulls_distinct=False,
            name=f"{name}_key_once",
            violation_error_message="Diesen Kurznamen gibt es hier schon.",
        ),
        models.CheckConstraint(
            name=f"{name}_key_form",
            condition=models.Q(key__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            violation_error_message="Der Kurzname besteht aus Kleinbuchstaben, Ziffern und einzelnen Bindestrichen.",
        ),
        models.CheckConstraint(
            name=f"{name}_time_runs_forward",
            condition=models.Q(public_until=None) | models.Q(public_until__gt=models.F("public_from")),
            violation_error_message="„Sichtbar bis“ liegt vor „Sichtbar ab“.",
        ),
    ]


class Page(Content):
    """A page of the tree: section, perhaps a parent in the same section, key."""

    KEY = ("section", "key")

    section = models.CharField("Bereich", max_length=20, choices=Section)
    parent_key = models.CharField(
        "Übergeordnete Seite",
        max_length=60,
        blank=True,
        validators=[key_form],
        help_text="Kurzname einer Seite desselben Bereichs; leer: oberste Ebene.",
    )
    order = models.PositiveSmallIntegerField("Reihenfolge", default=100)
    reviewed_on = models.DateField("Zuletzt geprüft am")

    class Meta:
        verbose_name = "Seite"
        verbose_name_plural = "Seiten"
        ordering = ["section", "order", "title"]
        constraints = [
            *_content_constraints("page", "section", "key"),
            models.CheckConstraint(
                name="page_section_known",
                condition=models.Q(section__in=[section.value for section in Section]),
                violation_error_message="Diesen Bereich gibt es nicht.",
            ),
            models.CheckConstraint(
                name="page_not_its_own_parent",
                condition=~models.Q(parent_key=models.F("key")),
                violation_error_message="Eine Seite kann nicht sich selbst übergeordnet sein.",
            ),
        ]

    class Privacy:
        neutral = {*_CONTENT_COLUMNS, "section", "parent_key", "order", "reviewed_on"}


class NewsItem(Content):
    """A piece of news; its date is the day from which it is visible."""

    class Meta:
        verbose_name = "Meldung"
        verbose_name_plural = "Aktuelles"
        ordering = ["-public_from", "title"]
        constraints = _content_constraints("newsitem", "key")

    class Privacy:
        neutral = _CONTENT_COLUMNS


class File(models.Model):
    """Bytes that editors put in, kept in the database so that all processes agree on them.

    The SHA-256 of the bytes stands in the address: what a browser keeps can never be out of date.
    """

    region = models.ForeignKey(
        Region, verbose_name="IKK", null=True, blank=True, on_delete=models.CASCADE, help_text="Leer: bundesweit."
    )
    key = models.CharField("Kurzname", max_length=60, validators=[key_form], help_text="So steht die Datei im Text.")
    content = models.BinaryField("Inhalt")
    content_hash = models.CharField("Prüfwert", max_length=64, editable=False)
    size = models.PositiveIntegerField("Größe in Bytes", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


_FILE_COLUMNS = {"id", "region", "key", "content", "content_hash", "size"}


def _file_constraints(name: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=["region", "key"],
            nulls_distinct=False,
            name=f"{name}_key_once",
            violation_error_message="Diesen Kurznamen gibt es hier schon.",
        ),
        models.CheckConstraint(
            name=f"{name}_hash_form",
            condition=models.Q(content_hash__regex=r"^[0-9a-f]{64}$"),
            violation_error_message="Der Prüfwert hat 64 Zeichen.",
        ),
    ]


class Picture(File):
    """A picture with the text that stands for it."""

    class Format(models.TextChoices):
        PNG = "png", "PNG"
        JPEG = "jpeg", "JPEG"
        WEBP = "webp", "WebP"

    alternative_text = models.CharField(
        "Alternativtext",
        max_length=250,
        help_text="Was auf dem Bild zu sehen ist, für alle, die es nicht sehen.",
    )
    format = models.CharField("Format", max_length=4, choices=Format, editable=False)
    width = models.PositiveSmallIntegerField("Breite in Pixeln", editable=False)
    height = models.PositiveSmallIntegerField("Höhe in Pixeln", editable=False)

    class Meta:
        verbose_name = "Bild"
        verbose_name_plural = "Bilder"
        ordering = ["key"]
        constraints = [
            *_file_constraints("picture"),
            models.CheckConstraint(
                name="picture_alternative_text_given",
                condition=~models.Q(alternative_text=""),
                violation_error_message="Ein Bild braucht einen Alternativtext.",
            ),
            models.CheckConstraint(
                name="picture_format_known",
                condition=models.Q(format__in=["png", "jpeg", "webp"]),
                violation_error_message="Bilder sind PNG, JPEG oder WebP.",
            ),
        ]

    class Privacy:
        neutral = {*_FILE_COLUMNS, "alternative_text", "format", "width", "height"}


class Download(File):
    """A PDF file that screen readers can read: tagged, with title and language."""

    title = models.CharField("Titel", max_length=120)
    pages = models.PositiveSmallIntegerField("Seiten", editable=False)

    class Meta:
        verbose_name = "PDF zum Herunterladen"
        verbose_name_plural = "PDFs zum Herunterladen"
        ordering = ["title"]
        constraints = [
            *_file_constraints("download"),
            models.CheckConstraint(
                name="download_has_pages",
                condition=models.Q(pages__gt=0),
                violation_error_message="Die Datei hat keine Seiten.",
            ),
        ]

    class Privacy:
        neutral = {*_FILE_COLUMNS, "title", "pages"}
