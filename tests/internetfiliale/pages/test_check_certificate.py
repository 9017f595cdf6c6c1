"""The page where a certificate is checked: the answer to what stands on it, and nothing kept of it."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from ikk_portal.platform.throttle import Budget
from internetfiliale.certificates.budgets import ALL_PER_HOUR, PER_DAY, PER_HOUR, PER_NETWORK
from internetfiliale.certificates.codes import InsuredAs
from internetfiliale.certificates.insurance import valid_until
from tests.budgets import use_up
from tests.conftest import RoleClient
from tests.contact.asking import errors
from tests.internetfiliale.checking import ANNAS, CHECK, NAME, check, paper, typed_date

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


def answer(response: Any) -> str:
    """Return the text of the answer, "" for none."""
    box = re.search(
        r'<div class="notice notice--(?:success|warning)".*?</div>\s*(?=<div class="columns">)', response.text, re.S
    )
    return " ".join(re.sub(r"<[^>]+>|&shy;", "", box[0]).split()) if box else ""


def test_right_paper_agrees_and_the_answer_names_what_it_says(client: RoleClient) -> None:
    today = timezone.localdate()

    response = check(client, paper())

    assert response.status_code == 200
    assert "<title>Stimmt überein – Bescheinigung prüfen – " in response.text
    assert answer(response) == (
        "Stimmt überein "
        f"Für diesen Namen hat die Muster-IKK Rheinland am {date_format(today, 'j. F Y')} eine "
        "Versicherungsbescheinigung ausgestellt. Darin steht: Versichert als Mitglied Versichert seit 1. Januar 1999 "
        f"Prüfen lässt sie sich bis {date_format(valid_until(today), 'j. F Y')} "
        "Vergleichen Sie das mit der Bescheinigung. Steht dort etwas anderes, wurde sie verändert. Geburtsdatum und "
        "Nummern sind nicht geprüft. Die Bescheinigung gibt den Stand wieder, der auf ihr genannt ist. Was sich "
        "seitdem geändert hat, sagt diese Seite nicht."
    )


def test_answer_names_family_and_a_known_end(client: RoleClient) -> None:
    certified = replace(ANNAS, insured_as=InsuredAs.FAMILY, insured_until=date(2031, 2, 28))

    text = answer(check(client, paper(certified=certified)))

    assert (
        "Versichert in der Familienversicherung Versichert seit 1. Januar 1999 Versichert bis 28. Februar 2031" in text
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "0000-0000-0000-0000"},
        {"name": "Anna Müller"},
        typed_date(timezone.localdate() - timedelta(days=1)),
    ],
)
def test_wrong_paper_does_not_agree_whatever_is_wrong_and_keeps_what_was_typed(
    client: RoleClient, changed: dict[str, str]
) -> None:
    typed = paper() | changed

    response = check(client, typed)

    assert response.status_code == 200
    assert "<title>Stimmt nicht – Bescheinigung prüfen – " in response.text
    assert answer(response).startswith("Stimmt nicht Code, Name und Datum gehören nicht zusammen.")
    assert "Rheinland" not in answer(response)
    for value in typed.values():
        assert f'value="{value}"' in response.text


def test_certificate_of_an_ikk_that_is_no_more_does_not_agree(client: RoleClient) -> None:
    assert answer(check(client, paper(certified=replace(ANNAS, institutionskennzeichen="109999990")))).startswith(
        "Stimmt nicht"
    )


def test_right_and_wrong_cost_the_same_queries_and_the_register_none(client: RoleClient) -> None:
    check(client, paper())  # what is asked once per process
    counts = []
    for typed in (paper(), paper() | {"name": "Anna Müller"}):
        with (
            CaptureQueriesContext(connections["bestand"]) as of_register,
            CaptureQueriesContext(connections["default"]) as of_portal,
        ):
            check(client, typed)
        counts.append((len(of_register), len(of_portal)))

    assert counts[0] == counts[1]
    assert counts[0][0] == 0


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"code": ""}, "Code: Bitte geben Sie den Code der Bescheinigung ein."),
        ({"code": "7KQ2-M9XD"}, "Code: Ein Code hat 16 Zeichen, Ziffern und Buchstaben ohne U, zum Beispiel"),
        ({"code": "\x00"}, "Code: Ein Code besteht aus Ziffern und Buchstaben."),
        ({"code": "0" * 61}, "Code: Ein Code hat 16 Zeichen. Bitte geben Sie nur den Code ein."),
        ({"name": ""}, "Name auf der Bescheinigung: Bitte geben Sie den Namen ein, der auf der Bescheinigung steht."),
        ({"name": "–"}, "Name auf der Bescheinigung: Bitte geben Sie den Namen in Buchstaben ein."),
        ({"name": "a" * 201}, "Name auf der Bescheinigung: Hier passen höchstens 200 Zeichen."),
        ({"issued_on_1": "November"}, "Datum der Bescheinigung: Bitte geben Sie den Monat in Ziffern ein"),
        (
            {"issued_on_2": "2099"},
            "Datum der Bescheinigung: Dieses Datum liegt in der Zukunft. Bitte prüfen Sie es.",
        ),
        (
            {"issued_on_0": "30", "issued_on_1": "11", "issued_on_2": "2025"},
            "Datum der Bescheinigung: Eine Bescheinigung von diesem Tag ließ sich nur bis zum 28. Februar 2026 prüfen",
        ),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field(client: RoleClient, changed: dict[str, str], message: str) -> None:
    response = check(client, paper(), **changed)

    (said,) = errors(response)
    assert said.startswith(message)
    assert answer(response) == ""


def test_certificate_can_be_checked_for_three_months(client: RoleClient) -> None:
    last = timezone.localdate()
    days = (last - timedelta(days=count) for count in range(93, 85, -1))
    issued = next(day for day in days if valid_until(day) >= last)  # on 31 December none ends on that very day

    assert answer(check(client, paper(issued))).startswith("Stimmt überein")
    assert answer(check(client, paper(issued - timedelta(days=1)))) == ""


@pytest.mark.parametrize(
    ("issued_on", "end"),
    [
        (date(2026, 11, 26), date(2027, 2, 26)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
        (date(2026, 9, 1), date(2026, 12, 1)),
    ],
)
def test_three_months_end_on_the_same_day_or_with_the_month(issued_on: date, end: date) -> None:
    assert valid_until(issued_on) == end


def test_tries_of_one_connection_are_limited_right_ones_too(client: RoleClient) -> None:
    typed = paper()
    for _ in range(PER_HOUR.burst):
        assert check(client, typed, source="192.0.2.1").status_code == 200

    refused = check(client, typed, source="192.0.2.1")

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "Bitte warten Sie noch etwas" in refused.text
    assert answer(refused) == ""
    assert f'value="{typed["code"]}"' in refused.text
    assert check(client, typed, source="192.0.2.2").status_code == 200


@pytest.mark.parametrize(
    ("budget", "whose", "others"),
    [
        (PER_DAY, ["192.0.2.3/32"], ["192.0.2.4"]),
        (PER_NETWORK, ["192.0.2.0/24"], ["192.0.3.3"]),
        (ALL_PER_HOUR, [], []),
    ],
)
def test_tries_of_a_day_of_a_neighbourhood_and_of_all_together_are_limited(
    client: RoleClient, budget: Budget, whose: list[str], others: list[str]
) -> None:
    use_up(budget.of(*whose))

    assert check(client, paper(), source="192.0.2.3").status_code == 429
    assert [check(client, paper(), source=other).status_code for other in others] == [200 for _ in others]


def test_so_few_tries_guess_a_code_in_some_ten_thousand_years_and_one_house_does_not_use_up_those_of_all() -> None:
    tries_a_year = ALL_PER_HOUR.burst * (timedelta(days=365) / ALL_PER_HOUR.per)
    most_ikks, bits_of_the_mac = 16, 45  # decision 017

    assert 2**bits_of_the_mac / most_ikks / tries_a_year > 50_000
    assert (PER_HOUR.burst, PER_DAY.burst, PER_NETWORK.burst) == (30, 150, 600)


def test_check_from_elsewhere_is_not_answered_and_keeps_what_was_typed(client: RoleClient) -> None:
    typed = paper()

    response = client.post(CHECK, typed, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert answer(response) == ""
    assert f'value="{typed["code"]}"' in response.text


def test_page_is_the_same_for_everybody_and_the_answer_is_nobody_elses(client: RoleClient) -> None:
    asked, answered = client.get(f"{CHECK}?code=7KQ2"), check(client, paper())

    assert 'value="7KQ2"' not in asked.text
    assert answered.headers["Cache-Control"] == "private, no-cache"
    assert (asked.cookies, answered.cookies) == ({}, {})


def test_nothing_of_what_was_typed_is_kept(client: RoleClient) -> None:
    typed = paper()
    check(client, typed)

    kept = []
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS row WHERE row::text ILIKE ANY (%s)',
                [[f"%{typed['code']}%", f"%{NAME}%"]],
            )
            kept += [table] * cursor.fetchone()[0]

    assert kept == []
