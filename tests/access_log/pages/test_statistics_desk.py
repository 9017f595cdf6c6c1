"""The desk of the statistics: who sees what, for which days, from published figures only."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access_log.models import BaseCount, Cube, PublishedCount
from accounts.models import User
from regions.models import Region
from tests.access_log.published_cells import LAST, publish_cells, publish_weeks
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db
PATH = "/verwaltung/access_log/publishedcount/"


def reader(region: Region | None) -> RoleClient:
    """Return a client signed in as somebody with the role Statistik."""
    user = User.objects.create_staff(
        "stein", given_name="S", family_name="Stein", region=region, committed_on=timezone.localdate()
    )
    user.groups.set([Group.objects.get(name="Statistik")])
    return signed_in(user)


@pytest.fixture
def national() -> RoleClient:
    User.objects.filter(username="stein").delete()
    return reader(None)


@pytest.fixture
def regional(rheinland: Region) -> RoleClient:
    User.objects.filter(username="stein").delete()
    return reader(rheinland)


def shown(client: RoleClient, query: str = "") -> Any:
    response = client.get(f"{PATH}?{query}")
    assert response.status_code == 200
    return response.context["shown"]


def rows(dashboard: Any, key: str) -> dict[str, tuple[int, ...]]:
    return {row.name: row.values for row in dashboard.charts[key].rows}


def test_last_four_weeks_are_compared_with_those_before(national: RoleClient) -> None:
    publish_weeks()

    dashboard = shown(national)

    assert (dashboard.period.first, dashboard.period.last) == (LAST - timedelta(days=27), LAST)
    views = dashboard.charts["aufrufe"]
    assert (
        views.reading
        == "28.000 Seitenaufrufe in 28 Tagen, 100\N{NO-BREAK SPACE}% mehr als in den 28 Tagen davor (14.000)."
    )
    assert [row.values for row in views.rows] == [(1_000, 500)] * 28
    assert views.rows[-1].name == "So 14.06."


def test_every_chart_says_what_it_counts(national: RoleClient) -> None:
    publish_weeks()

    dashboard = shown(national, f"von={LAST}&bis={LAST}")

    assert rows(dashboard, "bereiche") == {"Internetfiliale": (500,), "Themen": (400,), "Startseite": (100,)}
    assert rows(dashboard, "ikks") == {
        "Keine IKK gewählt": (500,),
        "Muster-IKK Rheinland": (300,),
        "Muster-IKK Nord": (200,),
    }
    assert rows(dashboard, "seiten") == {
        "/themen/leistungen/zahnersatz/": (4_000,),
        "Startseite": (1_400,),
        "Internetfiliale": (700,),
    }
    assert rows(dashboard, "fehlend") == {"Unbekannte Adressen": (20,), "Themen": (10,)}
    assert rows(dashboard, "dauer") == {"Themen": (300, 90, 10)}
    assert rows(dashboard, "vorgaenge") == {
        "Passende Registrierungen": (70,),
        "PIN-Briefe zur Post gegeben": (90,),
        "Bei der Post nach 0–2 Arbeitstagen": (30,),
        "Bei der Post später": (10,),
        "Broschüren versandt": (120,),
    }
    assert (
        dashboard.charts["aufrufe"].reading
        == "1.000 Seitenaufrufe an einem Tag, etwa so viele wie am Tag davor (1.000)."
    )
    assert dashboard.charts["seiten"].title == "Meistgelesene Seiten im Juni 2026"
    assert (
        dashboard.charts["dauer"].reading == "75\N{NO-BREAK SPACE}% der Antworten waren in einer Zehntelsekunde fertig."
    )
    assert dashboard.heat_map.reading == "Am meisten ist sonntags ab 12 Uhr los: etwa 900 Seitenaufrufe."
    assert [field.text for field in dict(dashboard.heat_map.lines)["13"]] == ["0"] * 6 + ["100"]
    assert dashboard.map_reading == (  # true in the dark, too, where what is frequent is light
        "Je kräftiger ein Land hervortritt, desto häufiger war seine IKK gewählt, am häufigsten die Muster-IKK "
        "Rheinland."
    )
    lands = {land.text for land in dashboard.map_lands if land.strength}
    assert {"Schleswig-Holstein: 200", "Nordrhein-Westfalen: 300"} <= lands
    page = national.get(f"{PATH}?von={LAST}&bis={LAST}").text
    assert '<th scope="row">Nordrhein-Westfalen</th><td class="numeric">300</td>' in page


def test_one_ikk_is_looked_at_alone_where_figures_know_it(national: RoleClient) -> None:
    publish_weeks()

    dashboard = shown(national, f"von={LAST}&bis={LAST}&ikk=nord")

    assert dashboard.views == 200
    assert rows(dashboard, "bereiche") == {"Themen": (200,)}
    assert rows(dashboard, "vorgaenge")["PIN-Briefe zur Post gegeben"] == (40,)
    assert "Passende Registrierungen" not in rows(dashboard, "vorgaenge")
    assert ("ikks" in dashboard.charts, dashboard.map_lands) == (False, ())


def test_staff_of_one_ikk_see_that_one_whatever_they_ask_for(regional: RoleClient) -> None:
    publish_weeks()

    response = regional.get(f"{PATH}?von={LAST}&bis={LAST}&ikk=nord")

    assert response.context["shown"].views == 300
    assert "Muster-IKK Rheinland, 14. Juni 2026</h2>" in response.text
    assert "Muster-IKK Nord" not in response.text
    assert "id_ikk" not in response.text


def test_one_day_is_compared_with_the_day_before(national: RoleClient) -> None:
    publish_weeks()

    reading = shown(national, f"von={LAST}&bis={LAST}").charts["aufrufe"].reading

    assert reading == "1.000 Seitenaufrufe an einem Tag, etwa so viele wie am Tag davor (1.000)."


def test_difference_below_half_a_percent_is_about_as_many(national: RoleClient) -> None:
    publish_weeks(16)
    publish_cells((Cube.HOURS, LAST, "", "14", 10))

    reading = shown(national).charts["aufrufe"].reading

    assert reading == "28.010 Seitenaufrufe in 28 Tagen, etwa so viele wie in den 28 Tagen davor (28.000)."


def test_longer_periods_are_shown_by_month(national: RoleClient) -> None:
    publish_weeks(20)

    views = shown(national, f"von=2026-04-01&bis={LAST}").charts["aufrufe"]

    assert [row.name for row in views.rows] == ["Apr 2026", "Mai 2026", "Jun 2026"]
    assert views.rows[1].values == (31_000,)  # what came before is not known as a whole
    assert views.reading.endswith("für ebenso viele Tage davor gibt es keine Zahlen. Nur zum Teil dabei: Jun 2026.")
    cut = shown(national, "von=2026-03-02&bis=2026-05-30").charts["aufrufe"].reading
    assert cut.endswith(" Nur zum Teil dabei: Mär 2026 und Mai 2026.")
    whole = shown(national, "von=2026-03-01&bis=2026-05-31").charts["aufrufe"].reading
    assert "zum Teil" not in whole


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("von=2026-06-02&bis=2026-06-01", "Das Ende liegt vor dem Anfang. Bitte wählen Sie einen späteren Tag."),
        ("von=2020-01-01", "Höchstens zwei Jahre auf einmal. Bitte wählen Sie einen späteren Anfang."),
        ("von=gestern", "Bitte geben Sie den Tag so ein: 26.11.2026."),
        ("bis=", "Bitte geben Sie einen Tag an."),
        (
            f"bis={LAST + timedelta(days=1)}",
            "Zahlen gibt es bis zum 14. Juni 2026. Bitte wählen Sie keinen späteren Tag.",
        ),
        (
            "von=2026-06-01&bis=2026-06-07",
            "Zahlen gibt es ab dem 8. Juni 2026. Bitte wählen Sie keinen früheren Tag.",
        ),
        (
            "von=0001-01-01&bis=0001-01-02",
            "Zahlen gibt es ab dem 8. Juni 2026. Bitte wählen Sie keinen früheren Tag.",
        ),
        ("ikk=sonstwo", "Diese IKK gibt es nicht. Bitte wählen Sie eine aus der Liste."),
    ],
)
def test_what_is_no_period_is_said_at_its_field(national: RoleClient, query: str, error: str) -> None:
    publish_weeks(1)

    response = national.get(f"{PATH}?{query}")

    assert response.context["shown"] is None
    assert response.text.count(error) == 2  # above the form and at the field
    assert "<title>Fehler: " in response.text


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("2026-06-01", "date"), ("1.6.2026", "text"), ("31.2.2026", "text"), ("2026-02-31", "text"), ("gestern", "text")],
)
def test_what_was_typed_stays_in_its_field(national: RoleClient, typed: str, kind: str) -> None:
    """Also what a browser's calendar would not show."""
    publish_weeks(1)

    page = national.get(PATH, {"von": typed}).text

    assert f'<input type="{kind}" name="von" value="{typed}"' in page


def test_periods_that_are_often_asked_for_are_links_that_keep_the_ikk(national: RoleClient) -> None:
    publish_weeks(1)

    links = dict(national.get(f"{PATH}?ikk=nord").context["form"].often)

    assert links["Letzte 4 Wochen"] == "von=2026-05-18&bis=2026-06-14&ikk=nord"
    assert {shown(national, query).region for query in links.values()} == {"nord"}
    assert shown(national, links["Letzte 2 Jahre"]).period.days == 730


def test_page_before_anything_is_published_says_so(national: RoleClient) -> None:
    page = national.get(PATH).text

    assert page.count("Dazu gibt es in diesem Zeitraum keine Zahlen.") >= 5


def test_page_says_what_is_not_recorded(national: RoleClient) -> None:
    page = " ".join(national.get(PATH).text.split())

    assert "Seitenaufrufe, nicht Personen." in page
    assert "wie viele Menschen es sind und welche Wörter sie suchen" in page


def test_tables_are_files_that_no_spreadsheet_runs(national: RoleClient) -> None:
    publish_cells(("pages", LAST.replace(day=1), "topics", "=SUMME(A1)", 20), ("hours", LAST, "", "07", 40))

    file = national.get(f"{PATH}?von={LAST}&bis={LAST}&tabelle=seiten")
    hours = national.get(f"{PATH}?von={LAST}&bis={LAST}&tabelle=stunden")

    assert file.content.decode() == "\ufeffSeite;Seitenaufrufe\r\n'=SUMME(A1);20\r\n"
    assert file["Content-Disposition"] == f'attachment; filename="seiten-{LAST}-{LAST}.csv"'
    days = national.get(f"{PATH}?von={LAST}&bis={LAST}&tabelle=aufrufe").content.decode()
    assert days.splitlines()[1] == "14.06.2026;40"
    assert "07;0;0;0;0;0;0;40\r\n" in hours.content.decode()
    assert national.get(f"{PATH}?tabelle=sonst").status_code == 404


def test_page_asks_as_often_for_months_as_for_a_day(national: RoleClient) -> None:
    publish_weeks(60)
    asked = []
    for query in (f"von={LAST}&bis={LAST}", f"von=2026-01-01&bis={LAST}"):
        with CaptureQueriesContext(connection) as queries:
            shown(national, query)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 32


def test_base_counts_are_out_of_reach_of_the_page(national: RoleClient) -> None:
    """What the page shows changes with published figures, never with base counts."""
    publish_weeks(1)
    before = shown(national).views
    BaseCount.objects.create(cube="hours", day=LAST, part="01", count=5_000)
    assert shown(national).views == before

    PublishedCount.objects.filter(cube="hours").delete()
    assert shown(national).views == 0
