"""/zahlen/: what everybody may see of page views, letters and brochures."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.access_log.published_cells import publish_cells
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
JANUARY = date(YEAR - 1, 1, 1)


@pytest.fixture(autouse=True)
def _last_january() -> None:
    publish_cells(
        ("regions", JANUARY, "start", "nord", 40),
        ("regions", date(YEAR - 1, 1, 31), "topics", "nord", 20),
        ("regions", date(YEAR - 1, 2, 1), "topics", "rheinland", 70),
        ("regions", JANUARY, "inside", "", 100),
        ("figures", JANUARY, "letters-posted", "nord", 30),
        ("figures", JANUARY, "letters-returned", "nord", 10),
        ("figures", JANUARY, "waited-0-2", "nord", 20),
        ("figures", JANUARY, "waited-longer", "nord", 10),
        ("figures", JANUARY, "copies-dispatched", "rheinland", 120),
        ("figures", JANUARY, "enquiries-answered", "rheinland", 40),
        ("figures", JANUARY, "registrations", "", 990),  # for staff only
    )


def charts(client: Client, query: str) -> dict[str, list[tuple[str, int]]]:
    response = client.get(f"/zahlen/?{query}")
    assert response.status_code == 200
    return {chart.key: [(row.name, row.values[0]) for row in chart.rows] for chart in response.context["shown"].charts}


def test_year_is_shown_by_month(client: RoleClient) -> None:
    months = f"Jan {YEAR - 1}", f"Feb {YEAR - 1}"

    assert charts(client, f"jahr={YEAR - 1}") == {
        "aufrufe": [(months[0], 160), (months[1], 70)],
        "broschueren": [(months[0], 120), (months[1], 0)],
        "briefe": [(months[0], 30), (months[1], 0)],
        "ruecklaeufer": [(months[0], 10), (months[1], 0)],
        "anfragen": [(months[0], 40), (months[1], 0)],
        "wartezeit": [
            ("0 bis 2 Arbeitstage", 20),
            ("3 bis 4 Arbeitstage", 0),
            ("5 bis 6 Arbeitstage", 0),
            ("Mehr als 6 Arbeitstage", 10),
        ],
    }


def test_one_ikk_is_shown_alone(client: RoleClient) -> None:
    found = charts(client, f"jahr={YEAR - 1}&ikk=nord")

    assert found["aufrufe"][0][1] == 60
    assert found["broschueren"] == []


def test_newest_month_is_a_table_of_all_ikks(client: RoleClient) -> None:
    response = client.get(f"/zahlen/?jahr={YEAR - 1}")
    shown = response.context["shown"]

    assert "bei denen keine IKK gewählt war, stehen nur in den Zahlen aller IKKs." in response.text

    assert (shown.month, len(shown.rows)) == (f"Februar {YEAR - 1}", 12)
    assert shown.charts[0].reading == f"230 im ganzen Zeitraum, zuletzt 70 im Februar {YEAR - 1}."
    assert {row.name: row.values for row in shown.rows}["Muster-IKK Rheinland"] == (70, 0, 0, 0, 0)


@pytest.mark.parametrize("query", ["", "jahr=1999", "jahr=x&ikk=sonstwo"])
def test_what_is_asked_for_in_vain_is_like_nothing_asked(client: RoleClient, query: str) -> None:
    response = client.get(f"/zahlen/?{query}")

    assert (response.context["shown"].year, response.context["whose"]) == (YEAR, "Alle IKKs")


@pytest.mark.parametrize(
    ("query", "title", "others"),
    [
        ("", f"Zahlen {YEAR}: Alle IKKs", {f"/zahlen/?jahr={YEAR - 1}", "/zahlen/?ikk=nord"}),
        (f"jahr={YEAR - 1}", f"Zahlen {YEAR - 1}: Alle IKKs", {"/zahlen/", f"/zahlen/?jahr={YEAR - 1}&amp;ikk=nord"}),
        (
            f"jahr={YEAR - 1}&ikk=nord",
            f"Zahlen {YEAR - 1}: Muster-IKK Nord",
            {"/zahlen/?ikk=nord", f"/zahlen/?jahr={YEAR - 1}"},
        ),
    ],
)
def test_title_says_which_year_and_ikk_and_each_has_one_address(
    client: RoleClient, query: str, title: str, others: set[str]
) -> None:
    page = client.get(f"/zahlen/?{query}").text

    assert f"<title>{title} " in page
    assert all(f'href="{other}"' in page for other in others)
    assert page.count('aria-current="true"') == 2


def test_file_holds_what_the_page_shows_and_nothing_else(client: RoleClient) -> None:
    lines = client.get("/zahlen/zahlen.csv").content.decode().splitlines()

    assert lines[0] == "\ufeffMonat;IKK;Was;Anzahl"
    assert sorted(lines[1:]) == sorted(
        f"{YEAR - 1}-{line}"
        for line in (
            "01;Keine IKK gewählt;Seitenaufrufe;100",
            "01;Muster-IKK Nord;Seitenaufrufe;60",
            "01;Muster-IKK Nord;PIN-Briefe zur Post gegeben;30",
            "01;Muster-IKK Nord;PIN-Briefe zurückgekommen;10",
            "01;Muster-IKK Nord;Bei der Post nach 0–2 Arbeitstagen;20",
            "01;Muster-IKK Nord;Bei der Post später;10",
            "01;Muster-IKK Rheinland;Broschüren versandt;120",
            "01;Muster-IKK Rheinland;Anfragen beantwortet;40",
            "02;Muster-IKK Rheinland;Seitenaufrufe;70",
        )
    )


def test_page_may_be_kept_for_everybody(client: RoleClient) -> None:
    response = client.get("/zahlen/")

    assert (response.cookies, response.headers.get("Cache-Control")) == ({}, None)
    assert response.page_cache_until - timezone.now() <= timedelta(hours=1)  # nothing tells the cache of new figures
    assert "Seitenaufrufe, nicht Personen" in response.text
