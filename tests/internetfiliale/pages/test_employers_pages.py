"""Contact persons, and the pages that lead employers to the channels of the law."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from internetfiliale.models import Case
from internetfiliale.services.catalogue import offered_to
from internetfiliale.services.declaration import Visitor
from regions.models import Region
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.conftest import RoleClient
from tests.html_page import HtmlPage
from tests.internetfiliale.employers import bakery, bakery_client, databases
from tests.internetfiliale.filling import errors, fill_in, heading, send, service_path

pytestmark = databases

#: Page -> the channel, or until when, in words of its own.
EXPLAINED = {
    "betriebsdaten": "Unverzüglich, also sobald die Änderung feststeht",
    "u1-wahl": "Sie senden die Wahl mit dem Datensatz Arbeitgeberkonto (DSAK):",
    "sepa-mandat": "Sie senden den Datensatz Arbeitgeberkonto (DSAK):",
    "unbedenklichkeit": "kommt elektronisch zurück",
    "steuerberatung": "Schicken Sie sie per Post an Ihre IKK.",
}
ON_PAPER = {
    "u1-wahl": "u1-wahl-mitteilen",
    "sepa-mandat": "sepa-vordruck",
    "unbedenklichkeit": "unbedenklichkeit-anfordern",
}
PORTAL = 'href="https://info.sv-meldeportal.de" rel="noreferrer noopener"'
PERSON = {"step": "person", "contact_name": "Bea Brandt", "telephone": "0228 4710 12"}
CONTACT = "ansprechperson"
CHECK = {"step": "check"}


@pytest.fixture
def client() -> RoleClient:
    return bakery_client()


@pytest.mark.parametrize("slug", EXPLAINED)
def test_page_explains_and_asks_nothing(client: RoleClient, slug: str) -> None:
    page = client.get(service_path(slug))

    assert page.status_code == 200
    assert EXPLAINED[slug] in " ".join(page.text.replace("&shy;", "").split())
    assert (PORTAL in page.text) is (slug != "steuerberatung")
    assert "<form" not in page.text.partition("<main")[2].partition("servicestelle")[0]
    assert "Was mit Ihren Angaben geschieht" not in page.text
    assert client.post(service_path(slug)).status_code == 405
    assert list(HtmlPage("http://testserver" + service_path(slug), page.text).faults()) == []


def test_very_long_word_breaks_where_it_may_wherever_it_is_shown(client: RoleClient) -> None:
    broken = "Unbedenklich\N{SOFT HYPHEN}keits\N{SOFT HYPHEN}bescheinigung"
    on_paper = service_path(ON_PAPER["unbedenklichkeit"])

    assert client.get("/internetfiliale/").text.count(broken) == 2
    for page in (client.get(on_paper), client.get(service_path("unbedenklichkeit"))):
        body = page.text.partition("<body")[2]
        assert broken in body
        assert "Unbedenklichkeitsbescheinigung" not in body.partition("Was mit Ihren Angaben")[0]


def test_law_that_a_page_names_stays_on_one_line(client: RoleClient) -> None:
    text = client.get(service_path("unbedenklichkeit")).text

    assert "Rechtsgrundlage: §\N{NO-BREAK SPACE}108b SGB\N{NO-BREAK SPACE}IV." in text


@pytest.mark.parametrize(("slug", "on_paper"), ON_PAPER.items())
def test_case_is_offered_only_where_the_ikk_takes_paper(
    client: RoleClient, rheinland: Region, slug: str, on_paper: str
) -> None:
    link = f'href="{service_path(on_paper)}"'
    assert link in client.get(service_path(slug)).text
    assert client.get(service_path(on_paper)).status_code == 200

    Region.objects.filter(pk=rheinland.pk).update(takes_paper_from_employers=False)

    assert link not in client.get(service_path(slug)).text
    assert client.get(service_path(on_paper)).status_code == 404


def test_page_of_the_u1_choice_has_levels_and_deadline_of_the_chosen_ikk() -> None:
    chosen = bakery_client(region="spree-havel", regions=["rheinland", "spree-havel"])

    text = chosen.get(service_path("u1-wahl")).text

    assert "<strong>31. Januar</strong>" in text
    assert "65&nbsp;%" in text
    assert "70&nbsp;%" not in text


def test_contact_person_is_asked_for_name_and_telephone_only(client: RoleClient) -> None:
    person = fill_in(client, CONTACT, {"step": "anliegen", "wish": "new"})
    assert heading(person) == "Wen rufen wir an?"
    assert person.text.count('type="text"') == 1
    assert person.text.count('type="tel"') == 1
    assert 'type="email"' not in person.text

    check = send(client, CONTACT, person, **PERSON)
    assert "<dd>Bea Brandt</dd>" in check.text
    assert send(client, CONTACT, check, **CHECK).status_code == 303
    assert [(case.service, case.region.slug) for case in Case.objects.all()] == [(CONTACT, "rheinland")]


def test_person_who_changes_is_asked_for_with_the_former_one(client: RoleClient) -> None:
    former = fill_in(client, CONTACT, {"step": "anliegen", "wish": "replaced"})
    assert heading(former) == "Wer steht bisher in unseren Unterlagen?"

    person = send(client, CONTACT, former, step="bisher", former_name="Max Brandt")
    check = send(client, CONTACT, person, **PERSON)

    assert [f"<dd>{name}</dd>" in check.text for name in ("Max Brandt", "Bea Brandt")] == [True, True]


def test_person_who_goes_needs_no_telephone(client: RoleClient) -> None:
    former = fill_in(client, CONTACT, {"step": "anliegen", "wish": "gone"})
    check = send(client, CONTACT, former, step="bisher", former_name="Max Brandt")

    assert heading(check) == "Stimmen Ihre Angaben?"
    assert "Telefonnummer" not in check.text.partition("<main")[2].partition("servicestelle")[0]


def test_number_that_cannot_be_called_is_said_at_its_field(client: RoleClient) -> None:
    page = fill_in(client, CONTACT, {"step": "anliegen", "wish": "new"}, {**PERSON, "telephone": "Zentrale"})

    (error,) = errors(page)
    assert error.startswith("Telefonnummer im Betrieb: Bitte geben Sie die Nummer in Ziffern ein, zum Beispiel 0221")
    assert 'value="Zentrale"' in page.text


def test_u1_choice_is_one_of_the_levels_and_years_offered(client: RoleClient) -> None:
    year = str(timezone.localdate().year + 1)
    wrong = fill_in(client, "u1-wahl-mitteilen", {"step": "erstattung", "level": "65", "year": "2001"})
    assert len(errors(wrong)) == 2

    check = send(client, "u1-wahl-mitteilen", wrong, step="erstattung", level="60", year=year)

    assert "<dd>60 %</dd>" in check.text
    assert f"<dd>{year}</dd>" in check.text
    assert send(client, "u1-wahl-mitteilen", check, **CHECK).status_code == 303


def test_levels_are_asked_of_the_database_once_a_page(client: RoleClient) -> None:
    first = client.get(service_path("u1-wahl-mitteilen"))
    with CaptureQueriesContext(connection) as asked:
        check = send(
            client, "u1-wahl-mitteilen", first, step="erstattung", level="60", year=str(timezone.localdate().year)
        )

    assert "<dd>60 %</dd>" in check.text
    assert sum("regions_u1tariff" in query["sql"] for query in asked) == 1


@pytest.mark.parametrize(
    ("slug", "typed"),
    [
        ("sepa-vordruck", {"step": "anlass", "occasion": "first"}),
        ("unbedenklichkeit-anfordern", {"step": "wie-oft", "how_often": "once"}),
    ],
)
def test_paper_is_asked_for_by_one_question(client: RoleClient, slug: str, typed: dict[str, Any]) -> None:
    check = fill_in(client, slug, typed)

    assert send(client, slug, check, **CHECK).status_code == 303
    assert Case.objects.get().service == slug


def test_insured_people_find_none_of_it(rheinland: Region) -> None:
    employer = bakery()
    offered = {service.slug for service in offered_to(Visitor(employer, rheinland, has_proof=True))}
    on_file("A123456780")
    anna = member()
    shared = {service.slug for service in offered_to(Visitor(anna, rheinland, has_proof=True))}

    client = client_of(anna)
    own = offered - shared
    assert {*EXPLAINED, *ON_PAPER.values(), CONTACT, "beitragsrechner", "beitragssaetze"} <= own
    assert {client.get(service_path(slug)).status_code for slug in own} == {404}
