"""A brochure, national or a regional IKK's own version of the same key, and the paper made of its text."""

from django.db import models
from django.utils import timezone

from regions.models import Region
from regions.models.content import ContentQuerySet, key_form

MOST_PER_ORDER = 20  # of one brochure; schools and companies write to the office


class Topic(models.TextChoices):
    """What a brochure is about, in the order of the catalogue."""

    MEMBERSHIP = "mitgliedschaft", "Mitgliedschaft und Beiträge"
    BENEFITS = "leistungen", "Leistungen"
    FAMILY = "familie", "Familie und Schwangerschaft"
    PREVENTION = "vorsorge", "Vorsorge und Gesundheit"
    CARE = "pflege", "Pflege und Alter"
    WORK = "arbeit", "Arbeit und Betrieb"


class Language(models.TextChoices):
    """The language of a brochure's text; Leichte Sprache is one of its own."""

    GERMAN = "de", "Deutsch"
    EASY_GERMAN = "de-leicht", "Leichte Sprache"
    ENGLISH = "en", "Englisch"
    TURKISH = "tr", "Türkisch"


class BrochureQuerySet(ContentQuerySet):
    """Questions about brochures; ``for_region`` picks one version of each key, as pages do."""

    def public(self) -> ContentQuerySet:
        """Return what the catalogue may show."""
        return self.filter(is_published=True)

    def offered_by(self, region: Region | None) -> ContentQuerySet:
        """Return the list of an IKK, or the national one: its own versions over the national ones, less what it has
        taken from its list.
        """
        listed = self.public().for_region(region)
        if region is None:
            return listed
        refused = region.stock_set.filter(is_offered=False)
        return listed.exclude(pk__in=refused.values("brochure_id"))


class Brochure(models.Model):
    """What the catalogue shows, and the text that cover and content are drawn from."""

    KEY = ("key",)

    region = models.ForeignKey(
        Region,
        verbose_name="IKK",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="Leer: gilt bundesweit für alle IKKs ohne eigene Fassung.",
    )
    key = models.CharField("Kurzname in der Adresse", max_length=60, validators=[key_form])
    title = models.CharField("Titel", max_length=90)
    subtitle = models.CharField("Untertitel", max_length=120, blank=True)
    summary = models.CharField(
        "Zusammenfassung", max_length=300, help_text="Ein bis drei Sätze: worum es geht und für wen."
    )
    body = models.TextField("Text der Broschüre", help_text="Markdown; Kapitel beginnen mit ##.")
    topic = models.CharField("Thema", max_length=20, choices=Topic)
    language = models.CharField("Sprache", max_length=10, choices=Language, default=Language.GERMAN)
    is_large_print = models.BooleanField("Großdruck", default=False)
    edition_on = models.DateField("Stand", help_text="Das Datum steht auf der Broschüre.")
    most_per_order = models.PositiveSmallIntegerField("Höchstens je Bestellung", default=3)
    is_published = models.BooleanField("Im Katalog", default=False)
    changed_at = models.DateTimeField("Geändert am", default=timezone.now, editable=False)

    objects = BrochureQuerySet.as_manager()

    class Meta:
        verbose_name = "Broschüre"
        verbose_name_plural = "Broschüren"
        ordering = ["topic", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "key"],
                nulls_distinct=False,
                name="brochure_key_once",
                violation_error_message="Diesen Kurznamen gibt es hier schon.",
            ),
            models.CheckConstraint(
                name="brochure_key_form",
                condition=models.Q(key__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                violation_error_message="Der Kurzname hat nur Kleinbuchstaben, Ziffern und einzelne Bindestriche.",
            ),
            models.CheckConstraint(
                name="brochure_topic_known",
                condition=models.Q(topic__in=[topic.value for topic in Topic]),
                violation_error_message="Dieses Thema gibt es nicht.",
            ),
            models.CheckConstraint(
                name="brochure_language_known",
                condition=models.Q(language__in=[language.value for language in Language]),
                violation_error_message="Diese Sprache gibt es nicht.",
            ),
            models.CheckConstraint(
                name="brochure_most_per_order_in_bounds",
                condition=models.Q(most_per_order__range=(1, MOST_PER_ORDER)),
                violation_error_message=f"Je Bestellung sind 1 bis {MOST_PER_ORDER} Exemplare möglich.",
            ),
        ]

    class Privacy:
        neutral = {
            "id",
            "region",
            "key",
            "title",
            "subtitle",
            "summary",
            "body",
            "topic",
            "language",
            "is_large_print",
            "edition_on",
            "most_per_order",
            "is_published",
            "changed_at",
        }

    def __str__(self) -> str:
        return self.title


class BrochurePaper(models.Model):
    """The PDF and the picture of its cover, made of the brochure's text when it was saved.

    The SHA-256 of the bytes stands in the address: what a browser keeps can never be out of date.
    """

    brochure = models.OneToOneField(
        Brochure, verbose_name="Broschüre", primary_key=True, on_delete=models.CASCADE, related_name="paper"
    )
    pdf = models.BinaryField("PDF")
    pdf_hash = models.CharField("Prüfwert der PDF", max_length=64)
    pdf_size = models.PositiveIntegerField("Größe der PDF in Bytes")
    pages = models.PositiveSmallIntegerField("Seiten")
    cover = models.BinaryField("Bild des Titels")
    cover_hash = models.CharField("Prüfwert des Bildes", max_length=64)
    cover_width = models.PositiveSmallIntegerField("Breite des Bildes in Pixeln")
    cover_height = models.PositiveSmallIntegerField("Höhe des Bildes in Pixeln")

    class Meta:
        verbose_name = "Fertige Broschüre"
        verbose_name_plural = "Fertige Broschüren"
        constraints = [
            models.CheckConstraint(
                name="brochurepaper_hash_form",
                condition=models.Q(pdf_hash__regex=r"^[0-9a-f]{64}$", cover_hash__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="Ein Prüfwert hat 64 Zeichen.",
            ),
            models.CheckConstraint(
                name="brochurepaper_has_pages",
                condition=models.Q(pages__gt=0),
                violation_error_message="Die Broschüre hat keine Seiten.",
            ),
        ]

    class Privacy:
        neutral = {
            "brochure",
            "pdf",
            "pdf_hash",
            "pdf_size",
            "pages",
            "cover",
            "cover_hash",
            "cover_width",
            "cover_height",
        }

    def __str__(self) -> str:
        return self.pdf_hash
