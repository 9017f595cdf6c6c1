"""The demo's orders: people who have ordered in every state, whatever brochures there are."""

from django.db.models import Sum

from accounts.models import User
from brochures import demo_orders
from brochures.models import CopyCount, Order, OrderAddress, OrderLine
from brochures.places import printed_lines
from letters.address_window import fits
from tests.brochures.brochures import brochure


def test_orders_are_made_once_and_can_be_printed(pauli: User) -> None:
    for key in "abc":
        brochure(key)
    demo_orders.load()
    states = sorted(Order.objects.values_list("number", "state", "ordered_on"))

    demo_orders.load()

    assert sorted(Order.objects.values_list("number", "state", "ordered_on")) == states
    assert {state for _, state, _ in states} == {"open", "dispatched", "returned"}
    assert len(states) == len(demo_orders.ORDERS)
    assert all(fits(printed_lines(address)) is None for address in OrderAddress.objects.all())
    assert not OrderAddress.objects.filter(order__state="returned").exists()
    sums = CopyCount.objects.aggregate(ordered=Sum("ordered"), dispatched=Sum("dispatched"))
    left = OrderLine.objects.exclude(order__state="open").aggregate(copies=Sum("copies"))
    assert sums == {**OrderLine.objects.aggregate(ordered=Sum("copies")), "dispatched": left["copies"]}


def test_without_brochures_nobody_orders(pauli: User) -> None:
    demo_orders.load()

    assert Order.objects.count() == 0
