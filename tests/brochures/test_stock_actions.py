"""The shelf: every movement once, nothing below nothing, and what is promised is not free."""

from uuid import uuid4

import pytest

from accounts.models import User
from brochures.actions import StockChanged, count_shelf, deliver, set_terms
from brochures.models import Stock
from tests.brochures.brochures import brochure, left, shelf
from tests.brochures.sending import movements, ordered

pytestmark = pytest.mark.django_db


def test_delivery_is_put_on_the_shelf_once_for_each_form(pauli: User) -> None:
    key = uuid4()

    for key_of_form in (key, key, uuid4()):
        deliver(by=pauli, brochure=brochure(), copies=100, key=key_of_form)

    assert movements() == [("delivery", 100, 100, "pauli"), ("delivery", 100, 200, "pauli")]
    assert left(brochure()) == 200


@pytest.mark.parametrize(
    ("counted", "after", "moved"),
    [
        (17, 15, [("correction", 5, 15, "pauli")]),
        (12, 10, []),
        (3, 1, [("correction", -9, 1, "pauli")]),
        (2, 0, [("correction", -10, 0, "pauli")]),
        (0, 0, [("correction", -10, 0, "pauli")]),
    ],
)
def test_count_leaves_free_what_is_not_promised(
    pauli: User, counted: int, after: int, moved: list[tuple[str, int, int, str]]
) -> None:
    shelf(brochure(), 10)
    ordered()  # two copies

    count_shelf(by=pauli, brochure=brochure(), counted=counted, seen=12, key=uuid4())

    assert (left(brochure()), movements()) == (after, moved)


def test_second_click_on_a_count_changes_nothing(pauli: User) -> None:
    shelf(brochure(), 10)
    key = uuid4()

    for _ in range(2):
        count_shelf(by=pauli, brochure=brochure(), counted=7, seen=10, key=key)

    assert movements() == [("correction", -3, 7, "pauli")]


def test_count_of_a_shelf_that_has_changed_meanwhile_is_refused(pauli: User) -> None:
    shelf(brochure(), 10)

    with pytest.raises(StockChanged):
        count_shelf(by=pauli, brochure=brochure(), counted=10, seen=12, key=uuid4())

    assert (left(brochure()), movements()) == (10, [])


def test_terms_are_of_the_own_ikk(pauli: User) -> None:
    shelf(brochure(), 10)
    shelf(brochure(), 10, slug="nord")

    set_terms(by=pauli, brochure=brochure(), warn_below=11, is_offered=False)

    rows = Stock.objects.order_by("region__slug").values_list("region__slug", "warn_below", "is_offered")
    assert list(rows) == [("nord", 50, True), ("rheinland", 11, False)]
    assert [stock.is_low for stock in Stock.objects.order_by("region__slug")] == [True, True]
