"""Printable applications: whose they are, to whom they go, and nothing of the benefit over the net."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from internetfiliale.applications import APPLICATIONS
from internetfiliale.models import Case
from regions.models import Region, ServiceOffice
from regions.offices import responsible_office
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.conftest import RoleClient
from tests.internetfiliale.filling import errors, service_path

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

PATH = service_path("antrag-zum-ausdrucken")


@pytest.fixture
def client() -> RoleClient:
    on_file("A123456780")
    return client_of(member(), second_proof=True)


def text_of(response: Any) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).split())


@pytest.mark.parametrize("application", APPLICATIONS, ids=lambda one: one.key)
def test_application_has_name_number_and_the_responsible_office(client: RoleClient, application: Any) -> None:
    response = client.post(PATH, {"matter": application.key})

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == 'attachment; filename="antrag.pdf"'
    office = responsible_office(Region.objects.get(slug="rheinland"))
    assert office
    text = text_of(response)
    for part in ("Dr. Anna Müller-Lüdenscheidt", "A 123 456 780", office.name, office.street, application.title):
        assert part in text
    assert "Zülpicher" not in text
    assert Case.objects.count() == 0


def test_application_to_an_ikk_without_an_office_goes_to_its_own_address(client: RoleClient) -> None:
    ServiceOffice.objects.filter(region__slug="rheinland").update(is_responsible=False)

    assert "Musterallee 47 50667 Köln" in text_of(client.post(PATH, {"matter": "fahrkosten"}))


def test_page_asks_which_matter_and_nothing_about_it(client: RoleClient) -> None:
    page = client.get(PATH)

    assert page.text.count('name="matter"') == len(APPLICATIONS)
    assert "checked" not in page.text
    assert "Anträge auf Leistungen nehmen wir nur auf Papier an" in page.text


@pytest.mark.parametrize(
    ("matter", "said"),
    [
        ("", "Welchen Antrag brauchen Sie? Bitte wählen Sie den Antrag aus, den Sie brauchen."),
        ("krankengeld", "Welchen Antrag brauchen Sie? Diesen Antrag gibt es hier nicht."),
    ],
)
def test_unknown_matter_is_said_at_the_question(client: RoleClient, matter: str, said: str) -> None:
    (error,) = errors(client.post(PATH, {"matter": matter}))

    assert error.startswith(said)


def test_who_is_on_file_no_more_learns_what_to_do() -> None:
    client = client_of(member(), second_proof=True)

    assert "Unter Ihrer Nummer finden wir keine Versicherung mehr." in client.post(PATH, {"matter": "fahrkosten"}).text
