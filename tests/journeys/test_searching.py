"""Visitors search the site: by a word, misspelt, with nothing typed, with nothing found; with and without scripts."""

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
    """A window of a member of the Muster-IKK Nord, on the search page, reached by the header."""
    window = visit(look, cookies={"ikk_region": "nord"})
    window.goto("/hilfe/")
    window.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Suche").click()
    expect(window).to_have_title("Suche – Muster-IKK Nord")
    return window


def search(page: Page, text: str) -> None:
    """Type into the search field and send it."""
    page.get_by_label("Wonach suchen Sie?").fill(text)
    page.get_by_role("button", name="Suchen").click()


def expect_sound(page: Page, look: Look) -> None:
    """See the page whole in its window, and nothing that axe objects to."""
    assert overflow(page) == 0
    if look.scripts:  # axe is one
        assert violations(page) == []


@every_look
def test_own_version_stands_first_and_the_words_found_are_marked(page: Page, look: Look) -> None:
    search(page, "Zahnreinigung")

    expect(page).to_have_title(re.compile(r"^\d+ Treffer für „Zahnreinigung“ – Suche – Muster-IKK Nord$"))
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^Wir haben \d+ Treffer gefunden\.$"))
    first = page.locator(".results > li").first
    expect(first.get_by_role("heading")).to_have_text("Zahnvorsorge im Norden")
    expect(first).to_contain_text("Ihre IKK")
    expect(first.locator("mark").first).to_have_text("Zahnreinigung")
    expect(page.get_by_label("Wonach suchen Sie?")).to_have_value("Zahnreinigung")
    expect_sound(page, look)

    first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zahnvorsorge im Norden")


@every_look
def test_misspelt_word_leads_on_to_the_right_one(page: Page, look: Look) -> None:
    search(page, "Krankengelt")
    expect(page).to_have_title("Nichts gefunden für „Krankengelt“ – Suche – Muster-IKK Nord")
    expect(page.get_by_role("status")).to_have_text("Dazu haben wir nichts gefunden.")
    expect(page.get_by_text("Meinten Sie Krankengeld?")).to_be_visible()
    expect_sound(page, look)

    page.get_by_role("main").get_by_role("link", name="Krankengeld", exact=True).click()

    expect(page.get_by_role("heading", name="Ergebnis für „Krankengeld“")).to_be_visible()
    expect(page.locator(".results h3").first).to_contain_text("Krankengeld")


@every_look
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Bitte geben Sie mindestens ein Wort ein."),
        ("a", "mindestens ein Wort mit zwei Buchstaben oder Ziffern"),
    ],
    ids=["empty", "one-letter"],
)
def test_what_cannot_be_searched_is_said_and_mended(page: Page, look: Look, typed: str, says: str) -> None:
    search(page, typed)

    expect(page).to_have_title("Fehler: Suche – Muster-IKK Nord")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_text(re.compile(rf"^Wonach suchen Sie\? .*{says}"))
    expect_sound(page, look)
    summary.get_by_role("link").click()
    field = page.get_by_label("Wonach suchen Sie?")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")

    field.fill("Bonusheft")
    field.press("Enter")
    expect(page.locator(".results h3").first).to_have_text("Bonusheft")


@every_look
def test_nothing_found_says_what_to_do(page: Page, look: Look) -> None:
    search(page, "xyzxyzxyz")

    expect(page.get_by_role("status")).to_have_text("Dazu haben wir nichts gefunden.")
    expect(page.get_by_text("Versuchen Sie es mit weniger oder mit anderen Wörtern.")).to_be_visible()
    expect(page.get_by_text("Kommen Sie nicht weiter? Rufen Sie uns an:").get_by_role("link")).to_be_visible()
    expect_sound(page, look)

    page.get_by_role("main").get_by_role("link", name="Themen").click()
    expect(page).to_have_title("Themen – Muster-IKK Nord")


@every_look
def test_many_results_come_on_several_pages(page: Page, look: Look) -> None:
    search(page, "IKK")
    results = page.locator(".results h3")
    expect(results).to_have_count(10)
    first = results.all_inner_texts()

    page.get_by_role("link", name="Nächste Seite").click()

    expect(page).to_have_title(re.compile(r"^\d+ Treffer für „IKK“, Seite 2 – Suche – "))
    expect_sound(page, look)
    assert not set(first) & set(results.all_inner_texts())
    page.get_by_role("link", name="Vorige Seite").click()
    expect(results).to_have_text(first)
