"""Orders on paper: what labels and delivery notes say, in the words that the room of letters understands."""

from collections.abc import Sequence
from datetime import date

from brochures.models import Order
from brochures.places import printed_lines
from letters.delivery_note import DeliveryNote, Item, delivery_notes
from letters.labels import Label, Placing, label_sheets
from regions.letterhead import letterhead_of

KEPT_DAYS = Order.Privacy.retention.days


def labels_of(orders: Sequence[Order], placing: Placing, *, printed_on: date) -> bytes:
    """Return the label sheets of ``orders``, in their order.

    Raises:
        LabelProblem: naming one order.
    """
    labels = [Label(order.number, printed_lines(order.address)) for order in orders]
    return label_sheets(labels, placing, dated=printed_on)


def notes_of(orders: Sequence[Order], *, printed_on: date) -> bytes:
    """Return the delivery notes of ``orders``, in their order.

    Raises:
        NoteProblem: naming one order.
        PaperError: they do not fit.
    """
    return delivery_notes([_note(order, printed_on) for order in orders])


def _note(order: Order, printed_on: date) -> DeliveryNote:
    items = sorted((line.brochure.title, line.copies) for line in order.lines.all())
    return DeliveryNote(
        letterhead=letterhead_of(order.region),
        address=printed_lines(order.address),
        number=order.number,
        ordered_on=order.ordered_on,
        printed_on=printed_on,
        items=tuple(Item(copies, title) for title, copies in items),
        kept_days=KEPT_DAYS,
    )
