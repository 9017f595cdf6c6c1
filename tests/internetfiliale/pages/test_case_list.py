"""The list of the own cases: which service, since when, how far."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from regions.models import Region
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.html_page import HtmlPage
from tests.internetfiliale.employers import bakery
from tests.internetfiliale.mailboxes import case_of, cases_of

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

CASES = "/internetfiliale/vorgaenge/"


@pytest.fixture
def anna() -> User:
    on_file("A123456780")
    return member()


def rows(text: str) -> list[str]:
    body = text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(row.split()) for row in body.split("<tr>")[1:]]


def test_without_a_case_the_page_leads_to_what_can_be_done(anna: User) -> None:
    text = client_of(anna).get(CASES).text

    assert "Sie haben hier noch nichts eingereicht." in text
    assert '<a href="/internetfiliale/#erledigen">' in text
    assert "<table>" not in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("received", "einge\N{SOFT HYPHEN}gangen"),
        ("handed_over", "übergeben"),
        ("done", "erledigt"),
        ("sent_back", "zurück\N{SOFT HYPHEN}gegeben"),
    ],
)
def test_case_is_listed_with_its_days_and_its_state_in_words(anna: User, state: str, words: str) -> None:
    today = timezone.localdate()
    before = today if state == "received" else today - timedelta(days=2)
    case = case_of(anna, state=state, submitted_on=before)

    text = client_of(anna).get(CASES).text
    (row,) = rows(text)

    assert f'<th scope="row"><a href="{CASES}{case.pk}/">Form der Briefe wählen</a>' in row
    assert case.number in row
    assert f">{before:%d.%m.<wbr>%Y}</time>" in row
    assert f'{words} <span class="muted">am <time datetime="{today:%Y-%m-%d}">{today:%d.%m.<wbr>%Y}</time>' in row
    label = words.replace("\N{SOFT HYPHEN}", "")
    assert f"<dt>{label}</dt>" in text


@pytest.mark.parametrize(
    ("states", "caption"),
    [
        (["received", "handed_over", "done"], "3 Vorgänge, davon 2 laufend"),
        (["sent_back"], "1 Vorgang, davon keiner laufend"),
    ],
)
def test_caption_counts_what_the_table_holds_and_what_of_it_runs(anna: User, states: list[str], caption: str) -> None:
    for state in states:
        case_of(anna, state=state)

    assert f"<caption>{caption}</caption>" in client_of(anna).get(CASES).text


def test_case_of_a_service_that_is_offered_no_more_is_still_listed(anna: User) -> None:
    case_of(anna, service="gibt-es-nicht-mehr")

    (row,) = rows(client_of(anna).get(CASES).text)

    assert ">Früherer Vorgang</a>" in row


def test_somebody_elses_case_is_not_listed(anna: User) -> None:
    foreign = case_of(member("B123456782"))

    text = client_of(anna).get(CASES).text

    assert foreign.number not in text
    assert "Sie haben hier noch nichts eingereicht." in text


def test_each_case_names_its_ikk_for_whoever_has_several(rheinland: Region) -> None:
    user = bakery()
    here, there = case_of(user), case_of(user, region=Region.objects.get(slug="nord"), state="sent_back")
    client = client_of(user, region="rheinland", regions=["rheinland", "nord"])

    found = rows(client.get(CASES).text)
    pages = {case: client.get(f"{CASES}{case.pk}/").text for case in (here, there)}

    named = {case.number: case.region.name for case in (here, there)}
    assert {number: name in row for row in found for number, name in named.items() if number in row} == dict.fromkeys(
        named, True
    )
    assert ["wechseln Sie bitte zuerst die IKK" in text for text in pages.values()] == [False, True]
    assert f'<a href="/internetfiliale/ikk/?weiter={CASES}{there.pk}/">' in pages[there]
    assert "<dd>Muster-IKK Rheinland</dd>" in pages[here]
    assert list(HtmlPage("http://testserver" + CASES, pages[there]).faults()) == []


def test_case_does_not_name_the_only_ikk(anna: User) -> None:
    case = case_of(anna)

    (row,) = rows(client_of(anna, region="rheinland", regions=["rheinland"]).get(CASES).text)

    assert case.region.name not in row


def test_cases_are_read_page_by_page_the_newest_first(anna: User) -> None:
    cases = cases_of(anna, 45)
    client = client_of(anna)

    pages = [client.get(f"{CASES}?seite={number}").text for number in (1, 2, 3)]

    shown = [row.partition('order-number">')[2].partition("<")[0] for page in pages for row in rows(page)]
    assert shown == [case.number for case in cases]
    assert [len(rows(page)) for page in pages] == [20, 20, 5]
    assert "<caption>45 Vorgänge, davon 45 laufend, Seite 2 von 3</caption>" in pages[1]


def test_number_of_queries_does_not_grow_with_the_cases(anna: User, django_assert_max_num_queries: Any) -> None:
    client = client_of(anna)
    cases_of(anna, 1)
    with django_assert_max_num_queries(9) as few:
        client.get(CASES)
    cases_of(anna, 40)

    with django_assert_max_num_queries(len(few)):
        client.get(CASES)


@pytest.mark.parametrize("count", [0, 1, 25])
def test_list_is_valid(anna: User, count: int) -> None:
    cases_of(anna, count)

    response = client_of(anna).get(CASES)

    assert list(HtmlPage("http://testserver" + CASES, response.text).faults()) == []
    assert 'aria-current="page">Vorgänge' in response.text
