"""What the tables of orders and shelves accept and refuse."""

from contextlib import nullcontext
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from brochures.models import Order, OrderAddress, OrderLine, Stock, StockMovement
from regions.models import Region
from tests.brochures.brochures import brochure, shelf
from tests.brochures.sending import ANNA

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
KEY = UUID("5e8c9a52-8f0b-4c1f-9d0e-6a4b3c2d1e0f")


def refused_by(constraint: str) -> Any:
    """Expect a refusal that names ``constraint``; none where it is empty."""
    return pytest.raises(IntegrityError, match=constraint) if constraint else nullcontext()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({}, ""),
        ({"number": "B-0000-ZZZZ"}, ""),
        ({"number": "B-7KQ2-M9XI"}, "order_number_form"),
        ({"number": "7KQ2-M9XD"}, "order_number_form"),
        ({"state": "dispatched", "dispatched_on": MONDAY}, ""),
        ({"state": "returned", "dispatched_on": TUESDAY}, ""),
        ({"state": "dispatched"}, "order_dispatched_once_it_left"),
        ({"state": "returned"}, "order_dispatched_once_it_left"),
        ({"dispatched_on": TUESDAY}, "order_dispatched_once_it_left"),
        ({"state": "lost", "dispatched_on": TUESDAY}, "order_dispatched_once_it_left"),
        ({"labelled_on": MONDAY}, ""),
        ({"labelled_on": date(2026, 11, 22)}, "order_dates_run_forward"),
        ({"state": "dispatched", "dispatched_on": date(2026, 11, 22)}, "order_dates_run_forward"),
    ],
)
def test_order(pauli: User, rheinland: Region, changes: dict[str, Any], constraint: str) -> None:
    values = {"number": "B-7KQ2-M9XD", "region": rheinland, "ordered_on": MONDAY}

    with refused_by(constraint):
        Order.objects.create(**{**values, **changes})


@pytest.mark.parametrize(("copies", "constraint"), [(1, ""), (20, ""), (0, "_in_bounds"), (21, "_in_bounds")])
def test_line_orderline_copies_in_bounds(pauli: User, rheinland: Region, copies: int, constraint: str) -> None:
    order = Order.objects.create(number="B-7KQ2-M9XD", region=rheinland, ordered_on=MONDAY)

    with refused_by(constraint and f"orderline_copies{constraint}"):
        OrderLine.objects.create(order=order, brochure=brochure(), copies=copies)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({}, ""),
        ({"addition": "c/o Nehl"}, ""),
        ({"postcode": "5066"}, "orderaddress_postcode_form"),
        ({"postcode": "5066a"}, "orderaddress_postcode_form"),
        *(({name: ""}, "orderaddress_complete") for name in ("given_name", "family_name", "street", "town")),
    ],
)
def test_address(pauli: User, rheinland: Region, changes: dict[str, str], constraint: str) -> None:
    order = Order.objects.create(number="B-7KQ2-M9XD", region=rheinland, ordered_on=MONDAY)

    with refused_by(constraint):
        OrderAddress.objects.create(order=order, **{**ANNA, **changes})


def test_one_stock_of_a_brochure_at_each_ikk_stock_once(pauli: User) -> None:
    shelf(brochure(), 1)
    shelf(brochure(), 1, slug="nord")

    with refused_by("stock_once"):
        shelf(brochure(), 1)


def test_stock_ends_at_nothing_stock_not_negative(pauli: User) -> None:
    shelf(brochure(), 0)

    with refused_by("stock_not_negative|brochures_stock_copies_check"), transaction.atomic():
        Stock.objects.update(copies=-1)
    with pytest.raises(IntegrityError):
        shelf(brochure("b"), -1)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({}, ""),
        ({"copies": -1, "kind": "correction"}, ""),
        ({"copies": 0}, "stockmovement_moves_something"),
        ({"kind": "theft"}, "stockmovement_kind_known"),
        ({"key": KEY}, "stockmovement_key_once"),
    ],
)
def test_movement(pauli: User, changes: dict[str, Any], constraint: str) -> None:
    values = {"stock": shelf(brochure(), 9), "kind": "delivery", "copies": 9, "left": 9, "by": "pauli"}
    StockMovement.objects.create(**values, key=KEY)

    with refused_by(constraint):
        StockMovement.objects.create(**{**values, **changes})
