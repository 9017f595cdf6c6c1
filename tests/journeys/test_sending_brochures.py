"""Petra Pauli sends what people have ordered: pick list, labels, delivery notes, post; returned mail and the shelf."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import Look, Visit, follow
from tests.journeys.orders_on_file import copies_counted, forget_orders, put_orders
from tests.journeys.test_editing import assert_fits, sign_in
from tests.journeys.test_pin_letters_desk import message
from tests.letters.printed import Printed
from tests.live import Portal

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280, scripts=False), id="desktop-no-scripts", marks=pytest.mark.long),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
]
LIST = "/verwaltung/brochures/order/"


@pytest.fixture(autouse=True)
def _thirty_orders_wait(portal: Portal) -> Iterator[None]:
    put_orders(portal, 30)
    yield
    forget_orders(portal)


def look_at(page: Page, look: Look) -> None:
    if look.scripts:
        assert_fits(page)


def paper(page: Page, button: str) -> Printed:
    """Press a button, and return the PDF that opens in a new window."""
    pdf: list[bytes] = []

    def keep(route: Route) -> None:
        answer = route.fetch()
        pdf.append(answer.body())
        assert "no-store" in answer.headers["cache-control"]
        route.fulfill(status=200, content_type="text/plain", body="gedruckt")

    page.context.route(re.compile("/(labels|notes)/$"), keep)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name=button).click()
    expect(opened.value.get_by_text("gedruckt")).to_be_visible()
    opened.value.close()
    page.context.unroute(re.compile("/(labels|notes)/$"))
    return Printed(pdf[0])


@pytest.mark.parametrize("look", LOOKS)
def test_all_orders_of_the_morning_go_to_the_post(visit: Visit, portal: Portal, look: Look) -> None:
    desk = visit(look)
    sign_in(desk, portal, "pauli")
    expect(desk.get_by_role("region", name="Was wartet")).to_contain_text("Bestellungen zu versenden: 30")
    look_at(desk, look)
    follow(desk.get_by_role("link", name="Bestellungen von Broschüren", exact=True))
    look_at(desk, look)
    desk.get_by_role("button", name="Alle 30 gemeinsam bearbeiten").click()
    expect(desk.get_by_text("Zusammen: 120 Exemplare")).to_be_visible()
    look_at(desk, look)

    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Packliste zum Drucken öffnen").click()
    expect(opened.value.get_by_text("Zusammen: 120 Exemplare")).to_be_visible()
    look_at(opened.value, look)
    opened.value.close()
    desk.get_by_label("Erstes freies Etikett").fill("24")
    labels = paper(desk, "Etiketten drucken: 30")
    assert [len(page.chars) > 0 for page in labels.pages] == [True, True, True]
    assert len(paper(desk, "Lieferscheine drucken: 30").pages) == 30
    other_tab = desk.context.new_page()
    other_tab.goto(LIST)
    other_tab.get_by_role("button", name="Alle 30 gemeinsam bearbeiten").click()
    expect(other_tab.get_by_text("Für 30 von 30 ist schon ein Etikett gedruckt.")).to_be_visible()
    desk.get_by_role("button", name="Als versandt erfassen: 30").click()
    expect(message(desk)).to_contain_text("Als versandt erfasst: 30 Bestellungen.")
    other_tab.get_by_role("button", name="Als versandt erfassen: 30").click()
    expect(message(other_tab)).to_contain_text("Das ist schon geschehen.")
    assert copies_counted(portal) == 120
    expect(desk.get_by_text("Zurzeit ist keine Bestellung zu versenden.")).to_be_visible()
    look_at(desk, look)

    desk.goto(f"{LIST}?stand=heute")
    desk.locator("#result_list").get_by_role("checkbox").last.check()
    desk.get_by_role("button", name="Ausführen").click()
    expect(message(desk)).to_contain_text("Wieder zu versenden: 1 Bestellung.")


@pytest.mark.parametrize("look", LOOKS)
def test_one_order_is_found_looked_at_and_erased_on_request(visit: Visit, portal: Portal, look: Look) -> None:
    desk = visit(look)
    sign_in(desk, portal, "pauli")
    desk.goto(LIST)
    desk.get_by_label("Suchen").fill("b 0000 0007")
    desk.get_by_role("button", name="Suchen").click()
    desk.get_by_role("link", name="B-0000-0007").click()
    expect(desk.get_by_text("Anna Ahrens 0007")).to_be_visible()
    look_at(desk, look)

    follow(desk.get_by_role("link", name="Auf Wunsch der Person sofort löschen"))
    look_at(desk, look)
    desk.get_by_role("button", name="Ja, sofort löschen").click()

    expect(message(desk)).to_contain_text("Die Bestellung und ihre Anschrift sind gelöscht.")
    expect(desk.get_by_role("link", name="B-0000-0007")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS)
def test_returned_mail_is_typed_one_number_after_the_other(visit: Visit, portal: Portal, look: Look) -> None:
    desk = visit(look)
    sign_in(desk, portal, "pauli")
    desk.goto(LIST)
    desk.get_by_role("button", name="Alle 30 gemeinsam bearbeiten").click()
    desk.get_by_role("button", name="Als versandt erfassen: 30").click()
    desk.goto("/verwaltung/brochures/returnedorder/")
    look_at(desk, look)

    for number in ("b00000001", "B-0000-0002", "B-0000-0002", "12"):
        expect(desk.get_by_label("Bestellnummer")).to_be_focused()
        desk.keyboard.type(number)
        with desk.expect_navigation():
            desk.keyboard.press("Enter")

    expect(desk.locator(".errorlist")).to_contain_text("Eine Bestellnummer sieht aus wie B-7KQ2-M9XD.")
    rows = [re.compile("^B-0000-0002.*War schon"), re.compile("^B-0000-0002.*Erfasst"), re.compile("^B-0000-0001")]
    expect(desk.locator(".scanned li")).to_have_text(rows)
    look_at(desk, look)


@pytest.mark.parametrize("look", LOOKS)
def test_delivery_is_put_on_the_shelf_after_showing_what_will_be(visit: Visit, portal: Portal, look: Look) -> None:
    desk = visit(look)
    sign_in(desk, portal, "pauli")
    desk.get_by_role("link", name="Broschürenbestand", exact=True).click()
    expect(desk.get_by_text("Es wird knapp: 1.")).to_be_visible()
    look_at(desk, look)
    follow(desk.get_by_role("link", name="Pflege daheim"))
    look_at(desk, look)

    desk.get_by_label("Gelieferte Exemplare").fill("0")
    desk.get_by_role("button", name="Weiter zur Lieferung").click()
    expect(desk.locator(".errorlist")).to_contain_text("Bitte geben Sie eine Anzahl von 1 bis 100.000 ein.")
    look_at(desk, look)
    desk.get_by_label("Gelieferte Exemplare").fill("500")
    desk.get_by_role("button", name="Weiter zur Lieferung").click()
    expect(desk.get_by_text("530 Exemplare")).to_be_visible()
    look_at(desk, look)
    desk.get_by_role("button", name="Ja, erfassen").click()

    expect(message(desk)).to_contain_text("Freie Exemplare im Regal: 530.")
    look_at(desk, look)
    desk.goto("/verwaltung/brochures/stock/counts/")
    look_at(desk, look)
    with desk.expect_download() as downloaded:
        desk.get_by_role("button", name="Als CSV-Datei für Excel laden").click()
    assert downloaded.value.suggested_filename.startswith("broschueren-")
