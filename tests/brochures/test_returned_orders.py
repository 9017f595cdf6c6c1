"""The desk for returned mail: one number after the other."""

import pytest
from django.utils import timezone

from accounts.models import User
from brochures.models import OrderAddress
from tests.accounts.test_review_admin import words_of
from tests.brochures.brochures import brochure, left, shelf
from tests.brochures.sending import ordered
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
DESK = "/verwaltung/brochures/returnedorder/"


def test_numbers_are_taken_one_after_the_other(pauli: User) -> None:
    shelf(brochure(), 5)
    on_its_way = {"state": "dispatched", "dispatched_on": timezone.localdate()}
    ordered("B-0000-0001", **on_its_way)
    ordered("B-0000-0002", **on_its_way)
    ordered("B-0000-0003")
    ordered("B-0000-0004", slug="nord", **on_its_way)
    desk = signed_in(pauli)

    page = desk.post(DESK, {"number": "b 0000 0001", "copies": "kept"})
    assert "B-0000-0001: Erfasst. Die Anschrift ist gelöscht; bitte legen Sie die Broschüren ins" in words_of(page)
    for typed, said in (
        ("B-0000-0001", "War schon als zurückgekommen erfasst."),
        ("B-0000-0003", "Noch nicht als versandt erfasst."),
        ("B-0000-0004", "Unbekannt: nach der Frist schon gelöscht, oder von einer anderen IKK."),
        ("B-0000", "Eine Bestellnummer sieht aus wie B-7KQ2-M9XD."),
        ("", "Bitte geben Sie die Bestellnummer der Sendung ein."),
    ):
        page = desk.post(DESK, {"number": typed, "copies": "kept"})
        assert said in words_of(page)
        assert ("scan-result--refused" in page.text) == bool(page.context["rows"])
    taken = ["B-0000-0001 kept", "B-0000-0009 invented", "<b> kept"]
    page = desk.post(DESK, {"number": "B-0000-0002", "copies": "thrown_away", "taken": taken})

    assert "die Broschüren zählen nicht mehr zum Bestand" in words_of(page)
    assert "scan-result--refused" not in page.text
    assert "In dieser Sitzung eingegeben: 2" in words_of(page)
    assert page.context["form"].initial == {"copies": "thrown_away"}
    assert left(brochure()) == 7
    numbers = OrderAddress.objects.order_by("order__number").values_list("order__number", flat=True)
    assert list(numbers) == ["B-0000-0003", "B-0000-0004"]
