"""The page of rates and levies: those of the chosen IKK, with their history, and as a file for German programs."""

import csv
from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from regions.models import Rate, Region
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.conftest import RoleClient
from tests.html_page import HtmlPage
from tests.internetfiliale.employers import bakery_client, databases
from tests.internetfiliale.filling import service_path

pytestmark = databases

PATH = service_path("beitragssaetze")
FILE = PATH + "?als=csv"


@pytest.fixture
def client(rheinland: Region) -> RoleClient:
    in_2025 = DateRange(date(2025, 1, 1), date(2026, 1, 1))
    Rate.objects.create(region=rheinland, key="supplement", percent=Decimal("2.55"), validity=in_2025)
    return bakery_client(regions=["rheinland", "bayern"])


def test_page_shows_what_holds_and_what_held(client: RoleClient) -> None:
    contributions, _, levies = client.get(PATH).text.partition('id="umlagen"')

    newest, former = (contributions.index(f"{percent}&nbsp;%") for percent in ("2,90", "2,55"))
    assert newest < former
    assert "vom 1. Januar 2025 bis 31. Dezember 2025" in contributions
    assert "Umlage U1 bei 70&nbsp;% Erstattung" in levies
    assert "Insolvenzgeldumlage" in levies


def test_file_is_one_that_german_programs_read(client: RoleClient) -> None:
    answer = client.get(FILE)

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="beitragssaetze-rheinland.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";")
    assert head == ["Satz", "Prozent", "Gültig ab", "Gültig bis einschließlich", "Gilt für", "Rechtsgrundlage"]
    assert rows[0] == [
        "Krankenversicherung, allgemeiner Beitragssatz",
        "14,60",
        "01.01.2026",
        "",
        "alle IKKs",
        "§ 241 SGB V",
    ]
    assert rows[2:4] == [
        ["Zusatzbeitrag", "2,90", "01.01.2026", "", "Muster-IKK Rheinland", "§ 242 SGB V, Satzung"],
        ["Zusatzbeitrag", "2,55", "01.01.2025", "31.12.2025", "Muster-IKK Rheinland", "§ 242 SGB V, Satzung"],
    ]
    assert rows[-3] == [
        "Umlage U1, Erstattung 70 %, Regelsatz",
        "2,40",
        "01.01.2026",
        "",
        "Muster-IKK Rheinland",
        "§§ 7 und 9 AAG, Satzung",
    ]
    assert len(rows) == 14


def test_employer_with_several_ikks_gets_those_of_the_chosen_one() -> None:
    chosen = bakery_client(region="bayern", regions=["rheinland", "bayern"])

    assert "Muster-IKK Rheinland" not in chosen.get(FILE).text
    assert "Zusatzbeitrag;2,49;" in chosen.get(FILE).text


def test_insured_people_find_neither(client: RoleClient) -> None:
    on_file("A123456780")
    anna = client_of(member())
    assert [anna.get(path).status_code for path in (PATH, FILE)] == [404, 404]


def test_page_takes_no_post(client: RoleClient) -> None:
    assert client.post(PATH).status_code == 405


def test_page_is_valid(client: RoleClient) -> None:
    assert list(HtmlPage("http://testserver" + PATH, client.get(PATH).text).faults()) == []
