"""The letter to print: to the right IKK, whatever was typed in it, and nothing of it kept."""

import io
import logging
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from pypdf import PdfReader

from contact.topics import IndividualTopic
from regions.models import Region, ServiceOffice
from regions.offices import responsible_office
from tests.conftest import RoleClient
from tests.contact.asking import LETTER, errors, letter_path, value_of, write

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


def text_of(response: Any) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).split())


def test_letter_is_a_pdf_that_nobody_keeps_to_the_responsible_office(client: RoleClient) -> None:
    response = write(client)

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == 'attachment; filename="brief.pdf"'
    office = responsible_office(Region.objects.get(slug="rheinland"))
    assert office
    text = text_of(response)
    for part in (office.name, office.street, "Krankengeld", "A 000 500 015", LETTER["message"], "Seite 1 von 1"):
        assert part in text


@pytest.mark.parametrize(
    ("topic", "subject"), [("eigenes-anliegen", "Mein Anliegen"), ("leistungsantrag", "Antrag auf eine Leistung")]
)
def test_letter_has_a_subject_that_makes_sense_on_paper(client: RoleClient, topic: str, subject: str) -> None:
    text = text_of(write(client, topic))

    assert subject in text
    assert IndividualTopic(topic).label not in text


def test_objection_reminds_of_its_deadline(client: RoleClient) -> None:
    assert "am Ende Ihres Bescheids" in client.get(letter_path("widerspruch")).text
    assert "am Ende Ihres Bescheids" not in client.get(letter_path("krankengeld")).text


def test_letter_to_an_ikk_without_an_office_goes_to_its_own_address(client: RoleClient) -> None:
    ServiceOffice.objects.filter(region__slug="rheinland").update(is_responsible=False)

    assert "Musterallee 47" in text_of(write(client))


@pytest.mark.parametrize("slug", ["rheinland", "bayern", "nord"])
def test_page_names_the_chosen_ikk_and_its_office(client: RoleClient, slug: str) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = slug
    page = client.get(letter_path())
    office = responsible_office(Region.objects.get(slug=slug))
    assert office

    assert f'<input type="hidden" name="ikk" value="{slug}"' in page.text
    assert office.street in page.text
    assert f'href="tel:{office.phone_uri}"' in page.text
    assert 'name="email"' not in page.text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "Ihr Name: Bitte geben Sie Ihren Namen ein."),
        ({"ikk": ""}, "Bei welcher IKK sind Sie? Bitte wählen Sie Ihre IKK aus."),
        ({"message": "\u4e2d \u6587"}, "Ihr Text: Diese Zeichen kann der Brief nicht drucken: \u4e2d \u6587."),
        ({"name": "Anna\u0627"}, "Ihr Name: Diese Zeichen kann der Brief nicht drucken: \u0627."),
        ({"message": "x" * 8_001}, "Ihr Text: Der Text hat 8001 Zeichen, höchstens 8000 sind"),
        ({"street": "x" * 81}, "Straße und Hausnummer: Hier passen höchstens 80 Zeichen."),
    ],
)
def test_what_cannot_be_printed_is_refused_and_kept_on_the_page(
    client: RoleClient, typed: dict[str, str], message: str
) -> None:
    response = write(client, **typed)

    assert response.headers["Content-Type"].startswith("text/html")
    (error,) = errors(response)
    assert error.startswith(message)
    for name, value in {**LETTER, **typed}.items():
        if name != "ikk":
            assert value_of(response, name) == value


def test_letter_from_elsewhere_is_refused_with_its_words_kept(client: RoleClient) -> None:
    response = client.post(letter_path(), LETTER, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert value_of(response, "message") == LETTER["message"]


def contents() -> dict[str, int]:
    """Return what the tables of both databases hold: how many rows of which contents."""
    found = {}
    for alias in ("default", "bestand"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                cursor.execute(f'SELECT coalesce(sum(hashtext(row::text)::bigint), 0), count(*) FROM "{table}" AS row')
                found[f"{alias}.{table}"] = cursor.fetchone()
    return found


def test_server_keeps_nothing_of_a_letter(
    client: RoleClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # Python has looked at the variable long ago
    before, runtime = contents(), Path(settings.RUNTIME_DIRECTORY)
    caplog.set_level(logging.DEBUG)

    for typed in ({}, {"name": ""}, {"uebernehmen": "1"}):
        assert write(client, **typed).status_code == 200

    assert contents() == before
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.parent for path in files} <= {settings.ACCESS_LOG_DIRECTORY}
    assert {path.stat().st_size for path in runtime.rglob("*letter*")} <= {0}
    messages = (record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    logged = "\n".join([*messages, *(path.read_text() for path in files)])
    for value in LETTER.values():
        assert value not in logged


def test_letter_asks_the_database_for_the_ikk_only(client: RoleClient, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):
        write(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_crowd_that_is_too_large_is_not_kept_waiting(client: RoleClient) -> None:
    from ikk_portal.platform.host_slots import slot

    with ExitStack() as crowd:
        for _ in range(4):
            crowd.enter_context(slot("letter-wanted", slots=4, patience=1))
        begun = time.monotonic()
        response = write(client)
        waited = time.monotonic() - begun

    assert response.status_code == 503
    assert waited < 4  # seconds; shorter than who waits for a turn would
    assert value_of(response, "message") == LETTER["message"]
    assert write(client).status_code == 200


def test_crowd_waits_and_loses_nothing(client: RoleClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from ikk_portal.platform.host_slots import slot
    from letters import turns  # their patience is shortened here

    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    with slot("letter", slots=2, patience=1), slot("letter", slots=2, patience=1):
        response = write(client)

    assert response.status_code == 503
    assert value_of(response, "message") == LETTER["message"]
