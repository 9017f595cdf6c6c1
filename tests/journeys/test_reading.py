"""Visitors of a regional IKK read: a section, its own version of a page, news, a file, a link that leads away."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Look, Visit, overflow, violations

LOOKS = [
    pytest.param(Look(320), id="phone", marks=pytest.mark.long),
    pytest.param(Look(1280, scripts=False), id="desktop-without-scripts"),
]
every_look = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture
def page(visit: Visit, look: Look) -> Page:
    """A window of a member of the Muster-IKK Nord, on its home."""
    window = visit(look, cookies={"ikk_region": "nord"})
    window.goto("/")
    return window


def expect_sound(page: Page, look: Look, title: str) -> None:
    """See a page of one's IKK under its title, whole in its window, and nothing that axe objects to."""
    expect(page).to_have_title(f"{title} – Muster-IKK Nord")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert overflow(page) == 0
    if look.scripts:  # axe is one
        assert violations(page) == []


@every_look
def test_from_the_home_by_a_section_to_the_own_version_of_a_page(page: Page, look: Look) -> None:
    page.get_by_role("link", name="Themen lesen").click()
    expect_sound(page, look, "Themen")
    page.get_by_role("main").get_by_role("link", name="Leistungen", exact=True).click()
    expect_sound(page, look, "Leistungen – Themen")

    page.get_by_role("link", name="Zahnvorsorge im Norden").click()

    expect_sound(page, look, "Zahnvorsorge im Norden – Leistungen")
    expect(page.get_by_role("cell", name="zweimal im Kalenderjahr, je höchstens 30 Euro").first).to_be_visible()
    expect(page.get_by_text("Zuletzt geprüft am 21. September 2026.")).to_be_visible()
    expect(page.get_by_text("Das ist die eigene Fassung der Muster-IKK Nord.")).to_be_visible()
    crumbs = page.get_by_role("navigation", name="Sie sind hier").get_by_role("listitem")
    expect(crumbs).to_have_text(["Startseite", "Themen", "Leistungen", "Zahnersatz", "Zahnvorsorge im Norden"])
    here = page.get_by_role("navigation", name="Bereich Leistungen").locator("[aria-current=page]")
    expect(here).to_have_text("Zahnvorsorge im Norden")


@every_look
def test_of_another_ikk_the_same_address_shows_the_national_page(visit: Visit, look: Look) -> None:
    page = visit(look, cookies={"ikk_region": "rheinland"})

    page.goto("/themen/leistungen/zahnvorsorge/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Zahnvorsorge")
    expect(page.get_by_text("Das gilt bundesweit für alle IKKs.")).to_be_visible()
    expect(page.get_by_text("30 Euro")).to_have_count(0)


@every_look
def test_news_from_the_list_to_an_item_and_back(page: Page, look: Look) -> None:
    page.get_by_role("link", name="Alle Meldungen").click()
    expect_sound(page, look, "Aktuelles")
    newest = page.locator(".card time").evaluate_all("times => times.map(time => time.dateTime)")
    assert newest == sorted(newest, reverse=True)
    assert len(newest) == 10

    page.get_by_role("link", name="Nächste Seite").click()
    expect_sound(page, look, "Aktuelles, Seite 2")
    page.get_by_role("link", name="Vorige Seite").click()
    page.get_by_role("link", name="Bonusheft: Noch in diesem Jahr zur Kontrolle").click()

    expect_sound(page, look, "Bonusheft: Noch in diesem Jahr zur Kontrolle – Aktuelles")
    expect(page.locator("main time")).to_have_text("8. Oktober 2026")
    page.get_by_role("main").get_by_role("link", name="Alle Meldungen").click()
    expect(page).to_have_url(re.compile(r"/aktuelles/$"))


@every_look
def test_file_says_what_it_is_and_a_link_that_leads_away_says_so(page: Page, look: Look) -> None:
    page.goto("/themen/leistungen/zuzahlungen/")
    expect_sound(page, look, "Zuzahlungen und Befreiung – Leistungen")

    file = page.get_by_role("link", name=re.compile(r"^Antrag auf Befreiung \(PDF, 2 Seiten, \d+,\d\sKB\)$"))
    answer = page.request.get(file.get_attribute("href") or "")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body().startswith(b"%PDF-")

    away = page.get_by_role("link", name="§ 61 SGB V (externe Seite)")
    expect(away).to_have_attribute("rel", "noreferrer noopener")
    assert "↗" in away.evaluate("link => getComputedStyle(link, '::after').content")


@every_look
def test_rates_are_found_where_a_page_points_to_them(page: Page, look: Look) -> None:
    page.goto("/themen/beitraege/beitragssaetze-und-grenzen/")
    table = page.get_by_role("region", name="Tabelle")
    assert table.evaluate("box => box.scrollWidth - box.clientWidth") == 0

    page.get_by_role("main").get_by_role("link", name="Beitragssätze", exact=True).click()

    expect(page.get_by_role("heading", name="Beitragssätze")).to_be_in_viewport()
    expect(page.get_by_role("row", name=re.compile("^Zusatzbeitrag.*unser Satz"))).to_be_visible()
