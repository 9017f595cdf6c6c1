"""Visitors who use the keyboard, large text, strong contrast or paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import pages
from tests.browser import Look, Visit, enlarge_letters, overflow, show_each, violations
from tests.live import Portal

READING = (*pages.NATIONAL, *pages.REGIONAL)
FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.boxShadow !== 'none' || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
}"""
COVERED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + Math.min(box.width, 12) / 2, box.top + box.height / 2);
  return !document.activeElement.contains(top) && !(top && top.contains(document.activeElement));
}"""


def focused(page: Page) -> str:
    """Return the text or the name of what has the focus."""
    text = page.evaluate("document.activeElement.innerText || document.activeElement.name || ''")
    return str(text).strip()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until ``name`` has the focus; whatever is on the way shows where one is."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS), f"{focused(page)} shows no focus"
        assert not page.evaluate(COVERED), f"{focused(page)} lies under something"
        if focused(page) == name:
            return
    raise AssertionError(f"Tab does not lead to {name}.")


@pytest.mark.parametrize("look", [Look(320), Look(1280)], ids=str)
def test_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert focused(page) == "Zum Inhalt springen"
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "q"
    assert page.evaluate(FOCUS)

    page.keyboard.type("50667")
    page.keyboard.press("Enter")
    page.wait_for_url("**/regionen/?q=50667#ergebnis")
    tab_to(page, "Muster-IKK Rheinland")
    page.keyboard.press("Enter")
    page.wait_for_url("**/regionen/rheinland/")
    tab_to(page, "Muster-IKK Rheinland wählen")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile(r"^http://[^/]+/#gewaehlt$"))

    tab_to(page, "Auswahl aufheben")
    expect(page.locator(".region-bar")).to_contain_text("Muster-IKK Rheinland")


def test_zoom_to_twice_the_size_loses_nothing(visit: Visit, portal: Portal) -> None:
    window = visit(Look(1280))
    session = window.context.new_cdp_session(window)
    session.send("Emulation.setDeviceMetricsOverride", _ZOOMED_TWICE)

    for page in show_each(window, portal, READING):
        assert window.evaluate("innerWidth") == 640
        assert (page.name, overflow(window), _cut_off(window)) == (page.name, 0, [])


@pytest.mark.parametrize("path", ["/", "/regionen/?q=Frankf", "/datenschutz/", "/impressum/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_large_font_of_the_browser_fits(visit: Visit, path: str, width: int) -> None:
    window = visit(Look(width))
    enlarge_letters(window)
    window.goto(path)

    assert window.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 32
    assert overflow(window) == 0
    assert _cut_off(window) == []


_ZOOMED_TWICE = {"width": 640, "height": 400, "deviceScaleFactor": 2, "mobile": False}


def _cut_off(window: Page) -> list[str]:
    """Return elements whose text does not fit into their box."""
    found: list[str] = window.evaluate(
        """() => [...document.querySelectorAll('main *, header *, footer *')]
          .filter(element => !element.closest('.visually-hidden, .skip-link, .table-scroll, svg'))
          .filter(element => getComputedStyle(element).overflowX === 'hidden'
            && element.scrollWidth > element.clientWidth + 1)
          .map(element => element.outerHTML.slice(0, 120))"""
    )
    return found


@pytest.mark.parametrize(
    "look", [Look(320, forced_colors="active"), Look(1280, "dark", forced_colors="active")], ids=str
)
@pytest.mark.parametrize("path", ["/", "/regionen/?q=", "/regionen/?q=50667", "/quellen/"])
def test_forced_colours_keep_edges_and_map(page: Page, path: str) -> None:
    page.goto(path)

    # axe reads the colours of the stylesheet; what is painted is the reader's own palette.
    assert violations(page, without=["color-contrast"]) == []
    button = page.locator(".search-form .button")
    if button.count():
        assert button.evaluate("element => getComputedStyle(element).borderStyle") == "solid"
        field = page.locator("#id_q")
        field.focus()
        assert field.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    if page.locator("svg.map").count():
        path_colours = page.locator("svg.map path").first.evaluate(
            "element => [getComputedStyle(element).fill, getComputedStyle(element).stroke]"
        )
        assert path_colours[0] != path_colours[1]


@pytest.mark.parametrize("look", [Look(1280), Look(1280, "dark")], ids=str)
def test_on_paper_the_address_stays_and_navigation_goes(visit: Visit, portal: Portal, look: Look) -> None:
    window = visit(look, cookies={"ikk_region": pages.REGION})
    window.goto("/")
    window.emulate_media(media="print", color_scheme=look.scheme)

    for hidden in (".site-nav", ".access-nav", ".skip-link", ".region-bar ul"):
        expect(window.locator(hidden).first).to_be_hidden()
    expect(window.locator(".contact-box address").first).to_contain_text(pages.REGION_NAME)
    expect(window.locator(".contact-box address").first).to_be_visible()
    expect(window.locator(".region-bar strong")).to_be_visible()
    expect(window.get_by_role("table").first).to_be_visible()
    assert _lightness(window, "color") < 100
    assert _lightness(window, "backgroundColor") > 200 or _is_transparent(window)


def test_on_paper_external_links_show_their_address(page: Page) -> None:
    page.goto("/quellen/")
    page.emulate_media(media="print")

    shown = page.locator("a.external").first.evaluate("link => getComputedStyle(link, '::after').content")

    assert "openstreetmap.org/copyright" in shown or "attr(href)" in shown


def test_on_paper_closed_details_are_read_and_the_way_to_the_choice_goes(page: Page) -> None:
    page.goto("/impressum/")
    expect(page.locator("details address").last).to_be_hidden()

    page.emulate_media(media="print")

    expect(page.locator("details address").last).to_be_visible()
    assert [link for link in page.get_by_role("link", name="IKK wählen").all() if link.is_visible()] == []


def _lightness(window: Page, name: str) -> float:
    """Return the mean of red, green and blue of the body's colour, 0 to 255."""
    colour = str(window.evaluate(f"getComputedStyle(document.body).{name}"))
    parts = colour.partition("(")[2].rstrip(")").replace(",", " ").split()[:3]
    return sum(map(float, parts)) / 3


def _is_transparent(window: Page) -> bool:
    return str(window.evaluate("getComputedStyle(document.body).backgroundColor")) == "rgba(0, 0, 0, 0)"
