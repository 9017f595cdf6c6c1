"""The certificate at once: right about who is insured, refused with a way out, and agreeing with its own check."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader

from bestand.models import Import
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.conftest import RoleClient
from tests.internetfiliale.checking import check, typed_date
from tests.internetfiliale.filling import service_path

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

PATH = service_path("versicherungsbescheinigung")


def client_with(**changes: Any) -> RoleClient:
    """Return the client of Anna, with ``changes`` of what the register holds about her, second proof shown."""
    on_file("A123456780", **changes)
    return client_of(member(), second_proof=True)


def text_of(response: Any) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).split())


def test_certificate_is_a_pdf_that_nobody_keeps_under_a_name_that_names_nobody() -> None:
    response = client_with().post(PATH)

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == 'attachment; filename="versicherungsbescheinigung.pdf"'
    text = text_of(response)
    for part in (
        "Dr. Anna Müller-Lüdenscheidt",
        "09.03.1954",
        "A 123 456 780",
        "als Mitglied",
        "1. Januar 1999",
        "Muster-IKK Rheinland",
        "100000003",
    ):
        assert part in text


def test_certificate_agrees_with_its_check() -> None:
    today = timezone.localdate()
    client = client_with(insured_as="family", insured_until=today)
    code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", text_of(client.post(PATH)))
    assert code

    answer = check(RoleClient(), {"code": code[0], "name": "Anna Mueller-Luedenscheidt", **typed_date(today)})

    assert "<h2>Stimmt überein</h2>" in answer.text
    assert "<dd>in der Familienversicherung</dd>" in answer.text
    assert f"<dd>{date_format(today, 'j. F Y')}</dd>" in answer.text


def test_certificate_says_of_which_day_the_data_are() -> None:
    Import.objects.all().delete()
    moment = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
    Import.objects.create(finished_at=moment, insured=1, employers=1, refused=0, by="timer", reason="x")

    assert "Stand der Daten: 6. Januar 2026." in text_of(client_with().post(PATH))


def test_certificate_comes_from_the_ikk_of_the_register() -> None:
    text = text_of(client_with(institutionskennzeichen="100000001").post(PATH))

    assert "Muster-IKK Nord" in text
    assert "Rheinland" not in text


def test_end_without_an_end_is_none() -> None:
    text = text_of(client_with(insured_until="9999-12-31").post(PATH))

    assert "Versichert bis" not in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"insured_until": timedelta(days=-1)}, "Ihre Versicherung bei uns ist am {day} zu Ende gegangen."),
        ({"insured_since": timedelta(days=1)}, "Ihre Versicherung bei uns beginnt am {day}."),
        ({"is_deceased": True}, "Zu dieser Versicherung stellen wir hier keine Bescheinigung aus."),
        ({"institutionskennzeichen": "109999990"}, "Ihre IKK stellt hier keine Bescheinigungen aus."),
        ({"number": "B123456782"}, "Unter Ihrer Nummer finden wir keine Versicherung mehr."),
    ],
)
def test_who_is_not_insured_here_today_gets_none_and_learns_what_to_do(changes: dict[str, Any], said: str) -> None:
    today = timezone.localdate()
    days = {name: today + value for name, value in changes.items() if isinstance(value, timedelta)}
    on_file(**{"number": "A123456780", **changes, **days})
    client = client_of(member(), second_proof=True)

    response = client.post(PATH)

    assert response.headers["Content-Type"].startswith("text/html")
    assert said.format(day=date_format(*days.values(), "j. F Y") if days else "") in response.text
    assert re.search(r"rufen Sie uns bitte an|Rufen Sie uns an|Bitte rufen Sie uns an", response.text)


def test_silent_register_gives_nothing_and_the_page_says_so() -> None:
    def silent(*_: Any) -> None:
        raise OperationalError("the server closed the connection")

    client = client_with()
    with connections["bestand"].execute_wrapper(silent):
        response = client.post(PATH)

    assert response.status_code == 503
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Ihre Angaben können wir gerade nicht zeigen" in response.text


def test_register_that_falls_silent_half_way_gives_nothing() -> None:
    def silent_about_the_day(execute: Any, sql: Any, *rest: Any) -> Any:
        if "as_of" in str(sql):
            raise OperationalError("the server closed the connection")
        return execute(sql, *rest)

    client = client_with()
    with connections["bestand"].execute_wrapper(silent_about_the_day):
        response = client.post(PATH)

    assert response.status_code == 503


def test_pin_alone_shows_what_it_is_and_gives_nothing() -> None:
    on_file("A123456780")
    client = client_of(member())

    page, given = client.get(PATH), client.post(PATH)

    assert "… 780" in page.text
    assert "Arbeitgeber braucht sie nicht: Er bekommt die Bestätigung elektronisch von uns." in page.text
    assert "A 123 456 780" not in page.text
    assert "09.03.1954" not in page.text
    assert given.status_code == 302
    assert given.headers["Location"].startswith("/internetfiliale/nachweis/")


def test_employer_finds_no_certificate() -> None:
    client = client_of(member("09912342", "employer"), second_proof=True)

    assert client.get(PATH).status_code == 404
    assert client.post(PATH).status_code == 404
