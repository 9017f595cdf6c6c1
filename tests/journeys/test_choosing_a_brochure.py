"""A visitor of the Muster-IKK Rheinland looks for a brochure and reads it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Look, Visit, overflow, violations

LOOKS = [
    pytest.param(Look(320), id="phone", marks=pytest.mark.long),
    pytest.param(Look(1280, scripts=False), id="desktop-without-scripts"),
]


def expect_sound(page: Page, look: Look) -> None:
    """See a page that is whole in its window, and nothing that axe objects to."""
    assert overflow(page) == 0
    if look.scripts:  # axe is one
        assert violations(page) == []


@pytest.mark.parametrize("look", LOOKS)
def test_from_the_start_by_the_filters_to_the_file(visit: Visit, look: Look) -> None:
    page = visit(look, cookies={"ikk_region": "rheinland"})
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Broschüren bestellen").click()
    expect(page.get_by_role("status")).to_have_text("19 Broschüren im Angebot der Muster-IKK Rheinland.")

    page.get_by_label("Thema").select_option("Pflege und Alter")
    page.get_by_label("nur in großer Schrift").check()
    page.get_by_role("button", name="Broschüren zeigen").click()

    expect(page.get_by_role("status")).to_have_text("Eine Broschüre gefunden im Angebot der Muster-IKK Rheinland.")
    expect(page.get_by_label("nur in großer Schrift")).to_be_checked()
    expect_sound(page, look)
    page.get_by_role("link", name="Sicher auf den Beinen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sicher auf den Beinen")
    expect_sound(page, look)
    cover = page.get_by_role("img", name="Titelseite der Broschüre")
    expect(cover).to_have_js_property("naturalWidth", 560)

    address = page.get_by_role("link", name="Jetzt am Bildschirm lesen").get_attribute("href") or ""
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"], answer.body()[:5]) == (200, "application/pdf", b"%PDF-")
