"""Visitors find a service office: by postcode, by a name of several towns, in the list, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Look, Visit

LOOKS = [
    pytest.param(Look(320), id="phone", marks=pytest.mark.long),
    pytest.param(Look(1280, scripts=False), id="desktop-without-scripts"),
]
every_look = pytest.mark.parametrize("look", LOOKS)


def search(page: Page, text: str) -> None:
    """Type into the finder and send it."""
    page.get_by_label("Postleitzahl oder Ort").fill(text)
    page.get_by_role("button", name="Servicestelle suchen").click()


@every_look
def test_by_postcode(page: Page) -> None:
    page.goto("/servicestellen/")

    search(page, "50667")
    expect(page).to_have_title("Servicestellen in der Nähe von 50667 Köln – IKK-Portal")
    offices = page.locator(".offices > li")
    expect(offices).to_have_count(10)
    expect(offices.first).to_contain_text("50667 Köln")
    expect(offices.first).to_contain_text("weniger als 1\u00a0km")
    expect(offices.first.locator("a.phone")).to_have_attribute("href", re.compile(r"^tel:\+49\d{6,}$"))
    expect(offices.first).to_contain_text(re.compile("geöffnet|geschlossen"))

    offices.first.get_by_role("link", name="Servicestelle Köln").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Servicestelle Köln")
    expect(page.get_by_role("rowheader")).to_have_text(
        [re.compile(day) for day in ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag")]
    )


@every_look
def test_by_a_name_that_several_towns_have(page: Page) -> None:
    page.goto("/servicestellen/")

    search(page, "Frankfurt")
    page.get_by_role("link", name="Frankfurt (Oder)", exact=True).click()

    expect(page.get_by_role("heading", name="Servicestellen in der Nähe von Frankfurt (Oder)")).to_be_visible()
    expect(page.get_by_label("Postleitzahl oder Ort")).to_have_value("Frankfurt (Oder)")


@every_look
def test_in_the_list_without_search(page: Page) -> None:
    page.goto("/servicestellen/")

    page.locator("h3#ikk-bayern + ul").get_by_role("link", name="Servicestelle Augsburg").click()

    expect(page.locator("address.copyable")).to_contain_text("86150 Augsburg")


def test_member_is_led_to_the_own_ikk(visit: Visit) -> None:
    page = visit(Look(320), cookies={"ikk_region": "rheinland"})
    page.goto("/servicestellen/muenchen/")

    page.get_by_role("link", name="Servicestellen der Muster-IKK Rheinland").click()

    expect(page).to_have_url(re.compile(r"/servicestellen/#ikk-rheinland$"))
    expect(page.locator("h3").first).to_contain_text("Ihre IKK")


def test_one_click_marks_the_whole_address_and_paper_shows_no_state(visit: Visit) -> None:
    page = visit(Look(1280))
    page.goto("/servicestellen/koeln/")

    page.locator("address.copyable").click()
    assert page.evaluate("getSelection().toString()").split("\n")[-1] == "50667 Köln"

    page.emulate_media(media="print")
    expect(page.locator(".office-state")).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()
