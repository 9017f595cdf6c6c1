"""What each IKK has on its shelf, and what staff have put there or taken away."""

from django.db import models
from django.utils import timezone

from brochures.models.brochure import Brochure
from privacy.declarations import Retention
from regions.models import Region


class Stock(models.Model):
    """Copies of a brochure at one IKK that are not promised to anybody; also whether the IKK offers it at all.

    A brochure without a row here is offered, and there are no copies to post.
    """

    region = models.ForeignKey(Region, verbose_name="IKK", on_delete=models.CASCADE)
    brochure = models.ForeignKey(Brochure, verbose_name="Broschüre", on_delete=models.CASCADE)
    copies = models.PositiveIntegerField("Exemplare", default=0)
    warn_below = models.PositiveIntegerField("Warnen unter", default=50)
    is_offered = models.BooleanField(
        "Im Angebot", default=True, help_text="Ohne Haken steht die Broschüre nicht im Katalog dieser IKK."
    )

    class Meta:
        verbose_name = "Bestand einer Broschüre"
        verbose_name_plural = "Broschürenbestand"
        ordering = ["brochure__title"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "brochure"],
                name="stock_once",
                violation_error_message="Diesen Bestand gibt es schon.",
            ),
            models.CheckConstraint(
                name="stock_not_negative",
                condition=models.Q(copies__gte=0),
                violation_error_message="Es können nicht mehr Exemplare entnommen werden, als da sind.",
            ),
        ]

    class Privacy:
        neutral = {"id", "region", "brochure", "copies", "warn_below", "is_offered"}

    def __str__(self) -> str:
        return f"{self.brochure}: {self.copies}"

    @property
    def is_low(self) -> bool:
        return self.copies < self.warn_below


class StockMovement(models.Model):
    """One change of a stock by staff. What orders take is counted in ``CopyCount``, without anybody."""

    class Kind(models.TextChoices):
        DELIVERY = "delivery", "Lieferung der Druckerei"
        CORRECTION = "correction", "Zählung berichtigt"
        RETURN = "return", "Rücklauf wieder eingelagert"
        CANCELLED = "cancelled", "Bestellung gelöscht"

    stock = models.ForeignKey(Stock, verbose_name="Bestand", on_delete=models.CASCADE)
    kind = models.CharField("Art", max_length=10, choices=Kind)
    copies = models.IntegerField("Exemplare", help_text="Zugang positiv, Abgang negativ.")
    left = models.PositiveIntegerField("Bestand danach")
    at = models.DateTimeField("Zeitpunkt", default=timezone.now)
    by = models.CharField("Wer", max_length=150)

    class Meta:
        verbose_name = "Bewegung im Broschürenbestand"
        verbose_name_plural = "Bewegungen im Broschürenbestand"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="stockmovement_moves_something",
                condition=~models.Q(copies=0),
                violation_error_message="Eine Bewegung ändert den Bestand um mindestens ein Exemplar.",
            ),
        ]

    class Privacy:
        title = "Bewegungen im Broschürenbestand"
        whose = "Beschäftigte des Broschürenversands"
        subject = "by"
        personal = {"by", "at", "kind", "copies"}
        neutral = {"id", "stock", "left"}
        purposes = {"Bestand nachvollziehen": "§ 284 Abs. 1 SGB V, Art. 6 Abs. 1 Buchst. e DSGVO"}
        retention = Retention(text="1 Jahr", counted_from="at", days=365, created="at", latest_days=366)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.copies:+}"
