"""Frau Stein looks at the statistics; everybody else looks at /zahlen/."""

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser import Look, Visit, enlarge_letters, follow
from tests.journeys.test_editing import assert_fits, sign_in
from tests.live import Portal, database_url

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280, scripts=False), id="desktop-no-scripts"),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
]
YEAR = date.today().year - 1  # noqa: DTZ011  (any day of this year will do)
_PUBLISHED = f"""
INSERT INTO access_log_publishedcount (cube, day, section, part, count)
SELECT 'hours', day, '', to_char(hour, 'FM00'), 10 * (hour + 1) FROM days, generate_series(0, 23) AS hour
UNION ALL SELECT 'regions', day, section, part, 200 FROM days, (VALUES ('topics', 'nord'), ('inside', ''),
    ('plain', 'rheinland'), ('start', 'baden-wuerttemberg')) AS cell (section, part)
UNION ALL SELECT 'durations', day, 'topics', part, 100 FROM days, (VALUES ('0'), ('4'), ('7')) AS cell (part)
UNION ALL SELECT 'status', day, 'unknown', 'missing', 50 FROM days
UNION ALL SELECT 'pages', '{YEAR}-01-01', 'topics', '/themen/leistungen/' || repeat('langer-name-', 8), 90
UNION ALL SELECT 'figures', '{YEAR}-01-01', figure, 'nord', 40
    FROM (VALUES ('letters-posted'), ('waited-0-2'), ('copies-dispatched')) AS cell (figure)
"""


@pytest.fixture(autouse=True)
def _january(portal: Portal) -> Iterator[None]:
    """Figures of every day of January."""
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        connection.execute("DELETE FROM access_log_publishedcount")
        days = f"WITH days AS (SELECT generate_series(date '{YEAR}-01-01', date '{YEAR}-01-31', '1 day')::date AS day)"
        connection.execute(days + _PUBLISHED)
        yield
        connection.execute("DELETE FROM access_log_publishedcount")


def check(page: Page, look: Look) -> None:
    if look.scripts:
        assert_fits(page)


@pytest.mark.parametrize("look", LOOKS)
def test_figures_are_read_on_the_desk_and_in_public(visit: Visit, portal: Portal, look: Look) -> None:
    desk = visit(look)
    sign_in(desk, portal, "stein")
    follow(desk.get_by_role("link", name="Statistik der Seitenaufrufe", exact=True))  # its styles show one chart of two
    expect(desk.get_by_text("Seitenaufrufe, nicht Personen.")).to_be_visible()
    expect(desk.get_by_role("img", name="Seitenaufrufe nach Tagen: 84.000 Seitenaufrufe in 28 Tagen")).to_be_visible()
    check(desk, look)

    desk.get_by_label("IKK", exact=True).select_option("Muster-IKK Nord")
    desk.get_by_label("Von", exact=True).fill(f"{YEAR}-01-01")
    follow(desk.get_by_role("button", name="Zeigen"))
    expect(desk.get_by_role("heading", name=f"Muster-IKK Nord, 1. Januar {YEAR} bis 31. Januar {YEAR}")).to_be_visible()
    desk.get_by_text("Als Tabelle: Seitenaufrufe nach Bereichen").click()
    expect(desk.locator("#bereiche tbody")).to_have_text("Themen6.200")
    check(desk, look)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Als CSV-Datei herunterladen: Seitenaufrufe nach Bereichen").click()
    assert download.value.suggested_filename == f"bereiche-{YEAR}-01-01-{YEAR}-01-31.csv"

    visitor = visit(look)
    visitor.goto("/")
    follow(visitor.get_by_role("link", name="Zahlen", exact=True))
    expect(visitor.get_by_role("heading", name=f"Alle IKKs im Jahr {YEAR + 1}")).to_be_visible()
    check(visitor, look)
    follow(visitor.get_by_role("link", name=str(YEAR), exact=True))
    expect(visitor.get_by_role("img", name="Seitenaufrufe nach Monaten: 24.800 im ganzen Zeitraum")).to_be_visible()
    check(visitor, look)
    visitor.get_by_text("Andere IKK zeigen").click()
    follow(visitor.get_by_role("link", name="Muster-IKK Nord", exact=True))
    expect(visitor.get_by_role("heading", name=f"Muster-IKK Nord im Jahr {YEAR}")).to_be_visible()
    expect(visitor.get_by_role("img", name="PIN-Briefe zur Post gegeben nach Monaten: 40")).to_be_visible()
    check(visitor, look)


def test_words_of_charts_do_not_touch_in_large_letters(visit: Visit) -> None:
    page = visit()
    enlarge_letters(page)
    page.goto(f"/zahlen/?jahr={YEAR}")
    page.wait_for_load_state()

    words, touching = page.evaluate(
        """() => {
          const pairs = [], seen = [];
          for (const drawing of document.querySelectorAll('.chart__drawing')) {
            const boxes = [...drawing.querySelectorAll('text')]
              .map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }))
              .filter(({ box }) => box.width);
            seen.push(...boxes);
            boxes.forEach((a, place) => boxes.slice(place + 1).forEach(b => {
              const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
              const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
              if (across > 0 && down > 2) pairs.push(`${a.text} / ${b.text}`);
            }));
          }
          return [seen.length, pairs];
        }"""
    )

    assert words > 10
    assert touching == []
