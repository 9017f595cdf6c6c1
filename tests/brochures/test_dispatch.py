"""How orders leave the house: each step once, however often it is clicked; counts and shelf follow."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from brochures.actions import (
    NoSuchOrder,
    NotReturnable,
    dispatch,
    erase_order,
    return_order,
    take_labels,
    take_notes,
    undo_dispatch,
)
from brochures.models import CopyCount, Order, OrderAddress, OrderLine
from privacy.models import StaffAccess
from tests.brochures.brochures import brochure, left, shelf
from tests.brochures.sending import counts, movements, ordered

pytestmark = pytest.mark.django_db


def trail() -> list[tuple[str, str, str]]:
    return list(StaffAccess.objects.order_by("at").values_list("by", "action", "detail"))


def test_orders_are_dispatched_and_counted_together_once(pauli: User) -> None:
    teeth, care = brochure("a-zahn"), brochure("b-pflege")
    orders = [
        ordered("B-0000-0001", {teeth: 2, care: 1}, days_ago=1).pk,
        ordered("B-0000-0002", {teeth: 3}, days_ago=1).pk,
        ordered("B-0000-0003", {teeth: 5}, slug="nord", days_ago=1).pk,
    ]

    assert dispatch(by=pauli, orders=orders) == 2
    with pytest.raises(NoSuchOrder):
        dispatch(by=pauli, orders=orders)

    assert list(Order.objects.order_by("number").values_list("state", "dispatched_on")) == [
        ("dispatched", timezone.localdate()),
        ("dispatched", timezone.localdate()),
        ("open", None),
    ]
    today = CopyCount.objects.filter(day=timezone.localdate()).order_by("brochure__key")
    assert list(today.values_list("brochure__key", "region__slug", "dispatched")) == [
        ("a-zahn", "rheinland", 5),
        ("b-pflege", "rheinland", 1),
    ]
    assert trail() == [("pauli", "change", "Als versandt erfasst: 2")]


def test_dispatch_is_taken_back_on_the_same_day_only(pauli: User, monkeypatch: pytest.MonkeyPatch) -> None:
    mistake, other = ordered("B-0000-0001"), ordered("B-0000-0002")
    dispatch(by=pauli, orders=[mistake.pk, other.pk])

    assert undo_dispatch(by=pauli, orders=[mistake.pk]) == 1
    with pytest.raises(NoSuchOrder):
        undo_dispatch(by=pauli, orders=[mistake.pk])
    assert counts() == [("probe", 4, 2)]

    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    with pytest.raises(NoSuchOrder):
        undo_dispatch(by=pauli, orders=[other.pk])
    assert list(Order.objects.order_by("number").values_list("state", flat=True)) == ["open", "dispatched"]


def test_labels_are_noted_with_their_day_and_notes_are_not(pauli: User) -> None:
    order, foreign = ordered("B-0000-0001"), ordered("B-0000-0002", slug="nord")

    taken = take_notes(by=pauli, orders=[order.pk, foreign.pk])
    order.refresh_from_db()
    assert ([one.number for one in taken], order.labelled_on) == (["B-0000-0001"], None)

    take_labels(by=pauli, orders=[order.pk, foreign.pk])
    assert list(Order.objects.order_by("number").values_list("labelled_on", flat=True)) == [timezone.localdate(), None]
    assert trail() == [("pauli", "view", "Lieferscheine gedruckt: 1"), ("pauli", "view", "Etiketten gedruckt: 1")]


@pytest.mark.parametrize(("is_reusable", "after", "moved"), [(True, 7, [("return", 2, 7, "pauli")]), (False, 5, [])])
def test_address_of_returned_mail_is_erased_and_copies_go_back_if_they_can(
    pauli: User, is_reusable: bool, after: int, moved: list[Any]
) -> None:
    shelf(brochure(), 5)
    order = ordered()
    dispatch(by=pauli, orders=[order.pk])

    return_order(by=pauli, number=order.number, is_reusable=is_reusable)
    with pytest.raises(NotReturnable) as again:
        return_order(by=pauli, number=order.number, is_reusable=is_reusable)

    assert again.value.state == "returned"
    assert (OrderAddress.objects.count(), left(brochure()), movements()) == (0, after, moved)
    assert counts() == [("probe", 2, 2)]


def test_what_is_not_on_its_way_does_not_come_back(pauli: User) -> None:
    ordered("B-0000-0001")
    ordered("B-0000-0002", slug="nord", state="dispatched", dispatched_on=timezone.localdate())

    for number, state in (("B-0000-0001", "open"), ("B-0000-0002", None), ("B-0000-0003", None)):
        with pytest.raises(NotReturnable) as refused:
            return_order(by=pauli, number=number, is_reusable=True)
        assert refused.value.state == state
    assert (OrderAddress.objects.count(), movements()) == (2, [])


def test_open_order_is_erased_on_request_and_counts_as_never_ordered(pauli: User) -> None:
    teeth, care = brochure("a-zahn"), brochure("b-pflege")
    shelf(teeth, 8)
    order = ordered("B-0000-0001", {teeth: 2, care: 1}, days_ago=3)
    ordered("B-0000-0002", {teeth: 4}, days_ago=3)

    erase_order(by=pauli, order=order.pk)
    with pytest.raises(NoSuchOrder):
        erase_order(by=pauli, order=order.pk)

    assert list(Order.objects.values_list("number", flat=True)) == ["B-0000-0002"]
    assert (OrderAddress.objects.count(), OrderLine.objects.count()) == (1, 1)
    assert movements() == [("cancelled", 2, 10, "pauli"), ("cancelled", 1, 1, "pauli")]
    assert (left(teeth), left(care), counts()) == (10, 1, [("a-zahn", 4, 0)])
    assert trail() == [("pauli", "delete", "Auf Wunsch gelöscht")]


def test_dispatched_order_is_erased_on_request_and_its_counts_stay(pauli: User) -> None:
    order = ordered()
    dispatch(by=pauli, orders=[order.pk])

    erase_order(by=pauli, order=order.pk)

    assert (Order.objects.count(), OrderAddress.objects.count(), movements()) == (0, 0, [])
    assert counts() == [("probe", 2, 2)]


def test_count_that_has_lost_its_copies_does_not_keep_an_address(pauli: User) -> None:
    order = ordered()
    CopyCount.objects.update(ordered=1)

    erase_order(by=pauli, order=order.pk)

    assert (Order.objects.count(), counts()) == (0, [])


def test_orders_of_others_do_not_exist(pauli: User) -> None:
    foreign = ordered(slug="nord")

    for action in (dispatch, undo_dispatch, take_labels, take_notes):
        with pytest.raises(NoSuchOrder):
            action(by=pauli, orders=[foreign.pk, uuid4()])
    with pytest.raises(NoSuchOrder):
        erase_order(by=pauli, order=foreign.pk)
    assert Order.objects.count() == 1
