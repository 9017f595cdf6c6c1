"""An editor writes, sees the preview while typing, publishes, and visitors read it within two seconds."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Look, Visit, follow, overflow, violations
from tests.http_visitor import HttpVisitor
from tests.live import Portal
from tests.staff import sign_in

LOOKS = [pytest.param(Look(1280), id="desktop"), pytest.param(Look(320), id="phone", marks=pytest.mark.long)]


def open_page(page: Page, title: str) -> None:
    """Find a page in the list and open it."""
    page.goto(f"/verwaltung/regions/page/?q={title}")
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.locator("#id_body")).to_be_visible()


def assert_fits(page: Page) -> None:
    """Accessible, and no wider than its window."""
    assert violations(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize("look", LOOKS)
def test_text_is_written_previewed_and_published(visit: Visit, portal: Portal, look: Look) -> None:
    editor = visit(look)
    sign_in(editor, portal, "ritter")
    open_page(editor, "Haushaltshilfe")
    preview = editor.locator(".markdown-preview__text")
    expect(editor.locator(".markdown-preview__state")).to_have_text("Nichts zu ändern")
    text = editor.locator("#id_body").input_value()

    editor.locator("#id_body").fill(f"# Zu groß\n\n{text}")
    expect(preview.get_by_text("Die Überschrift „Zu groß“ beginnt mit einem #.")).to_be_visible()
    expect(editor.locator(".markdown-preview__state")).to_have_text("Zu ändern: 1")
    assert_fits(editor)
    editor.get_by_role("button", name="Speichern und zeigen").click()
    expect(editor.locator(".errorlist")).to_contain_text("beginnt mit einem #")
    assert_fits(editor)

    editor.locator("#id_body").fill(f"## Neu für {look}\n\n{text}")
    expect(preview.get_by_role("heading", name=f"Neu für {look}")).to_be_visible()
    editor.get_by_role("button", name="Speichern und zeigen").click()
    expect(editor.locator(".messagelist")).to_be_visible()

    saved_at = time.monotonic()
    visitor = HttpVisitor(portal.url)
    while f"<h2>Neu für {look}</h2>" not in visitor.get("/themen/leistungen/haushaltshilfe/").text:
        assert time.monotonic() - saved_at < 2
        time.sleep(0.1)


def test_preview_without_scripts_opens_beside_the_form(visit: Visit, portal: Portal) -> None:
    editor = visit(Look(1280, scripts=False))
    sign_in(editor, portal, "ritter")
    open_page(editor, "Fahrkosten")
    editor.locator("#id_body").fill("## Nur zur Probe\n")

    with editor.context.expect_page() as opened:
        editor.get_by_role("button", name="Vorschau in neuem Fenster").click()

    expect(opened.value.get_by_role("heading", name="Nur zur Probe")).to_be_visible()
    expect(editor.locator("#id_body")).to_have_value("## Nur zur Probe\n")


@pytest.mark.parametrize(
    ("look", "title"),
    [
        pytest.param(Look(1280), "Hilfsmittel", id="desktop", marks=pytest.mark.long),
        pytest.param(Look(320), "Krankengeld", id="phone"),
    ],
)
def test_own_version_is_begun_compared_and_seen_as_another_ikk(
    visit: Visit, portal: Portal, look: Look, title: str
) -> None:
    editor = visit(look)
    sign_in(editor, portal, "rosen")
    editor.goto(f"/verwaltung/regions/page/?q={title}")
    editor.get_by_role("link", name=title, exact=True).click()
    expect(editor.get_by_role("button", name="Abweichung für meine IKK anlegen")).to_be_visible()
    assert_fits(editor)
    editor.get_by_role("button", name="Abweichung für meine IKK anlegen").click()
    expect(editor.locator("#id_body")).to_be_visible()

    editor.get_by_role("link", name="Mit der nationalen Fassung vergleichen").click()
    expect(editor.get_by_role("columnheader", name="Fassung der Muster-IKK Rheinland")).to_be_visible()
    assert_fits(editor)
    editor.get_by_role("button", name="Verglichen").click()
    expect(editor).to_have_url(re.compile(r"/regions/page/$"))

    own = editor.get_by_role("row").filter(has_text=title).filter(has_text="Muster-IKK Rheinland")
    own.get_by_role("link", name=title, exact=True).click()
    follow(editor.get_by_role("link", name="Ansehen als …"))  # a list that is still coming forgets what was chosen
    editor.get_by_label("Ansehen als").select_option(label="Muster-IKK Bayern")
    editor.get_by_role("button", name="Ansehen", exact=True).click()
    expect(editor.get_by_role("region", name="Vorschau")).to_contain_text("für Muster-IKK Bayern zu sehen")
    assert_fits(editor)
