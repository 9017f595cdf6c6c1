"""People write to us: an enquiry that is answered by e-mail, and a letter that they print, with and without scripts."""

import io
import re

import psycopg
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser import Look, come_from_elsewhere
from tests.live import Portal, database_url

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280), id="desktop", marks=pytest.mark.long),
    pytest.param(Look(320, scripts=False), id="phone-without-scripts"),
    pytest.param(Look(1280, scripts=False), id="desktop-without-scripts", marks=pytest.mark.long),
]
every_look = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture(autouse=True)
def _connection_of_its_own(request: pytest.FixtureRequest) -> None:
    """Each visitor comes from another address, as the TLS front would tell: five an hour are few for tests."""
    if "page" in request.fixturenames:
        come_from_elsewhere(request.getfixturevalue("page"))


def enquiries(portal: Portal, email: str) -> list[tuple[str, str, str]]:
    """Return what was kept of ``email``, and take it away."""
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        return connection.execute(
            "DELETE FROM contact_enquiry WHERE email = %s RETURNING topic, message, page", [email]
        ).fetchall()


def traces(portal: Portal, word: str) -> set[str]:
    """Return the tables that hold a word, and the log if it does."""
    found = {"log"} if word in portal.log.read_text() else set()
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        for (table,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            query = f'SELECT count(*) FROM "{table}" AS t WHERE strpos(t::text, %s) > 0'
            if connection.execute(query, [word]).fetchone() != (0,):
                found.add(table)
    return found


@every_look
def test_enquiry_after_a_slip_is_sent_once(page: Page, portal: Portal) -> None:
    page.goto("/regionen/rheinland/")
    page.get_by_role("button", name="Muster-IKK Rheinland wählen").click()
    page.get_by_label("Hauptnavigation").get_by_role("link", name="Kontakt").click()
    page.get_by_role("main").get_by_role("link", name="Broschüren").click()
    page.get_by_label("Ihre Nachricht").fill("Haben Sie etwas über Rücken?\nMeine Nummer: A 000 500 015")
    page.get_by_label("Ihre E-Mail-Adresse").fill("rosa@example.org")
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title(re.compile("^Fehler: Broschüren – Kontakt"))
    expect(page.get_by_role("button", name="Daraus einen Brief machen")).to_be_visible()
    page.get_by_label("Ihre E-Mail-Adresse").press("Enter")  # sends again; it does not make a letter of the text
    expect(page.get_by_role("heading", level=1)).to_have_text("Broschüren")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Ihre Nachricht").fill("Haben Sie etwas über Rücken?")

    page.get_by_role("button", name="Nachricht senden").dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Nachricht ist angekommen")
    assert traces(portal, "rosa@example.org") == {"contact_enquiry"}
    assert enquiries(portal, "rosa@example.org") == [("broschueren", "Haben Sie etwas über Rücken?", "")]


@every_look
def test_text_with_a_number_becomes_a_letter(page: Page) -> None:
    page.goto("/kontakt/e-mail/broschueren/")
    page.get_by_label("Ihre Nachricht").fill("Meine Nummer: A 000 500 015")
    page.get_by_label("Bei welcher IKK sind Sie?").select_option("Muster-IKK Rheinland")
    page.get_by_role("button", name="Nachricht senden").click()
    page.get_by_role("button", name="Daraus einen Brief machen").click()

    expect(page.get_by_role("status")).to_be_focused()
    expect(page.get_by_label("Ihr Text", exact=True)).to_have_value("Meine Nummer: A 000 500 015")
    expect(page.get_by_label("Bei welcher IKK sind Sie?")).to_have_value("rheinland")


@every_look
def test_problem_with_a_page_names_the_page(page: Page, portal: Portal) -> None:
    page.goto("/themen/leistungen/zahnersatz/")
    page.get_by_role("button", name="Problem mit dieser Seite").click()
    expect(page.get_by_text("Es geht um die Seite /themen/leistungen/zahnersatz/.")).to_be_visible()
    page.get_by_label("Ihre Nachricht").fill("Ein Wort fehlt.")
    page.get_by_label("Ihre E-Mail-Adresse").fill("paul@example.org")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Nachricht ist angekommen")
    assert page.context.cookies() == []
    assert enquiries(portal, "paul@example.org") == [("seite", "Ein Wort fehlt.", "/themen/leistungen/zahnersatz/")]


@every_look
def test_letter_about_sick_pay_is_downloaded_with_the_right_ikk(page: Page, portal: Portal) -> None:
    page.goto("/kontakt/")
    page.get_by_role("link", name="Krankengeld").click()
    for label, value in (
        ("Ihr Name", "Anna Ahrens"),
        ("Straße und Hausnummer", "Hauptstraße 12"),
        ("Postleitzahl", "50667"),
        ("Ort", "Köln"),
        ("Ihr Text", "ich beantrage Krankengeld.\n\nDie Kanarienbescheinigung liegt bei."),
    ):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Brief herunterladen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte wählen Sie Ihre IKK aus.")
    page.get_by_label("Bei welcher IKK sind Sie?").select_option("Muster-IKK Rheinland")

    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Brief herunterladen").click()

    pdf = PdfReader(io.BytesIO(downloaded.value.path().read_bytes()))
    text = " ".join(pdf.pages[0].extract_text().split())
    assert downloaded.value.suggested_filename == "brief.pdf"
    assert "Muster-IKK Rheinland Servicestelle Köln" in text
    assert "Anna Ahrens" in text
    expect(page.get_by_label("Ihr Text", exact=True)).to_have_value(re.compile("^ich beantrage Krankengeld"))
    assert "Kanarienbescheinigung" in text
    assert traces(portal, "Kanarienbescheinigung") == set()
