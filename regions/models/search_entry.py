"""What the site's search knows: one row for each thing that can be found, written by the room it belongs to."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import GeneratedField, Q

from regions.models.region import Region

#: German stemming on words without accents; made by the migration that makes the table.
CONFIGURATION = "german_unaccent"


class SearchEntry(models.Model):
    """A page, a piece of news, an office, or what later rooms add."""

    kind = models.CharField("Art", max_length=20, help_text="So steht sie über dem Treffer, zum Beispiel „Seite“.")
    key = models.CharField("Kennung", max_length=140, help_text="Nationale und regionale Fassung teilen sie.")
    region = models.ForeignKey(Region, verbose_name="IKK", null=True, blank=True, on_delete=models.CASCADE)
    path = models.CharField("Adresse", max_length=200)
    title = models.CharField("Titel", max_length=160)
    text = models.TextField("Text", help_text="Ohne Auszeichnung; daraus stammen die Auszüge.")
    public_from = models.DateTimeField("Sichtbar ab")
    public_until = models.DateTimeField("Sichtbar bis", null=True, blank=True)
    vector = GeneratedField(
        expression=SearchVector("title", weight="A", config=CONFIGURATION)
        + SearchVector("text", weight="B", config=CONFIGURATION),
        output_field=SearchVectorField("Wörter"),
        db_persist=True,
        verbose_name="Wörter",
    )

    class Meta:
        verbose_name = "Eintrag der Suche"
        verbose_name_plural = "Einträge der Suche"
        ordering = ["kind", "title"]
        indexes = [
            GinIndex(name="searchentry_vector", fields=["vector"]),
            GinIndex(name="searchentry_title_trigram", fields=["title"], opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="searchentry_key_once",
                fields=["key", "region"],
                nulls_distinct=False,
                violation_error_message="Diesen Eintrag gibt es schon.",
            ),
            models.CheckConstraint(
                name="searchentry_own_path",
                condition=Q(path__startswith="/"),
                violation_error_message="Die Suche führt nur auf eigene Seiten.",
            ),
        ]

    class Privacy:
        neutral = {"id", "kind", "key", "region", "path", "title", "text", "public_from", "public_until", "vector"}

    def __str__(self) -> str:
        return self.title
