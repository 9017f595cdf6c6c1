"""Orders by post. What the envelope needs stands in a row of its own; counts of copies are all that stays."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import models

from brochures.models.brochure import MOST_PER_ORDER, Brochure
from privacy.declarations import Retention
from privacy.scoping import visible_to
from regions.models import Region

_WHOSE = "Personen, die Broschüren bestellen"
_PURPOSES = {"Broschüren mit der Post senden": "Art. 6 Abs. 1 Buchst. e DSGVO, §§ 1, 13 SGB I"}
ENDING_DAYS = 14  # before an open order is erased unsent, desks begin to say so
_UNTIL = "30 Tage nach dem Versand, spätestens 90 Tage nach der Bestellung, auf Wunsch sofort"


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders as staff of one IKK may see them."""

    def visible_to(self, user: Any) -> "models.QuerySet[Order]":
        """Return the orders at the user's IKK; national staff see none: addresses are the business of one IKK."""
        return self.none() if user.region_id is None else visible_to(self, user)


class Order(models.Model):
    """One order: when, where, how far. The web writes it and cannot read it.

    The key comes from the form that was sent, so that sending it twice makes one order. The number is
    its readable form.
    """

    class State(models.TextChoices):
        OPEN = "open", "Zu versenden"
        DISPATCHED = "dispatched", "Versandt"
        RETURNED = "returned", "Zurückgekommen"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("Bestellnummer", max_length=12)
    region = models.ForeignKey(Region, verbose_name="IKK", on_delete=models.PROTECT)
    state = models.CharField("Stand", max_length=10, choices=State, default=State.OPEN)
    ordered_on = models.DateField("Bestellt am")
    labelled_on = models.DateField("Etikett gedruckt am", null=True, blank=True)
    dispatched_on = models.DateField("Versandt am", null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "Bestellung"
        verbose_name_plural = "Bestellungen von Broschüren"
        ordering = ["ordered_on", "number"]
        permissions = [("fulfil_orders", "Kann bestellte Broschüren versenden")]
        constraints = [
            models.UniqueConstraint(
                name="order_number_once",
                fields=["number"],
                # Looked at after the key: an order that is sent twice always meets the key first, after a restore, too.
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message="Diese Bestellnummer gibt es schon.",
            ),
            models.CheckConstraint(
                name="order_number_form",
                condition=models.Q(number__regex=r"^B-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$"),
                violation_error_message="Eine Bestellnummer sieht aus wie B-7KQ2-M9XD.",
            ),
            models.CheckConstraint(
                name="order_dispatched_once_it_left",
                condition=models.Q(state="open", dispatched_on=None)
                | models.Q(state__in=["dispatched", "returned"], dispatched_on__isnull=False),
                violation_error_message="Versandte Bestellungen haben einen Versandtag, offene keinen.",
            ),
            models.CheckConstraint(
                name="order_dates_run_forward",
                condition=(models.Q(dispatched_on=None) | models.Q(dispatched_on__gte=models.F("ordered_on")))
                & (models.Q(labelled_on=None) | models.Q(labelled_on__gte=models.F("ordered_on"))),
                violation_error_message="Eine Bestellung wird nicht vor ihrem Eingang versandt.",
            ),
        ]
        indexes = [models.Index(fields=["region", "state", "ordered_on"], name="order_desk")]

    class Privacy:
        title = "Bestellungen von Broschüren"
        whose = _WHOSE
        subject = "number"
        personal = {"id", "number", "region", "state", "ordered_on", "labelled_on", "dispatched_on"}
        labels = {"id": "Zufallsnummer"}
        purposes = _PURPOSES
        retention = Retention(text=_UNTIL, counted_from="dispatched_on", days=30, created="ordered_on", latest_days=90)

    def __str__(self) -> str:
        return self.number

    @property
    def ends_on(self) -> date:
        """The last day of an open order: the night after, housekeeping erases it unsent, and its copies stay taken."""
        return self.ordered_on + timedelta(days=self.Privacy.retention.latest_days)


def ending(today: date) -> models.Q:
    """Return what tells open orders that will be erased unsent within ``ENDING_DAYS``."""
    days = Order.Privacy.retention.latest_days - ENDING_DAYS
    return models.Q(state=Order.State.OPEN, ordered_on__lte=today - timedelta(days=days))


class ReturnedOrder(Order):
    """An order that the post has brought back, as the desk for returned mail sees it."""

    class Meta:
        proxy = True
        verbose_name = "Zurückgekommene Sendung"
        verbose_name_plural = "Zurückgekommene Sendungen erfassen"
        default_permissions = ()

    class Privacy:
        """Declared by ``Order``: the same table."""


class OrderLine(models.Model):
    """How many copies of which brochure."""

    pk = models.CompositePrimaryKey("order_id", "brochure_id")
    order = models.ForeignKey(Order, verbose_name="Bestellung", on_delete=models.CASCADE, related_name="lines")
    brochure = models.ForeignKey(Brochure, verbose_name="Broschüre", on_delete=models.PROTECT)
    copies = models.PositiveSmallIntegerField("Exemplare")

    class Meta:
        verbose_name = "Bestellte Broschüre"
        verbose_name_plural = "Bestellte Broschüren"
        constraints = [
            models.CheckConstraint(
                name="orderline_copies_in_bounds",
                condition=models.Q(copies__range=(1, MOST_PER_ORDER)),
                violation_error_message=f"Je Broschüre sind 1 bis {MOST_PER_ORDER} Exemplare möglich.",
            ),
        ]

    class Privacy:
        title = "Was bestellt wurde"
        whose = _WHOSE
        subject = "order__number"
        personal = {"order", "brochure", "copies"}
        purposes = _PURPOSES
        retention = Retention(
            text=_UNTIL, counted_from="order__dispatched_on", days=30, created="order__ordered_on", latest_days=90
        )

    def __str__(self) -> str:
        return f"{self.copies} × {self.brochure}"


class OrderAddress(models.Model):
    """Name and postal address, and nothing else: deleting this row erases the person."""

    order = models.OneToOneField(
        Order, verbose_name="Bestellung", primary_key=True, on_delete=models.CASCADE, related_name="address"
    )
    given_name = models.CharField("Vorname", max_length=80)
    family_name = models.CharField("Nachname", max_length=80)
    addition = models.CharField("Adresszusatz", max_length=100, blank=True)
    street = models.CharField("Straße und Hausnummer", max_length=100)
    postcode = models.CharField("Postleitzahl", max_length=5)
    town = models.CharField("Ort", max_length=100)

    class Meta:
        verbose_name = "Anschrift einer Bestellung"
        verbose_name_plural = "Anschriften von Bestellungen"
        constraints = [
            models.CheckConstraint(
                name="orderaddress_postcode_form",
                condition=models.Q(postcode__regex=r"^[0-9]{5}$"),
                violation_error_message="Eine deutsche Postleitzahl hat fünf Ziffern.",
            ),
            models.CheckConstraint(
                name="orderaddress_complete",
                condition=~models.Q(given_name="")
                & ~models.Q(family_name="")
                & ~models.Q(street="")
                & ~models.Q(town=""),
                violation_error_message="Zu einer Anschrift gehören Vorname, Nachname, Straße und Ort.",
            ),
        ]

    class Privacy:
        title = "Anschriften von Bestellungen"
        whose = _WHOSE
        subject = "order__number"
        personal = {"order", "given_name", "family_name", "addition", "street", "postcode", "town"}
        purposes = _PURPOSES
        retention = Retention(
            text=_UNTIL, counted_from="order__dispatched_on", days=30, created="order__ordered_on", latest_days=90
        )

    def __str__(self) -> str:
        return str(self.pk)


class CopyCount(models.Model):
    """Copies ordered and dispatched on one day: day, IKK, brochure and counts are all that stays of an order."""

    pk = models.CompositePrimaryKey("day", "region_id", "brochure_id")
    day = models.DateField("Tag")
    region = models.ForeignKey(Region, verbose_name="IKK", on_delete=models.PROTECT)
    brochure = models.ForeignKey(Brochure, verbose_name="Broschüre", on_delete=models.PROTECT)
    ordered = models.PositiveIntegerField("Bestellt", default=0, db_default=0)
    dispatched = models.PositiveIntegerField("Versandt", default=0, db_default=0)

    class Meta:
        verbose_name = "Broschüren eines Tages"
        verbose_name_plural = "Broschüren nach Tagen"
        ordering = ["-day"]

    class Privacy:
        neutral = {"day", "region", "brochure", "ordered", "dispatched"}

    def __str__(self) -> str:
        return f"{self.day}: {self.brochure}"
