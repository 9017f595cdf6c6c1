"""The calculator: figures of the chosen IKK, nothing kept, nothing in the address, no calculation with old values."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.areas import MEMBERS
from accounts.models import Session
from accounts.sessions import SessionStore
from internetfiliale.models import Case, CasePayload
from regions.models import Rate
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.conftest import RoleClient
from tests.html_page import HtmlPage
from tests.internetfiliale.employers import bakery_client, databases
from tests.internetfiliale.filling import errors, service_path

pytestmark = databases

PATH = service_path("beitragsrechner")
JOB = {"pay": "3.000,00", "parent": "CHILDLESS", "u1": "70", "place": "anderswo", "kind": "beschaeftigung"}


@pytest.fixture(autouse=True)
def _in_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stay where the limits are known, whatever year it is."""
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 11, 26))


@pytest.fixture
def client() -> RoleClient:
    return bakery_client()


def table(page: Any) -> list[list[str]]:
    """Return the lines of the result: what and how much together, employer, employee."""
    body = page.text.partition('id="ergebnis"')[2].partition("</table>")[0].partition("<tbody>")[2]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<(?:th|td)[^>]*>(.*?)</(?:th|td)>", row, re.DOTALL) for row in rows]
    return [[_text(cell) for cell in row] for row in cells]


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).replace("\N{SOFT HYPHEN}", "").split())


def test_first_page_asks_and_calculates_nothing(client: RoleClient) -> None:
    page = client.get(PATH)

    assert "<h1>Beiträge berechnen</h1>" in page.text
    assert '<option value="70" selected>70 % Erstattung (Regelsatz)</option>' in page.text
    assert table(page) == []
    assert "checked" not in page.text.partition("<form")[2].partition("</form>")[0]


def test_result_shows_each_share_with_the_rates_of_the_chosen_ikk(client: RoleClient) -> None:
    page = client.post(PATH, JOB)

    assert table(page) == [
        ["Krankenversicherung, 14,60 % von 3.000,00, zusammen 438,00", "219,00", "219,00"],
        ["Zusatzbeitrag, 2,90 % von 3.000,00, zusammen 87,00", "43,50", "43,50"],
        ["Pflegeversicherung, 4,20 % von 3.000,00, zusammen 126,00", "54,00", "72,00"],
        ["Rentenversicherung, 18,60 % von 3.000,00, zusammen 558,00", "279,00", "279,00"],
        ["Arbeitslosenversicherung, 2,60 % von 3.000,00, zusammen 78,00", "39,00", "39,00"],
        ["Beiträge, zusammen 1.287,00", "634,50", "652,50"],
        ["Umlage U1, 70 % Erstattung (Regelsatz): 2,40 % von 3.000,00", "72,00", "–"],
        ["Umlage U2, 0,42 % von 3.000,00", "12,60", "–"],
        ["Insolvenzgeldumlage, 0,15 % von 3.000,00", "4,50", "–"],
        ["Beiträge und Umlagen, zusammen 1.376,10", "723,60", "652,50"],
    ]
    assert "3.723,60&nbsp;Euro (Bruttoentgelt" in page.text
    assert "<title>Ergebnis – Beiträge berechnen" in page.text


def test_employer_with_several_ikks_sees_the_rates_of_the_chosen_one() -> None:
    chosen = bakery_client(region="bayern", regions=["rheinland", "bayern"])

    page = chosen.post(PATH, {**JOB, "u1": "60"})

    assert "Mit den Sätzen der Muster-IKK Bayern." in page.text
    assert table(page)[1][0] == "Zusatzbeitrag, 2,49 % von 3.000,00, zusammen 74,70"


def test_band_saxony_and_training_are_said_and_calculated(client: RoleClient) -> None:
    in_band = client.post(PATH, {**JOB, "pay": "1000", "parent": "TWO", "place": "sachsen"})
    in_training = client.post(PATH, {**JOB, "pay": "1000", "kind": "ausbildung", "u1": "ohne"})

    assert "Das Entgelt liegt im Übergangs&shy;bereich" in in_band.text
    assert "854,06" in in_band.text  # the base of the whole contribution
    assert "Das Entgelt liegt im Übergangs&shy;bereich" not in in_training.text
    assert [row[0].partition(",")[0] for row in table(in_training)][6:8] == ["Umlage U2", "Insolvenzgeldumlage"]


@pytest.mark.parametrize(
    ("changes", "is_said"),
    [
        ({"pay": "1000", "parent": "TWO"}, True),
        ({"pay": "1000", "parent": "NO_SURCHARGE", "place": "sachsen"}, True),
        ({"pay": "1000", "parent": "NO_SURCHARGE"}, False),
        ({"pay": "1000", "parent": "CHILDLESS"}, False),
        ({"parent": "TWO", "place": "sachsen"}, False),
    ],
)
def test_result_that_others_calculate_in_another_way_says_so(
    client: RoleClient, changes: dict[str, str], is_said: bool
) -> None:
    page = client.post(PATH, {**JOB, **changes})

    assert table(page)
    assert ("abteilung hat diese Rechnung noch nicht bestätigt" in page.text) is is_said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pay": "603,00"}, "<strong>Bis 603,00&nbsp;Euro ist es ein Minijob.</strong>"),
        ({"pay": "325", "kind": "ausbildung"}, "<strong>Bis 325,00&nbsp;Euro trägt in der Ausbildung der Betrieb"),
    ],
)
def test_pay_under_other_rules_is_not_calculated_but_said(
    client: RoleClient, changes: dict[str, str], words: str
) -> None:
    page = client.post(PATH, {**JOB, **changes})

    assert words in page.text
    assert table(page) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"pay": ""}, "Bruttoentgelt im Monat in Euro: Bitte geben Sie das Bruttoentgelt eines Monats ein."),
        ({"parent": ""}, "Kinder der beschäftigten Person: Bitte wählen Sie aus. Danach richtet sich der Satz"),
        ({"u1": "65"}, "Umlage U1: Diese Erstattung gibt es bei dieser IKK nicht."),
    ],
)
def test_wrong_answer_is_said_at_its_field_and_nothing_is_lost(
    client: RoleClient, changes: dict[str, str], error: str
) -> None:
    page = client.post(PATH, {**JOB, "pay": "2.850,77", "kind": "ausbildung", **changes})

    (shown,) = errors(page)
    assert shown.startswith(error)
    assert "<title>Fehler: Beiträge berechnen" in page.text
    assert '<option value="ausbildung" selected>' in page.text
    assert ('value="2.850,77"' in page.text) is ("pay" not in changes)
    assert table(page) == []


def test_nothing_is_kept_and_nothing_stands_in_the_address(client: RoleClient) -> None:
    page = client.post(PATH, {**JOB, "pay": "4.321,98"})

    assert "4.321,98" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "4.321,98" not in client.get(PATH).text
    assert "4.321,98" not in client.get(PATH, {"pay": "4.321,98"}).text
    assert "4.321,98" not in str(SessionStore(area=MEMBERS).decode(Session.objects.get().session_data))
    assert (Case.objects.count(), CasePayload.objects.count()) == (0, 0)


def test_form_needs_the_token(client: RoleClient) -> None:
    client.handler.enforce_csrf_checks = True
    assert client.post(PATH, JOB).status_code == 403


def test_with_a_rate_missing_nothing_is_calculated(client: RoleClient) -> None:
    Rate.objects.filter(key="pension").delete()

    page = client.post(PATH, JOB)

    assert "sind hier noch nicht alle Sätze und Grenzen hinterlegt" in page.text
    assert "Berechnen</button>" not in page.text
    assert table(page) == []


@pytest.mark.parametrize(("day", "month"), [(date(2025, 12, 31), "Dezember 2025"), (date(2027, 1, 1), "Januar 2027")])
def test_year_that_nobody_has_entered_is_not_calculated_with_another_one(
    client: RoleClient, monkeypatch: pytest.MonkeyPatch, day: date, month: str
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: day)
    Rate.objects.update(validity=DateRange(date(2025, 1, 1), None))

    for page in (client.get(PATH), client.post(PATH, JOB)):
        said = (
            f"Für {month} sind hier noch nicht alle Sätze und Grenzen hinterlegt. Mit alten Werten rechnen wir nicht."
        )
        assert said in page.text
        assert "Berechnen</button>" not in page.text
        assert table(page) == []


def test_insured_people_do_not_find_it() -> None:
    on_file("A123456780")
    assert client_of(member()).get(PATH).status_code == 404


@pytest.mark.parametrize("typed", [{}, JOB, {**JOB, "pay": "1200"}, {**JOB, "pay": "600"}, {"pay": "x"}])
def test_page_is_valid(client: RoleClient, typed: dict[str, str]) -> None:
    page = client.post(PATH, typed) if typed else client.get(PATH)
    assert list(HtmlPage("http://testserver" + PATH, page.text).faults()) == []
