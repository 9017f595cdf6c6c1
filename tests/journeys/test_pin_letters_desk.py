"""Two people at the desk of PIN letters: Vogel makes, prints and posts batches, Fischer releases what he has made."""

import io
import re
from collections.abc import Callable, Iterator

import psycopg
import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from bestand.demo_data import ANNA, BRANDT, EMIL, HANNA
from tests.browser import Look, Visit, follow
from tests.journeys.letters_on_file import forget_all_letters
from tests.journeys.test_editing import assert_fits, sign_in
from tests.live import Portal, database_url

LOOKS = [
    pytest.param(Look(1280), id="desktop"),
    *(
        pytest.param(look, id=str(look), marks=pytest.mark.long)
        for look in (Look(320), Look(1280, "dark"), Look(320, "dark"))
    ),
]
LETTERS = (
    (ANNA, "insured", "normal"),
    (EMIL, "insured", "large"),
    (HANNA, "insured", "normal"),
    (BRANDT, "employer", "read_aloud"),
)


Step = Callable[[Page, str], None]


@pytest.fixture(autouse=True)
def _four_letters_wait(portal: Portal) -> Iterator[None]:
    """Four people of the Rhineland wait for their letters; two of the letters wait for too long."""
    forget_all_letters(portal)
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        for place, (person, kind, form) in enumerate(LETTERS):
            connection.execute(
                "INSERT INTO accounts_pinletter (id, kind, number, region_id, letter_form, state, review_reasons, "
                "is_protected, household_key, requested_at, decided_by, decision_note, is_reprint, problem) "
                "SELECT gen_random_uuid(), %s, %s, id, %s, 'requested', '{}', false, %s, "
                "now() - %s * interval '3 days', '', '', false, '' FROM regions_region WHERE slug = 'rheinland'",
                [kind, person.number, form, f"{place:064}", len(LETTERS) - place],
            )
    yield
    forget_all_letters(portal)


def message(page: Page) -> Locator:
    return page.locator(".messagelist")


def look_at(page: Page) -> None:
    """See that the page fits a phone, too, and is accessible there."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": 320, "height": 800})
    assert_fits(page)
    page.set_viewport_size(size)


def go_on(page: Page, name: str) -> None:
    """Press a button or follow a link."""
    follow(page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first)


def press(page: Page, name: str) -> None:
    """Press a button or follow a link, and look at the page it leads to."""
    go_on(page, name)
    look_at(page)


def print_in_the_browser(page: Page, step: Step = press) -> bytes:
    """Go through the checklist, and return the PDF of the part that opens in a new window."""
    step(page, "Im Browser drucken")
    pdf: list[bytes] = []

    def keep(route: Route) -> None:
        answer = route.fetch()
        pdf.append(answer.body())
        assert answer.headers["content-type"] == "application/pdf"
        route.fulfill(status=200, content_type="text/plain", body="gedruckt")

    page.context.route("**/print-part/", keep)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name=re.compile("jetzt drucken")).click()
    expect(opened.value.get_by_text("gedruckt")).to_be_visible()
    opened.value.close()
    page.context.unroute("**/print-part/")
    step(page, "Zurück zum Stapel")
    return pdf[0]


def sheets_of(pdf: bytes) -> list[str]:
    """Return the words of each sheet."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]


def release(page: Page, path: str, step: Step = press) -> None:
    page.goto(path)
    step(page, "Prüfen und freigeben")
    step(page, "Ja, freigeben")
    expect(message(page)).to_contain_text("Der Stapel ist freigegeben.")


def make_and_have_refused(vogel: Page, fischer: Page) -> None:
    """Vogel submits all letters; Fischer says no, and why."""
    vogel.get_by_role("link", name="Zu druckende PIN-Briefe", exact=True).click()
    expect(vogel.get_by_text("bitte zuerst drucken").first).to_be_visible()
    look_at(vogel)
    press(vogel, "Stapel aus allen wartenden Briefen: 4")
    expect(message(vogel)).to_contain_text("4 Briefe")
    press(vogel, "Zur Freigabe vorlegen")

    follow(fischer.get_by_role("link", name="Druckstapel", exact=True))
    look_at(fischer)
    follow(fischer.locator("#result_list tbody th a"))
    look_at(fischer)
    press(fischer, "Ablehnen")
    press(fischer, "Ja, ablehnen")
    expect(fischer.locator(".errornote")).to_be_focused()
    fischer.get_by_label("Grund").fill("Ohne den Brief ins Ausland")
    press(fischer, "Ja, ablehnen")
    vogel.reload()
    expect(vogel.get_by_text("„Ohne den Brief ins Ausland“")).to_be_visible()
    look_at(vogel)


def make_another_and_have_it_released(vogel: Page, fischer: Page) -> None:
    """Vogel takes one letter out; Fischer sees the others and releases them."""
    vogel.goto("/verwaltung/accounts/lettertoprint/")
    press(vogel, "Stapel aus allen wartenden Briefen: 4")
    vogel.get_by_label(f"{HANNA.number} auswählen").check()
    press(vogel, "Ausgewählte Briefe herausnehmen")
    press(vogel, "Zur Freigabe vorlegen")
    expect(vogel.get_by_text("Sie haben diesen Stapel selbst zusammengestellt.")).to_be_visible()
    release(fischer, vogel.url)
    vogel.reload()
    look_at(vogel)


def print_and_report_a_misprint(vogel: Page) -> None:
    """Three sheets come, one for each letter; two of them are spoiled."""
    sheets = sheets_of(print_in_the_browser(vogel))
    assert len(sheets) == 3
    for name in ("Anna Musterfrau", "Betreuungsbüro Nehl", "Bäckerei Brandt"):
        assert len([sheet for sheet in sheets if name in sheet]) == 1
    expect(vogel.get_by_role("table", name="Druck nach Teilen")).to_contain_text("zu prüfen")
    press(vogel, "Fehldruck melden")
    vogel.get_by_label("Von Blatt").fill("2")
    vogel.get_by_label("Bis Blatt").fill("7")
    press(vogel, "Weiter")
    expect(
        vogel.get_by_role("link", name="Bitte tragen Sie höchstens 3 ein: Mehr Blätter hat Teil 1 nicht.")
    ).to_be_visible()
    vogel.get_by_label("Bis Blatt").fill("3")
    press(vogel, "Weiter")
    press(vogel, "Ja, Fehldruck")
    expect(message(vogel)).to_contain_text("Als Fehldruck gemeldet: 2.")


def count_and_post(vogel: Page) -> None:
    """Counts that do not add up are refused; the right ones end the batch."""
    press(vogel, "Druck bestätigen")
    press(vogel, "Zur Post geben")
    vogel.get_by_label("Kuvertiert").fill("3")
    vogel.get_by_label("Vernichtet").fill("0")
    press(vogel, "Weiter")
    expect(vogel.get_by_text("In Umschläge gehören nach dem Druck: 1.").first).to_be_visible()
    vogel.get_by_label("Kuvertiert").fill("1")
    vogel.get_by_label("Vernichtet").fill("2")
    press(vogel, "Weiter")
    press(vogel, "Ja, zur Post gegeben")
    expect(vogel.get_by_text("3 gedruckt, 1 kuvertiert, 2 vernichtet")).to_be_visible()


def reprint(vogel: Page, fischer: Page) -> None:
    """The spoiled ones come once more, released anew, and are posted."""
    vogel.goto("/verwaltung/accounts/lettertoprint/")
    go_on(vogel, "Nachdruck-Stapel: 2")
    go_on(vogel, "Zur Freigabe vorlegen")
    expect(message(vogel)).to_contain_text("zur Freigabe vorgelegt")
    release(fischer, vogel.url, go_on)
    vogel.reload()
    assert len(sheets_of(print_in_the_browser(vogel, go_on))) == 2
    press(vogel, "Druck ungeklärt")
    go_on(vogel, "Nein, zurück")
    go_on(vogel, "Druck bestätigen")
    go_on(vogel, "Zur Post geben")
    vogel.get_by_label("Kuvertiert").fill("2")
    vogel.get_by_label("Vernichtet").fill("0")
    go_on(vogel, "Weiter")
    go_on(vogel, "Ja, zur Post gegeben")
    expect(vogel.get_by_text("2 gedruckt, 2 kuvertiert, 0 vernichtet")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_letters_go_from_the_list_to_the_post(visit: Visit, portal: Portal, look: Look) -> None:
    vogel, fischer = visit(look), visit(look)
    sign_in(vogel, portal, "vogel")
    sign_in(fischer, portal, "fischer")

    make_and_have_refused(vogel, fischer)
    make_another_and_have_it_released(vogel, fischer)
    print_and_report_a_misprint(vogel)
    count_and_post(vogel)
    reprint(vogel, fischer)
