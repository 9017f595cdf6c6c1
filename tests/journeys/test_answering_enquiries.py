"""Katrin Kessler answers an enquiry: takes it, uses a template, reads the mail before it leaves, and it is done."""

import os
from email import message_from_bytes, policy
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser import Look, Visit
from tests.journeys.test_editing import assert_fits
from tests.live import Portal, database_url
from tests.staff import sign_in

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280), id="desktop", marks=pytest.mark.long),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
]


def asked(portal: Portal) -> str:
    """Keep an enquiry as the web would, and return the address for its answer."""
    email = f"{uuid4().hex}@example.org"
    with psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True) as connection:
        connection.execute("DELETE FROM contact_enquiry")
        connection.execute(
            "INSERT INTO contact_enquiry (id, topic, message, email, page, region_id, received_at) "
            "SELECT %s, 'oeffnungszeiten', 'Haben Sie am Samstag geöffnet?', %s, '', id, now() "
            "FROM regions_region WHERE slug = 'rheinland'",
            [uuid4(), email],
        )
    return email


def mails_to(email: str) -> list[str]:
    """Return what the portal has sent to an address: the texts of the files that it wrote."""
    folder = Path(os.environ["EMAIL_URL"].removeprefix("filemail:///"))
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.log")]
    return [str(mail.get_content()) for mail in mails if mail["To"] == email]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("look", LOOKS)
def test_enquiry_is_taken_and_answered_once(visit: Visit, portal: Portal, look: Look) -> None:
    email = asked(portal)
    desk = visit(look)
    sign_in(desk, portal, "kessler")
    expect(desk.get_by_text("Anfragen ohne Antwort")).to_be_visible()
    desk.get_by_role("link", name="Anfragen", exact=True).last.click()
    expect(desk.locator("#result_list")).to_contain_text("Öffnungszeiten und Erreichbarkeit")
    assert_fits(desk)
    desk.locator("#result_list tbody").get_by_role("link").click()
    expect(desk.get_by_text("Haben Sie am Samstag geöffnet?")).to_be_visible()
    assert_fits(desk)
    press(desk, "Übernehmen")
    desk.get_by_label("Textvorlage").select_option("Dank")
    press(desk, "Vorlage einsetzen")
    press(desk, "Weiter zum Senden")
    expect(desk.locator(".errornote")).to_contain_text("eckigen Klammern")
    assert_fits(desk)
    desk.get_by_label("Antwort").fill("Guten Tag,\n\nja, von 9 bis 12 Uhr.")
    press(desk, "Weiter zum Senden")
    expect(desk.get_by_role("heading", name="Antwort senden?")).to_be_visible()
    assert_fits(desk)

    desk.get_by_role("button", name="Ja, senden").dblclick()

    expect(desk.locator(".messagelist")).to_be_visible()
    expect(desk.locator(".record")).to_contain_text("Beantwortet per E-Mail")
    assert_fits(desk)
    (text,) = mails_to(email)
    assert text.startswith("Guten Tag,\n\nja, von 9 bis 12 Uhr.\n\n-- \nMuster-IKK Rheinland")
    assert "Samstag" not in text
