"""The postcodes of Germany."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from regions.models.land import Land


class Postcode(models.Model):
    """One place of one postcode. A postcode may have several places, and a few lie in two Länder.

    Geographical postcodes only: those of postboxes and bulk receivers are missing, so the table never
    serves to refuse an address.
    """

    code = models.CharField("Postleitzahl", max_length=5)
    town = models.CharField("Ort", max_length=80)
    land = models.CharField("Land", max_length=5, choices=Land)
    latitude = models.FloatField("Breite", null=True, help_text="Grad, WGS 84, Mittelpunkt der Postleitzahl")
    longitude = models.FloatField("Länge", null=True, help_text="Grad, WGS 84, Mittelpunkt der Postleitzahl")
    search_key = models.CharField("Suchform", max_length=80, editable=False)

    class Meta:
        verbose_name = "Postleitzahl"
        verbose_name_plural = "Postleitzahlen"
        ordering = ["code", "town"]
        indexes = [
            GinIndex(name="postcode_search_key_trigram", fields=["search_key"], opclasses=["gin_trgm_ops"]),
            models.Index(name="postcode_search_key_prefix", fields=["search_key"], opclasses=["text_pattern_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="postcode_place_once",
                fields=["code", "town", "land"],
                violation_error_message="Diesen Ort gibt es unter dieser Postleitzahl schon.",
            ),
            models.CheckConstraint(
                name="postcode_code_form",
                condition=models.Q(code__regex=r"^\d{5}$"),
                violation_error_message="Eine Postleitzahl hat fünf Ziffern.",
            ),
            models.CheckConstraint(
                name="postcode_land_known",
                condition=models.Q(land__in=[land.value for land in Land]),
                violation_error_message="Dieses Land gibt es nicht.",
            ),
        ]

    class Privacy:
        neutral = {"id", "code", "town", "land", "latitude", "longitude", "search_key"}

    def __str__(self) -> str:
        return f"{self.code} {self.town}"
