"""The pages of the order: what they take and ask, whom they send the order to, and what they say when it is short."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test.client import MULTIPART_CONTENT

from brochures.models import Brochure, Order, OrderAddress, OrderLine, Stock
from regions.models import Region
from tests.brochures.brochures import brochure, clear_room, left
from tests.brochures.ordering import (
    ANNA,
    DONE,
    ORDER,
    copies,
    errors,
    fill_in,
    heading,
    order,
    sealed,
    send,
    without_waiting,
)
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)


@pytest.fixture(autouse=True)
def teeth(db: None) -> Brochure:
    """At the IKKs of the tests, few of them in the Rheinland; the demo's own are put away."""
    clear_room()
    return brochure("zaehne", "Gesunde Zähne", copies={"rheinland": 5, "bayern": 100, "spree-havel": 9})


@pytest.fixture(autouse=True)
def back(teeth: Brochure) -> Brochure:
    return brochure("ruecken", "Starker Rücken", copies={"rheinland": 80}, is_large_print=True, most_per_order=20)


def names(response: Any) -> list[str]:
    """Return the names of the fields that ask for copies."""
    return re.findall(r'name="anzahl-([a-z0-9-]+)"', response.text)


def chosen(response: Any) -> list[str]:
    """Return the names of those that ask for a number."""
    return re.findall(r'type="text" name="anzahl-([a-z0-9-]+)"', response.text)


def send_form(client: RoleClient, typed: dict[str, str]) -> Any:
    """Send a page encoded as browsers encode forms."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    return client.post(ORDER, urlencode(typed), content_type="application/x-www-form-urlencoded", headers=headers)


def choose(client: RoleClient, slug: str) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = slug


def kept() -> list[tuple[Any, ...]]:
    """Return every order: whose, of whom, and what."""
    return [
        (
            row.region.slug,
            row.address.postcode,
            {line.brochure.key: line.copies for line in row.lines.select_related("brochure")},
        )
        for row in Order.objects.select_related("region", "address").order_by("pk")
    ]


def test_order_goes_to_the_ikk_of_the_postcode(client: RoleClient) -> None:
    check = fill_in(client, copies(zaehne=2, ruecken=1), ANNA)
    for words in (
        "<dt>Gesunde Zähne</dt>",
        "<dd>2 Exemplare</dd>",
        "<dt>Starker Rücken (Großdruck)</dt>",
        "<dd>1 Exemplar</dd>",
        "<dd>Anna Arnold<br>Musterstr. 7<br>50674 Köln</dd>",
        "<dd>Muster-IKK Rheinland</dd>",
    ):
        assert words in check.text
    response = send(client, ORDER, {"step": "check"}, sealed(check))

    assert response.status_code == 303
    assert kept() == [("rheinland", "50674", {"zaehne": 2, "ruecken": 1})]
    assert OrderAddress.objects.values_list("given_name", "family_name", "addition", "street", "town").get() == (
        "Anna",
        "Arnold",
        "",
        "Musterstr. 7",
        "Köln",
    )
    done = client.get(response.headers["Location"])
    number = Order.objects.get().number
    assert f'Ihre Bestellnummer: <strong class="order-number">{number}</strong>' in done.text
    assert f'Am Telefon nennen Sie bitte Ihre Bestellnummer, <span class="order-number">{number}</span>.' in done.text
    assert "Die Muster-IKK Rheinland packt" in done.text
    assert done.headers["Clear-Site-Data"] == '"cache"'


def test_order_goes_to_the_chosen_ikk_wherever_the_address_lies(client: RoleClient) -> None:
    choose(client, "bayern")

    assert order(client, copies(zaehne=3), ANNA).status_code == 303

    assert kept() == [("bayern", "50674", {"zaehne": 3})]


@pytest.mark.parametrize(
    ("address", "help_text", "first"),
    [
        (
            {"postcode": "14715", "town": "Schollene"},
            "im Gebiet von 2 IKKs",
            ["Muster-IKK Saale-Thüringen", "Muster-IKK Spree-Havel"],
        ),
        ({"postcode": "10999", "town": "Berlin", "street": "Postfach 1"}, "", []),
        ({"postcode": "00999", "town": "Nirgendwo"}, "Sie müssen dort nicht versichert sein.", []),
    ],
)
def test_ikk_is_asked_for_where_the_postcode_names_two_or_none(
    client: RoleClient, address: dict[str, str], help_text: str, first: list[str]
) -> None:
    response = fill_in(client, copies(zaehne=1), {**ANNA, **address})
    if not help_text:
        assert heading(response) == "Stimmen Ihre Angaben?"
        return
    offered = re.findall(r'type="radio" name="region" value="[a-z-]+"[^>]*>\s*([^<]+?)\s*</label>', response.text)
    assert heading(response) == "Ihre IKK"
    assert "Schritt 3 von 4" in response.text
    assert help_text in response.text
    assert sorted(offered[: len(first)]) == first
    assert len(offered) == Region.objects.count()

    empty = send(client, ORDER, {"step": "ikk"}, sealed(response))
    assert errors(empty) == ["Welche IKK soll Ihnen die Broschüren schicken? Bitte wählen Sie eine IKK."]
    check = send(client, ORDER, {"step": "ikk", "region": "spree-havel"}, sealed(empty))
    assert "<dd>Muster-IKK Spree-Havel</dd>" in check.text
    assert send(client, ORDER, {"step": "check"}, sealed(check)).status_code == 303
    assert kept() == [("spree-havel", address["postcode"], {"zaehne": 1})]


def test_another_ikk_can_be_wanted_before_the_last_button(client: RoleClient) -> None:
    check = fill_in(client, copies(zaehne=1), ANNA)

    asked = send(client, ORDER, {"step": "check", "go": "ikk"}, sealed(check))
    assert heading(asked) == "Ihre IKK"
    check = send(client, ORDER, {"step": "ikk", "region": "bayern"}, sealed(asked))
    send(client, ORDER, {"step": "check"}, sealed(check))

    assert kept() == [("bayern", "50674", {"zaehne": 1})]


def test_address_of_the_page_fills_in_quantities_with_the_chosen_on_top(client: RoleClient) -> None:
    plain = client.get(ORDER)
    assert (names(plain), chosen(plain)) == (["zaehne", "ruecken"], [])
    assert "Cache-Control" not in plain.headers
    assert 'name="sealed" value=""' in plain.text

    one = client.get(ORDER, {"b": "ruecken"})
    assert (names(one), chosen(one)) == (["ruecken", "zaehne"], ["ruecken"])
    assert re.search(r'name="anzahl-ruecken" value="1"', one.text)
    several = client.get(ORDER, {"anzahl-zaehne": "2", "anzahl-ruecken": "<3>", "anzahl-unbekannt": "1", "b": "x"})
    assert chosen(several) == ["zaehne", "ruecken"]
    assert 'value="2"' in several.text
    assert 'value="&lt;3&gt;"' in several.text
    assert 'name="sealed" value=""' in several.text


def test_list_of_eighty_brochures_sends_only_what_is_ticked(client: RoleClient, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 60  # as on the public surface
    for number in range(80):
        brochure(f"heft-{number}", copies={"rheinland": 90})
    page = client.get(ORDER)
    assert len(names(page)) == page.text.count('type="checkbox" name="anzahl-') == 82

    check = fill_in(client, copies(heft_3=1, heft_77=1), ANNA)
    assert heading(check) == "Stimmen Ihre Angaben?"
    again = send(client, ORDER, {"step": "check", "go": "anzahl"}, sealed(check))
    assert chosen(again) == ["heft-3", "heft-77"]
    check = send(client, ORDER, copies(heft_3=2, heft_77=1, heft_50=1), sealed(again))

    assert send(client, ORDER, {"step": "check"}, sealed(check)).status_code == 303
    assert kept() == [("rheinland", "50674", {"heft-3": 2, "heft-50": 1, "heft-77": 1})]


def test_more_ticked_than_fit_into_a_parcel_are_kept_and_can_be_put_back(client: RoleClient, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 60  # as on the public surface
    keys = [f"heft-{number}" for number in range(70)]
    for key in keys:
        brochure(key, copies={"rheinland": 90})

    heap = send_form(client, copies(**dict.fromkeys(keys, 1)))
    assert (heap.status_code, sorted(chosen(heap))) == (200, sorted(keys))
    assert "Zusammen sind das 70 Exemplare. Eine Sendung fasst höchstens 30." in heap.text
    assert "Bitte wählen Sie weniger: 0 nimmt eine Broschüre heraus." in heap.text
    fewer = copies(**{key: int(number < 30) for number, key in enumerate(keys)})
    check = send(client, ORDER, ANNA, sealed(send_form(client, {**fewer, "sealed": sealed(heap)})))

    assert send(client, ORDER, {"step": "check"}, sealed(check)).status_code == 303
    assert kept() == [("rheinland", "50674", dict.fromkeys(keys[:30], 1))]


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", MULTIPART_CONTENT])
def test_more_fields_than_any_list_has_are_refused(client: RoleClient, settings: Any, content_type: str) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 60
    heap = {f"anzahl-{number}": "1" for number in range(401)}
    body: Any = heap if content_type == MULTIPART_CONTENT else urlencode(heap)

    assert client.post(ORDER, body, content_type=content_type).status_code == 400


def test_list_is_that_of_the_ikk(client: RoleClient, rheinland: Region, teeth: Brochure, back: Brochure) -> None:
    brochure("zaehne", "Zähne im Rheinland", region=rheinland, copies={"rheinland": 30})
    brochure("nur-hier", "Nur hier", region=rheinland, copies={"rheinland": 30})
    brochure("entwurf", "Entwurf", copies={"rheinland": 30}, is_published=False)
    brochure("nur-pdf", "Nur als PDF", language="tr")
    assert names(client.get(ORDER)) == ["zaehne", "ruecken"]

    choose(client, "rheinland")
    assert sorted(names(client.get(ORDER))) == ["nur-hier", "ruecken", "zaehne"]
    assert "Zähne im Rheinland" in client.get(ORDER).text
    Stock.objects.filter(brochure=back).update(is_offered=False)

    assert sorted(names(client.get(ORDER))) == ["nur-hier", "zaehne"]


def test_stock_is_told_when_it_is_short(client: RoleClient) -> None:
    choose(client, "rheinland")

    assert client.get(ORDER).text.count("Nur noch 5 Exemplare.") == 1
    text = client.get(ORDER, {"b": ["zaehne", "ruecken"]}).text

    assert "Höchstens 3 je Bestellung. Nur noch 5 Exemplare." in text
    assert text.count("Nur noch ") == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("zwei", "Gesunde Zähne: Bitte geben Sie eine Zahl in Ziffern ein, zum Beispiel 1."),
        ("-1", "Gesunde Zähne: Bitte geben Sie eine Zahl in Ziffern ein, zum Beispiel 1."),
        ("4", "Gesunde Zähne: Je Bestellung schicken wir höchstens 3. Bitte geben Sie höchstens 3 ein."),
        ("99999999999", "Gesunde Zähne: Bitte geben Sie eine Zahl in Ziffern ein, zum Beispiel 1."),
    ],
)
def test_wrong_number_stays_and_says_how_to_mend_it(client: RoleClient, typed: str, message: str) -> None:
    response = fill_in(client, copies(zaehne=typed, ruecken=2))

    assert [error[: len(message)] for error in errors(response)] == [message]
    assert f'name="anzahl-zaehne" value="{typed}"' in response.text
    assert 'name="anzahl-ruecken" value="2"' in response.text
    assert "<title>Fehler: Broschüren bestellen – Schritt 1 von 3 – IKK-Portal</title>" in response.text


def test_order_of_nothing_or_of_too_much_is_refused(client: RoleClient) -> None:
    brochure("schlaf", "Guter Schlaf", copies={"rheinland": 80}, most_per_order=20)

    nothing = fill_in(client, copies(zaehne="", ruecken="0"))
    heap = fill_in(client, copies(schlaf=20, ruecken=20))

    assert "Bitte wählen Sie mindestens eine Broschüre aus." in nothing.text
    assert "Zusammen sind das 40 Exemplare. Eine Sendung fasst höchstens 30." in heap.text
    assert heading(nothing) == heading(heap) == "Broschüren bestellen"


def test_shortage_is_told_before_the_address_where_the_ikk_is_known(client: RoleClient) -> None:
    Stock.objects.filter(region__slug="rheinland").update(copies=1)
    choose(client, "rheinland")

    response = fill_in(client, copies(zaehne=2, ruecken=1))

    assert errors(response) == ["Gesunde Zähne: Davon ist nur noch 1 Exemplar da. Bitte geben Sie höchstens 1 ein."]


def test_shortage_is_told_after_the_address_and_keeps_it(client: RoleClient) -> None:
    response = fill_in(client, copies(zaehne=2, ruecken=1), {**ANNA, "postcode": "80331", "town": "München"})

    assert heading(response) == "Broschüren bestellen"
    assert errors(response) == [
        (
            "Starker Rücken (Großdruck): Diese Broschüre ist zurzeit vergriffen. Bitte geben Sie 0 ein. "
            "Als PDF bleibt sie im Katalog."
        )
    ]
    check = send(client, ORDER, copies(zaehne=2, ruecken=0), sealed(response))
    assert heading(check) == "Stimmen Ihre Angaben?"
    assert "80331 München" in check.text


def test_brochure_that_runs_out_before_the_last_button_loses_nothing(client: RoleClient, teeth: Brochure) -> None:
    check = sealed(fill_in(client, copies(zaehne=3, ruecken=1), ANNA))
    Stock.objects.filter(brochure=teeth).update(copies=2)

    response = send(client, ORDER, {"step": "check"}, check)

    assert errors(response) == ["Gesunde Zähne: Davon sind nur noch 2 Exemplare da. Bitte geben Sie höchstens 2 ein."]
    assert 'name="anzahl-zaehne" value="3"' in response.text
    assert not Order.objects.exists()
    mended = send(client, ORDER, copies(zaehne=2, ruecken=1), sealed(response))
    assert heading(mended) == "Stimmen Ihre Angaben?"
    assert send(client, ORDER, {"step": "check"}, sealed(mended)).status_code == 303
    assert kept() == [("rheinland", "50674", {"zaehne": 2, "ruecken": 1})]


def test_sent_twice_is_one_order_with_one_number_even_if_it_took_the_last_copies(
    client: RoleClient, teeth: Brochure
) -> None:
    Stock.objects.filter(brochure=teeth, region__slug="rheinland").update(copies=2)
    check = sealed(fill_in(client, copies(zaehne=2), ANNA))

    pages = [client.get(send(client, ORDER, {"step": "check"}, check).headers["Location"]).text for _ in range(8)]

    assert {re.findall(r"B-[0-9A-Z]{4}-[0-9A-Z]{4}", page)[0] for page in pages} == {Order.objects.get().number}
    assert OrderLine.objects.count() == 1
    assert left(teeth) == 0


def test_two_tabs_with_the_same_answers_are_one_order(client: RoleClient) -> None:
    second = sealed(fill_in(client, copies(zaehne=1)))
    tabs = [sealed(send(client, ORDER, ANNA, second)) for _ in range(2)]

    for check in tabs:
        assert send(client, ORDER, {"step": "check"}, check).status_code == 303

    assert Order.objects.count() == 1


def test_expired_form_keeps_the_page_that_was_sent(client: RoleClient) -> None:
    response = send(client, ORDER, ANNA, "broken")

    assert heading(response) == "Broschüren bestellen"
    assert "Bitte beginnen Sie noch einmal" in response.text
    again = send(client, ORDER, copies(zaehne=1), sealed(response))
    assert 'value="Arnold"' in again.text


def test_check_page_open_for_too_long_orders_nothing_and_shows_all_answers_again(
    client: RoleClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = sealed(fill_in(client, copies(zaehne=1), ANNA))
    monkeypatch.setattr("ikk_portal.platform.question_pages.draft.MAX_AGE", timedelta(seconds=-1))
    response = send(client, ORDER, {"step": "check"}, check)

    assert heading(response) == "Stimmen Ihre Angaben?"
    assert "Sie war lange offen." in response.text
    assert "Arnold" in response.text
    assert not Order.objects.exists()
    monkeypatch.setattr("ikk_portal.platform.question_pages.draft.MAX_AGE", timedelta(hours=12))
    assert send(client, ORDER, {"step": "check"}, sealed(response)).status_code == 303


def test_receipt_shows_no_number_that_was_made_up(client: RoleClient) -> None:
    assert client.get(DONE).status_code == 404
    assert client.get(DONE, {"quittung": "B-7KQ2-M9XD"}).status_code == 404
