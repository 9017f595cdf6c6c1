"""An order is placed whole, once, and never beyond what is there."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from brochures.actions.ordering import OutOfStock, Recipient, place_order
from brochures.models import Brochure, CopyCount, Order, OrderAddress, OrderLine
from brochures.order_numbers import order_number
from regions.models import Region
from tests.brochures.brochures import brochure, clear_room, left

pytestmark = pytest.mark.django_db

ANNA = Recipient("Anna", "Arnold", "", "Musterstr. 7", "50674", "Köln")
KEY = UUID("6f1c1f4e-2f57-4f0a-9a52-0d9c7f6a3b11")


@pytest.fixture
def teeth(db: None) -> Brochure:
    clear_room()
    return brochure("zaehne", "Gesunde Zähne", copies={"rheinland": 5})


def place(rheinland: Region, *, key: UUID = KEY, recipient: Recipient = ANNA, **copies: int) -> str:
    """Place an order as the role of the web."""
    wanted = {Brochure.objects.get(key=name).pk: count for name, count in copies.items()}
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_public")
        try:
            return place_order(key=key, region=rheinland, copies=wanted, recipient=recipient)
        finally:
            cursor.execute("RESET ROLE")


def test_order_is_kept_with_lines_and_address_and_taken_from_the_shelf(rheinland: Region, teeth: Brochure) -> None:
    back = brochure("ruecken", "Ein starker Rücken", copies={"rheinland": 30})

    number = place(rheinland, zaehne=2, ruecken=1)

    assert Order.objects.values().get() == {
        "id": KEY,
        "number": number,
        "region_id": rheinland.pk,
        "state": "open",
        "ordered_on": timezone.localdate(),
        "labelled_on": None,
        "dispatched_on": None,
    }
    assert set(OrderLine.objects.values_list("order", "brochure", "copies")) == {(KEY, teeth.pk, 2), (KEY, back.pk, 1)}
    assert OrderAddress.objects.values().get() == {"order_id": KEY, **vars(ANNA)}
    assert (left(teeth), left(back)) == (3, 29)
    assert CopyCount.objects.get(brochure=teeth).ordered == 2


def test_same_order_again_changes_nothing_and_has_its_number(rheinland: Region, teeth: Brochure) -> None:
    numbers = {place(rheinland, zaehne=5) for _ in range(3)}

    assert numbers == {order_number(KEY)}
    assert Order.objects.count() == OrderLine.objects.count() == OrderAddress.objects.count() == 1
    assert left(teeth) == 0


def test_same_order_is_known_after_a_restore_too(rheinland: Region, teeth: Brochure) -> None:
    """A restore builds the indexes in the order of their names, and the first one refuses."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE brochures_order DROP CONSTRAINT brochures_order_pkey CASCADE")
        cursor.execute("ALTER TABLE brochures_order ADD CONSTRAINT brochures_order_pkey PRIMARY KEY (id)")

    assert place(rheinland, zaehne=2) == place(rheinland, zaehne=2)
    assert left(teeth) == 3


def test_order_of_more_than_there_is_takes_and_keeps_nothing(rheinland: Region, teeth: Brochure) -> None:
    back = brochure("ruecken", "Ein starker Rücken", copies={"rheinland": 30})

    with pytest.raises(OutOfStock):
        place(rheinland, zaehne=6, ruecken=1)

    assert (left(teeth), left(back)) == (5, 30)
    assert not Order.objects.exists()
    assert not CopyCount.objects.exists()


def test_brochure_that_the_ikk_does_not_offer_is_out_of_stock(rheinland: Region, teeth: Brochure) -> None:
    teeth.stock_set.update(is_offered=False)

    with pytest.raises(OutOfStock):
        place(rheinland, zaehne=1)


def test_address_that_breaks_a_rule_fails_loudly_and_takes_nothing(rheinland: Region, teeth: Brochure) -> None:
    with pytest.raises(IntegrityError, match="orderaddress_postcode_form"):
        place(rheinland, recipient=Recipient("Anna", "Arnold", "", "Musterstr. 7", "5067", "Köln"), zaehne=1)

    assert left(teeth) == 5


def test_number_of_another_order_is_no_order_sent_before(rheinland: Region, teeth: Brochure) -> None:
    Order.objects.create(number=order_number(KEY), region=rheinland, ordered_on=timezone.localdate())

    with pytest.raises(IntegrityError, match="order_number_once"):
        place(rheinland, zaehne=1)


def test_number_is_readable_and_differs_by_key() -> None:
    numbers = {order_number(uuid4()) for _ in range(2_000)}

    assert len(numbers) == 2_000
    assert order_number(KEY) == "B-R5GC-9GA2"


@pytest.mark.parametrize("model", [Order, OrderLine, OrderAddress])
def test_role_of_the_web_writes_orders_and_can_neither_read_nor_change_them(
    rheinland: Region, teeth: Brochure, model: type[Model]
) -> None:
    place(rheinland, zaehne=1)
    table, column = model._meta.db_table, model._meta.local_concrete_fields[0].column

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_public")
        for statement in (f"SELECT 1 FROM {table}", f"UPDATE {table} SET {column} = NULL", f"DELETE FROM {table}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)
        cursor.execute("RESET ROLE")
    assert model._default_manager.count() == 1


def test_role_of_the_web_takes_from_the_shelf_by_the_function_alone(rheinland: Region, teeth: Brochure) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_public")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("UPDATE brochures_stock SET copies = 0")
        cursor.execute("RESET ROLE")
    assert left(teeth) == 5
