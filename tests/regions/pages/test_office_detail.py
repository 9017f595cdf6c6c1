"""The page of one office: address, hours, closings ahead, access, and the way to those of the visitor's IKK."""

from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from regions.models import ClosingDays, ServiceOffice
from regions.opening import BERLIN
from tests.offices import save_office

pytestmark = pytest.mark.django_db

HOURS = ((1, "08:30", "12:00"), (1, "13:00", "16:00"), (6, "09:00", "12:00"))


@pytest.fixture(autouse=True)
def office(monkeypatch: pytest.MonkeyPatch) -> ServiceOffice:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 12, 30, tzinfo=BERLIN))
    ServiceOffice.objects.all().delete()
    return save_office("koeln", hours=HOURS, access_note="Klingel links.", step_free="partly", hours_note="Mit Termin.")


def rows_of(text: str) -> list[str]:
    return [" ".join(row.split()) for row in text.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]]


def test_page_says_where_the_office_is_and_how_to_call(client: Client) -> None:
    text = client.get("/servicestellen/koeln/").text

    assert "<h1>Servicestelle Koeln</h1>" in text
    assert "<title>Servicestelle Koeln – Servicestellen – IKK-Portal</title>" in text
    assert (
        '<address class="copyable">Muster-IKK Rheinland<br>Servicestelle Koeln<br>Domstraße 1<br>50667 Köln</address>'
        in text
    )
    assert '<a class="phone" href="tel:+492214710900">0221 4710 900</a>' in text
    assert "Der Zugang ist <strong>teilweise stufenlos</strong>. Klingel links." in text


def test_hours_are_a_table_with_the_days_as_row_headers(client: Client) -> None:
    text = client.get("/servicestellen/koeln/").text
    rows = rows_of(text)

    assert len(rows) == 6
    assert '<th scope="row">Montag <span class="tag">heute</span></th>' in rows[0]
    assert "8:30 bis 12:00&nbsp;Uhr<br>13:00 bis 16:00&nbsp;Uhr" in rows[0]
    assert '<th scope="row">Dienstag</th> <td>geschlossen</td>' in rows[1]
    assert '<th scope="row">Samstag</th> <td>9:00 bis 12:00&nbsp;Uhr</td>' in rows[5]
    assert "<p>Mit Termin.</p>" in text


def test_state_of_the_moment_stands_above(client: Client) -> None:
    text = client.get("/servicestellen/koeln/").text

    assert "<strong>Jetzt geschlossen.</strong>" in text
    assert "Öffnet heute um 13:00&nbsp;Uhr." in text


def test_closings_and_holidays_ahead_are_listed(client: Client, office: ServiceOffice) -> None:
    ClosingDays.objects.create(
        office=office, first_day=date(2026, 12, 24), last_day=date(2027, 1, 1), reason="Betriebsruhe"
    )
    ClosingDays.objects.create(
        office=office, first_day=date(2026, 11, 30), last_day=date(2026, 11, 30), reason="Schulung"
    )
    text = client.get("/servicestellen/koeln/").text
    listed = text.partition("An diesen Tagen geschlossen")[2].partition("</ul>")[0]

    assert [line.strip() for line in listed.split("\n") if "<li>" in line] == [
        "<li>Montag, 30. November 2026: Schulung</li>",
        "<li>Donnerstag, 24. Dezember 2026, bis Freitag, 1. Januar 2027: Betriebsruhe</li>",
    ]


def test_office_closed_today_says_why(client: Client, office: ServiceOffice) -> None:
    ClosingDays.objects.create(office=office, first_day=date(2026, 11, 23), last_day=date(2027, 3, 1), reason="Umbau")
    text = client.get("/servicestellen/koeln/").text

    assert "<strong>Heute geschlossen: Umbau.</strong>" in text
    assert "Wann wir wieder öffnen, sagen wir Ihnen am Telefon." in text


def test_office_without_hours_asks_for_a_call(client: Client) -> None:
    save_office("bonn", hours=())
    text = client.get("/servicestellen/bonn/").text

    assert "Besuche nach Absprache: Bitte rufen Sie vorher an." in text
    assert "Feste Öffnungszeiten gibt es hier nicht." in text
    assert "An diesen Tagen geschlossen" not in text


def test_visitor_of_another_ikk_is_led_to_its_offices(client: Client) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "bayern"
    text = client.get("/servicestellen/koeln/").text

    assert "Diese Servicestelle gehört nicht zu Ihrer IKK." in text
    assert '<a href="/servicestellen/#ikk-bayern">Servicestellen der Muster-IKK Bayern</a>' in text

    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    assert "gehört nicht zu Ihrer IKK" not in client.get("/servicestellen/koeln/").text


def test_unknown_office_answers_404(client: Client) -> None:
    assert client.get("/servicestellen/gibt-es-nicht/").status_code == 404


@pytest.mark.parametrize("postcode", ["50667", "99999"])
def test_page_takes_few_queries(client: Client, postcode: str, django_assert_num_queries: Any) -> None:
    save_office("hier", postcode=postcode)

    with django_assert_num_queries({"50667": 4, "99999": 5}[postcode] + 2):
        client.get("/servicestellen/hier/")
