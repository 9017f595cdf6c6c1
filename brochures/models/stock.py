"""What each IKK has on its shelf, and what staff have put there or taken away."""

import uuid

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
        permissions = [("keep_stock", "Kann den Broschürenbestand führen")]
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
    """One change of a stock by staff. What orders take is counted in ``CopyCount``, without anybody.

    The key comes from the form that was sent, so that sending it twice moves copies once.
    """

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
    key = models.UUIDField("Kennung des Formulars", default=uuid.uuid4, editable=False)

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
            models.CheckConstraint(
                name="stockmovement_kind_known",
                condition=models.Q(kind__in=["delivery", "correction", "return", "cancelled"]),
                violation_error_message="Diese Art der Bewegung gibt es nicht.",
            ),
            models.UniqueConstraint(
                fields=["key"],
                name="stockmovement_key_once",
                violation_error_message="Diese Bewegung ist schon erfasst.",
            ),
        ]

    class Privacy:
        title = "Bewegungen im Broschürenbestand"
        whose = "Beschäftigte des Broschürenversands"
        subject = "by"
        personal = {"by", "at", "kind", "copies"}
        neutral = {"id", "stock", "left", "key"}
        purposes = {"Bestand nachvollziehen": "§ 284 Abs. 1 SGB V, Art. 6 Abs. 1 Buchst. e DSGVO"}
        retention = Retention(text="1 Jahr", counted_from="at", days=365, created="at", latest_days=366)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.copies:+}"
