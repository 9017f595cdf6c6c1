"""The last button of an order: programs, heaps and other sites get an honest answer, and nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from brochures.drafts import Draft
from brochures.models import Order, Stock
from tests.brochures.brochures import brochure, clear_room
from tests.brochures.ordering import ANNA, ORDER, copies, fill_in, heading, order, sealed, send, without_waiting
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db

TRAP = "homepage"
SOURCE = ("source-day", "source-hour")


@pytest.fixture(autouse=True)
def _shelf(db: None) -> None:
    clear_room()
    brochure("zaehne", "Gesunde Zähne", copies={"rheinland": 500})


def waited(check: Any, **by: int) -> str:
    """Return what the page carries as if somebody had needed time to get there."""
    draft = Draft(None).opened(sealed(check))
    return Draft(None, key=draft.key, answers=draft.answers, begun_at=timezone.now() - timedelta(**by)).sealed()


def used_up() -> list[str]:
    """Return the budgets of which something is spent at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT budget FROM ikk_portal_spentbudget WHERE tat > statement_timestamp() ORDER BY budget")
        return [name for (name,) in cursor]


def test_what_comes_faster_than_people_read_waits(client: RoleClient) -> None:
    check = fill_in(client, copies(zaehne=1), ANNA)

    response = send(client, ORDER, {"step": "check"}, waited(check, seconds=1))
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 2
    assert "Das ging sehr schnell" in response.text
    assert "<br>50674 Köln</dd>" in response.text
    assert not Order.objects.exists()

    assert send(client, ORDER, {"step": "check"}, waited(response, seconds=4)).status_code == 303
    assert Order.objects.count() == 1


@pytest.mark.parametrize(("page", "shown"), [(copies(zaehne=1), "Broschüren bestellen"), (ANNA, "Ihre Anschrift")])
def test_filled_trap_gets_the_same_page_again(client: RoleClient, page: dict[str, str], shown: str) -> None:
    carried = waited(fill_in(client, copies(zaehne=1)), minutes=1)

    response = send(client, ORDER, {**page, TRAP: "https://example.org"}, carried)

    assert (response.status_code, heading(response)) == (403, shown)
    assert "unsichtbares Feld" in response.text
    assert "https://example.org" not in response.text


def test_filled_trap_at_the_last_button_orders_nothing(client: RoleClient) -> None:
    carried = waited(fill_in(client, copies(zaehne=1), ANNA), minutes=1)

    response = send(client, ORDER, {"step": "check", TRAP: "1"}, carried)

    assert (response.status_code, heading(response)) == (403, "Stimmen Ihre Angaben?")
    assert not Order.objects.exists()
    assert send(client, ORDER, {"step": "check"}, sealed(response)).status_code == 303


def test_nobody_meets_the_trap(client: RoleClient) -> None:
    text = client.get(ORDER).text

    hidden = text.partition("<div hidden>")[2].partition("</div>")[0]
    assert "Bitte leer lassen" in hidden
    assert f'name="{TRAP}"' in hidden
    assert text.count(f'name="{TRAP}"') == 1


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_what_comes_from_elsewhere_is_refused_with_the_same_page(client: RoleClient, headers: dict[str, str]) -> None:
    carried = waited(fill_in(client, copies(zaehne=1), ANNA), minutes=1)

    response = client.post(ORDER, {"step": "check", "sealed": carried}, headers=headers)

    assert (response.status_code, heading(response)) == (403, "Stimmen Ihre Angaben?")
    assert not Order.objects.exists()


def test_sixth_order_of_an_hour_waits_and_loses_nothing(client: RoleClient, monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)
    for number in range(5):
        assert order(client, copies(zaehne=1), {**ANNA, "street": f"Musterstr. {number}"}).status_code == 303

    response = order(client, copies(zaehne=1), ANNA)

    assert response.status_code == 429
    assert 600 <= int(response.headers["Retry-After"]) <= 720
    assert "Bitte warten Sie noch etwas" in response.text
    assert "<br>50674 Köln</dd>" in response.text
    assert Order.objects.count() == 5
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ikk_portal_spentbudget SET tat = tat - interval '12 minutes'")
    assert send(client, ORDER, {"step": "check"}, sealed(response)).status_code == 303


def test_sixth_order_to_one_letterbox_waits_wherever_it_comes_from_and_whatever_name_it_bears(
    client: RoleClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_waiting(monkeypatch)
    typed = ("Musterstr. 7", "Musterstraße 7", "MUSTERSTRASSE 7", "Muster Str. 7", "Musterstraße  7", "Musterstr.7")
    sent = [
        order(
            client,
            copies(zaehne=1),
            {**ANNA, "family_name": f"Arnold-{number}", "addition": f"Wohnung {number}", "street": street},
            **{"X-Forwarded-For": f"203.0.113.{number}"},
        )
        for number, street in enumerate(typed)
    ]

    assert [response.status_code for response in sent] == [303] * 5 + [429]
    neighbour = {**ANNA, "street": "Musterstr. 9"}
    assert order(client, copies(zaehne=1), neighbour, **{"X-Forwarded-For": "203.0.113.77"}).status_code == 303


def test_order_that_finds_nothing_left_costs_no_try(client: RoleClient, monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)
    check = sealed(fill_in(client, copies(zaehne=1), ANNA))
    Stock.objects.update(copies=0)

    for _ in range(2):
        response = send(client, ORDER, {"step": "check"}, check)
        assert (response.status_code, heading(response)) == (200, "Broschüren bestellen")
        assert used_up() == []

    Stock.objects.update(copies=5)
    assert send(client, ORDER, {"step": "check"}, check).status_code == 303
    assert used_up() == [f"order/{name}" for name in ("letterbox-week", "network-day", "sent-again", *SOURCE)]


def test_same_order_sent_again_is_no_new_one(client: RoleClient, monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)
    check = sealed(fill_in(client, copies(zaehne=1), ANNA))

    assert [send(client, ORDER, {"step": "check"}, check).status_code for _ in range(7)] == [303] * 7


def test_pages_with_answers_are_private_and_set_no_cookie(client: RoleClient, monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)
    check = fill_in(client, copies(zaehne=1), ANNA)
    done = client.get(send(client, ORDER, {"step": "check"}, sealed(check)).headers["Location"])

    assert check.headers["Cache-Control"] == done.headers["Cache-Control"] == "private, no-cache"
    assert client.cookies == {}
    assert "csrfmiddlewaretoken" not in check.text
    assert "Arnold" not in sealed(check)
    assert "Arnold" not in done.text
