"""Visitors find their IKK: by search, list or map, with and without JavaScript, on phone and desktop."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import Look, Visit, follow, overflow, violations

LOOKS = [
    pytest.param(Look(320), id="phone", marks=pytest.mark.long),
    pytest.param(Look(1280), id="desktop"),
    pytest.param(Look(320, scripts=False), id="phone-without-scripts"),
    pytest.param(Look(1280, scripts=False), id="desktop-without-scripts", marks=pytest.mark.long),
    pytest.param(Look(320, "dark"), id="phone-dark", marks=pytest.mark.long),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
]
every_look = pytest.mark.parametrize("look", LOOKS)


def search(page: Page, text: str) -> None:
    """Type into the search field of the page and send it."""
    page.get_by_label("Postleitzahl oder Ort").fill(text)
    page.get_by_role("button", name="IKK suchen").click()


def result(page: Page) -> Locator:
    """Return the section with what the search found."""
    return page.get_by_role("region", name=re.compile("^(Ergebnis|Kein Ergebnis) für "))


def expect_results(page: Page, *names: str) -> None:
    """Wait until the search offers these IKKs, in this order."""
    links = page.locator("section[aria-labelledby=ergebnis] :is(.task-list, .cards) a:not(.phone)")
    expect(links).to_have_text(list(names))


def choose(page: Page, name: str) -> None:
    """Press the button on the page of an IKK, and wait until the choice is kept."""
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    follow(page.get_by_role("button", name=f"{name} wählen"))


def expect_chosen(page: Page, name: str) -> None:
    """See the IKK with its phone in the header, its home at "/", and it on every other page."""
    bar = page.get_by_role("region", name="Ihre IKK")
    page.goto("/")
    expect(page).to_have_title(f"Was möchten Sie tun? – {name}")
    expect(page.get_by_role("heading", name="Beitragssätze")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Zusatzbeitrag")).to_have_text(re.compile(r"\d,\d\d\s%"))
    for link in page.locator(".site-footer nav a").all():
        path = (link.get_attribute("href") or "").partition("#")[0]
        response = page.request.get(path)
        assert response.status == 200
        assert f"<strong>{name}</strong>" in response.text()
    page.get_by_role("link", name="Impressum").click()
    expect(bar).to_contain_text(f"Ihre IKK: {name}")
    expect(bar.locator("a.phone")).to_have_attribute("href", re.compile(r"^tel:\+49\d{6,}$"))
    expect(page.locator(".brand")).to_contain_text(name)


@every_look
def test_by_postcode(page: Page) -> None:
    page.goto("/")
    expect(page).to_have_title("Finden Sie Ihre IKK – IKK-Portal")

    search(page, "50667")
    expect(result(page).get_by_role("heading")).to_be_in_viewport()
    expect_results(page, "Muster-IKK Rheinland")
    page.get_by_role("link", name="Muster-IKK Rheinland").first.click()
    choose(page, "Muster-IKK Rheinland")

    expect(page).to_have_url(re.compile(r"^http://[^/]+/#gewaehlt$"))
    expect(page.get_by_text("Ihre Wahl gilt: Sie lesen jetzt die Seiten der Muster-IKK Rheinland.")).to_be_in_viewport()
    expect_chosen(page, "Muster-IKK Rheinland")


@every_look
def test_by_list(page: Page) -> None:
    page.goto("/")

    page.locator(".laender-list").get_by_role("link", name="Bayern", exact=True).click()
    choose(page, "Muster-IKK Bayern")

    expect_chosen(page, "Muster-IKK Bayern")


@every_look
def test_by_list_where_a_land_has_two(page: Page) -> None:
    page.goto("/regionen/")

    page.locator(".laender-list").get_by_role("link", name="Nordrhein-Westfalen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("IKK in Nordrhein-Westfalen")
    page.locator(".cards").get_by_role("link", name="Muster-IKK Westfalen-Lippe").click()
    choose(page, "Muster-IKK Westfalen-Lippe")

    expect_chosen(page, "Muster-IKK Westfalen-Lippe")


@every_look
def test_by_map(page: Page) -> None:
    page.goto("/")
    land = page.locator("svg.map a", has=page.locator("title", has_text="Bayern")).locator("path")
    box = land.bounding_box()
    assert box is not None
    assert box["width"] >= 24
    assert box["height"] >= 24

    land.click()
    choose(page, "Muster-IKK Bayern")

    expect_chosen(page, "Muster-IKK Bayern")


def test_map_leads_where_the_list_leads_and_gets_no_tab_stop(page: Page) -> None:
    page.goto("/")

    on_map = page.locator("svg.map a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    in_list = page.locator(".laender-list a").evaluate_all("links => links.map(link => link.getAttribute('href'))")

    assert len(on_map) == 16
    assert sorted(on_map) == sorted(in_list)
    assert page.locator("svg.map a:not([tabindex='-1'])").count() == 0
    assert page.locator("svg.map").get_attribute("aria-hidden") == "true"


@pytest.mark.parametrize(
    ("typed", "town", "region"),
    [
        ("Koln", "Köln", "Muster-IKK Rheinland"),
        ("koeln", "Köln", "Muster-IKK Rheinland"),
        ("muenchen", "München", "Muster-IKK Bayern"),
        ("MÜNCHEN", "München", "Muster-IKK Bayern"),
        ("Muenchn", "München", "Muster-IKK Bayern"),
        ("Düseldorf", "Düsseldorf", "Muster-IKK Rheinland"),
        ("80331 München", "München", "Muster-IKK Bayern"),
    ],
)
def test_by_name_without_umlauts_and_with_slips(page: Page, typed: str, town: str, region: str) -> None:
    page.goto("/")

    search(page, typed)

    first = page.locator(".task-list > li").first
    expect(first.locator("strong")).to_have_text(town)
    expect(first.get_by_role("link").first).to_have_text(region)


def test_beginning_of_a_name_offers_all_of_that_name(page: Page) -> None:
    page.goto("/")

    search(page, "Frankf")

    towns = page.locator(".task-list > li").all_inner_texts()
    assert any("Frankfurt" in town and "Hessen" in town for town in towns)
    assert any("Frankfurt (Oder)" in town and "Brandenburg" in town for town in towns)
    expect(result(page)).to_contain_text("Treffer")
    expect(page.get_by_label("Postleitzahl oder Ort")).to_have_value("Frankf")


@every_look
def test_postcode_in_two_laender_offers_both(page: Page) -> None:
    page.goto("/")

    search(page, "14715")

    expect(result(page)).to_contain_text(
        "Diese Postleitzahl liegt in 2 Bundesländern: Brandenburg und Sachsen-Anhalt. Wählen Sie die IKK des "
        "Bundeslandes, in dem Sie wohnen."
    )
    expect_results(page, "Muster-IKK Spree-Havel", "Muster-IKK Saale-Thüringen")
    place = page.locator(".task-list > li", has_text="Sachsen-Anhalt")
    place.get_by_role("link", name="Muster-IKK Saale-Thüringen").click()
    choose(page, "Muster-IKK Saale-Thüringen")
    expect_chosen(page, "Muster-IKK Saale-Thüringen")


def test_postcode_in_two_laender_of_one_ikk_says_so(page: Page) -> None:
    page.goto("/")

    search(page, "21039")

    expect(result(page)).to_contain_text(
        "Diese Postleitzahl liegt in 2 Bundesländern: Hamburg und Schleswig-Holstein. In beiden ist dieselbe IKK "
        "für Sie da."
    )
    expect_results(page, "Muster-IKK Nord", "Muster-IKK Nord")


def test_unknown_postcode_says_why_and_offers_what_is_nearby(page: Page) -> None:
    page.goto("/")

    search(page, "10107")

    expect(result(page)).to_contain_text("Diese Postleitzahl steht nicht in unserem Verzeichnis.")
    expect(result(page)).to_contain_text("Postfach")
    expect_results(page, "Muster-IKK Spree-Havel")


def test_what_nobody_knows_leads_to_the_list(page: Page) -> None:
    page.goto("/")

    search(page, "xyzxyzxyz")

    expect(result(page)).to_contain_text("Kein Ergebnis für „xyzxyzxyz“")
    assert page.locator(".laender-list").first.get_by_role("link").count() == 16


@every_look
def test_empty_search_says_what_to_enter_and_leads_to_the_field(page: Page) -> None:
    page.goto("/")

    search(page, "")

    expect(page).to_have_title(re.compile(r"^Fehler: "))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Bitte geben Sie eine Postleitzahl oder einen Ort ein.")
    summary.get_by_role("link").click()
    field = page.get_by_label("Postleitzahl oder Ort")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("50667")
    field.press("Enter")
    expect_results(page, "Muster-IKK Rheinland")


@every_look
def test_change_and_forget_lead_back_to_where_the_visitor_was(page: Page) -> None:
    page.goto("/hilfe/")
    page.get_by_role("region", name="Ihre IKK").get_by_role("link", name="IKK wählen").click()
    search(page, "80331")
    page.get_by_role("link", name="Muster-IKK Bayern").first.click()
    choose(page, "Muster-IKK Bayern")
    expect(page).to_have_url(re.compile(r"/hilfe/#gewaehlt$"))
    expect(page.locator(".region-bar")).to_contain_text("Muster-IKK Bayern")

    page.goto("/impressum/")
    page.get_by_role("link", name="IKK ändern").click()
    follow(page.locator(".laender-list").get_by_role("link", name="Saarland", exact=True))
    changed_to = page.get_by_role("heading", level=1).inner_text()
    choose(page, changed_to)
    expect(page).to_have_url(re.compile(r"/impressum/#gewaehlt$"))
    expect(page.locator(".region-bar")).to_contain_text(changed_to)
    expect(page.locator("main")).to_contain_text(f"{changed_to}, Körperschaft des öffentlichen Rechts")

    page.get_by_role("link", name="Auswahl aufheben").click()
    page.get_by_role("button", name="Auswahl aufheben").click()
    expect(page).to_have_url(re.compile(r"/impressum/#aufgehoben$"))
    expect(page.get_by_text("Ihre Auswahl ist aufgehoben.")).to_be_in_viewport()
    expect(page.locator(".region-bar")).to_contain_text("Sie haben noch keine IKK gewählt.")
    assert page.context.cookies() == []


def test_keeping_the_choice_leads_back_too(page: Page) -> None:
    page.goto("/regionen/rheinland/")
    choose(page, "Muster-IKK Rheinland")

    page.goto("/quellen/")
    page.get_by_role("link", name="Auswahl aufheben").click()
    page.get_by_role("link", name="Auswahl behalten").click()

    expect(page).to_have_url(re.compile(r"/quellen/$"))
    expect(page.locator(".region-bar")).to_contain_text("Muster-IKK Rheinland")


@pytest.mark.parametrize("look", [Look(320), Look(1280, scripts=False)], ids=str)
def test_word_of_success_is_read_first_and_shown_once(page: Page, look: Look) -> None:
    done = page.get_by_text("Ihre Wahl gilt: ")
    page.goto("/regionen/rheinland/")
    expect(done).to_be_hidden()

    choose(page, "Muster-IKK Rheinland")
    expect(done).to_be_visible()
    expect(done).to_be_focused()
    if look.scripts:  # axe is one
        assert violations(page) == []
    assert overflow(page) == 0

    page.get_by_role("link", name="Hilfe").first.click()
    expect(done).to_be_hidden()


def test_browser_that_kept_no_cookie_is_told_so(page: Page) -> None:
    page.goto("/hilfe/#gewaehlt")

    expect(page.get_by_text("Ihre Wahl ist hier nicht gespeichert.")).to_be_visible()
    expect(page.get_by_text("Ihre Auswahl ist aufgehoben.")).to_be_hidden()


def test_closing_the_browser_forgets(visit: Visit) -> None:
    today = visit()
    today.goto("/regionen/rheinland/")
    choose(today, "Muster-IKK Rheinland")
    assert [cookie["expires"] for cookie in today.context.cookies()] == [-1]

    tomorrow = visit()
    tomorrow.goto("/")

    expect(tomorrow.locator(".region-bar")).to_contain_text("Sie haben noch keine IKK gewählt.")


def test_choice_in_one_window_holds_in_the_other(page: Page) -> None:
    other = page.context.new_page()
    page.goto("/regionen/rheinland/")
    choose(page, "Muster-IKK Rheinland")

    other.goto("/hilfe/")

    expect(other.locator(".region-bar")).to_contain_text("Muster-IKK Rheinland")


def test_going_back_in_the_browser_shows_no_stale_choice(page: Page) -> None:
    page.goto("/hilfe/")
    page.goto("/regionen/rheinland/")
    choose(page, "Muster-IKK Rheinland")
    page.goto("/regionen/vergessen/")
    follow(page.get_by_role("button", name="Auswahl aufheben"))

    page.goto("/hilfe/")

    expect(page.locator(".region-bar")).to_contain_text("Sie haben noch keine IKK gewählt.")
