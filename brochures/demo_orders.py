"""The demo's orders: invented people who have ordered from the Muster-IKK Rheinland, on various days and how far.

Made of whatever brochures there are; safe to repeat: an order that is there already stays as it is.
"""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from brochures.models import Brochure, CopyCount, Order, OrderAddress, OrderLine
from regions.models import Region
from regions.working_days import working_days_before


@dataclass(frozen=True)
class DemoOrder:
    """Who has ordered, how many working days ago, and how many working days ago it was dispatched, if it was."""

    number: str
    given_name: str
    family_name: str
    street: str
    town: str
    days: int
    dispatched: int | None = None
    returned: bool = False
    addition: str = ""


ORDERS = (
    DemoOrder("B-0DE0-0001", "Paula", "Probst", "Probeweg 1", "50667 Köln", 6),
    DemoOrder("B-0DE0-0002", "Mehmet", "Muster", "Musterallee 12", "53111 Bonn", 4),
    DemoOrder("B-0DE0-0003", "Lotte", "Beispiel", "Beispielgasse 3", "40213 Düsseldorf", 2, addition="c/o Muster"),
    DemoOrder("B-0DE0-0004", "Jonas", "Probe", "Am Musterhof 7 b", "52062 Aachen", 1),
    DemoOrder("B-0DE0-0005", "Świętosława", "Exempel", "Musterstraße 44", "41061 Mönchengladbach", 1),
    DemoOrder("B-0DE0-0006", "Karl-Heinz", "Freiherr von Muster zu Beispiel", "Probeplatz 9", "47051 Duisburg", 0),
    DemoOrder("B-0DE0-0007", "Ayşe", "Probst", "Beispielring 21", "45127 Essen", 0),
    DemoOrder("B-0DE0-0008", "Greta", "Muster", "Musterweg 2", "50667 Köln", 5, dispatched=3),
    DemoOrder("B-0DE0-0009", "Emil", "Beispiel", "Probestraße 8", "42103 Wuppertal", 3, dispatched=0),
    DemoOrder("B-0DE0-0010", "Ida", "Exempel", "Musterufer 5", "51373 Leverkusen", 8, dispatched=7, returned=True),
)


@transaction.atomic
def load() -> None:
    """Make orders where missing; without brochures there is nothing to order."""
    region = Region.objects.get(slug="rheinland")
    brochures = list(Brochure.objects.public().for_region(region).order_by("key"))
    if brochures:
        for place, order in enumerate(ORDERS):
            chosen = {brochures[(place + step) % len(brochures)] for step in range(1 + place % 3)}
            _place(region, order, sorted(chosen, key=lambda brochure: brochure.pk))


def _place(region: Region, wanted: DemoOrder, brochures: list[Brochure]) -> None:
    if Order.objects.filter(number=wanted.number).exists():
        return
    today = timezone.localdate()
    ordered_on = working_days_before(today, wanted.days)
    order = Order(id=uuid5(NAMESPACE_URL, wanted.number), number=wanted.number, region=region, ordered_on=ordered_on)
    if wanted.dispatched is not None:
        order.dispatched_on = max(working_days_before(today, wanted.dispatched), ordered_on)
        order.labelled_on = order.dispatched_on
        order.state = Order.State.RETURNED if wanted.returned else Order.State.DISPATCHED
    order.save(force_insert=True)
    if not wanted.returned:
        postcode, _, town = wanted.town.partition(" ")
        names = {"given_name": wanted.given_name, "family_name": wanted.family_name, "addition": wanted.addition}
        OrderAddress.objects.create(order=order, street=wanted.street, postcode=postcode, town=town, **names)
    for brochure in brochures:
        copies = min(brochure.most_per_order, 1 + len(brochures))
        OrderLine.objects.create(order=order, brochure=brochure, copies=copies)
        _count(order, brochure, copies)


def _count(order: Order, brochure: Brochure, copies: int) -> None:
    for day, name in ((order.ordered_on, "ordered"), (order.dispatched_on, "dispatched")):
        if day is not None:
            CopyCount.objects.get_or_create(day=day, region=order.region, brochure=brochure)
            row = CopyCount.objects.filter(day=day, region=order.region, brochure=brochure)
            row.update(**{name: F(name) + copies})
