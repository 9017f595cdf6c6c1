"""The start page: national picker, or the chosen IKK's home."""

import gzip
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from regions.models import Rate, Region, U1Tariff

pytestmark = pytest.mark.django_db


def test_start_without_a_choice_offers_search_list_and_map(client: Client) -> None:
    response = client.get("/")

    assert response.templates[0].name == "regions/start.html"
    assert 'name="q"' in response.text
    assert response.text.count('class="laender-list"') == 1
    assert response.text.count('tabindex="-1">\n      <title>') == 16


def test_map_leads_where_the_list_leads(client: Client) -> None:
    text = client.get("/").text

    assert text.count('href="/regionen/bayern/"') == 2
    assert text.count('href="/regionen/?land=DE-NW"') == 2


def test_start_sets_no_cookie_and_no_token(client: Client) -> None:
    response = client.get("/")

    assert response.cookies == {}
    assert "csrf" not in response.text


def test_start_takes_three_queries(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3 + 2):  # and two of the test client, which sets and resets the role
        client.get("/")


def test_home_speaks_for_the_chosen_ikk(client: Client, rheinland: Region) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"

    response = client.get("/")

    assert response.templates[0].name == "regions/home.html"
    assert "0221 4710 100" in response.text
    assert "Musterallee 47" in response.text
    assert "Den Satz für ein Jahr wählen Sie bis zum 15. Januar dieses Jahres." in response.text
    assert "2,90&nbsp;%" in response.text
    assert "gültig seit 1. Januar 2026" in response.text


def test_home_takes_three_queries(client: Client, django_assert_num_queries: Any) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    with django_assert_num_queries(3 + 2):
        client.get("/")


def test_home_without_rates_says_so(client: Client) -> None:
    Rate.objects.all().delete()
    U1Tariff.objects.all().delete()
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"

    text = client.get("/").text

    assert "keine Beitragssätze hinterlegt" in text
    assert "keine Umlagesätze hinterlegt" in text


def test_home_shows_levies_apart_from_contributions(client: Client) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"

    contributions, _, levies = client.get("/").text.partition("Umlagen für Arbeitgeber</h2>")

    assert contributions.count("<tr>") == 1 + 7
    assert levies.count("<tr>") == 1 + 4 + 1 + 2
    assert "Umlage U2 (Mutterschaft)" in levies
    assert "Insolvenzgeldumlage" in levies


def test_home_says_what_holds_in_sachsen_to_whom_it_concerns(client: Client) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    assert "In Sachsen" not in client.get("/").text

    client.cookies[settings.REGION_COOKIE_NAME] = "sachsen"
    assert "In Sachsen" in client.get("/").text


def test_home_announces_rates_entered_for_the_future(client: Client, rheinland: Region) -> None:
    day = date(timezone.localdate().year + 1, 1, 1)
    for rows in (rheinland.rates.filter(key="supplement"), rheinland.u1_tariffs.filter(reimbursement=80)):
        for row in rows:
            row.validity = DateRange(row.validity.lower, day)
            row.save()
    Rate.objects.create(region=rheinland, key="supplement", percent="3.17", validity=DateRange(day, None))
    U1Tariff.objects.create(region=rheinland, reimbursement=80, levy="4.05", validity=DateRange(day, None))
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"

    text = client.get("/").text

    assert f"ab 1. Januar {day.year}: 3,17&nbsp;%" in text
    assert f"ab 1. Januar {day.year}: 4,05&nbsp;%" in text
    assert "2,90&nbsp;%" in text
    assert "3,70&nbsp;%" in text


def test_home_shows_no_rate_of_tomorrow_or_of_another_ikk(client: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    Rate.objects.filter(key="u2").delete()
    Rate.objects.create(key="u2", percent="7.77", validity=(tomorrow, None))
    Rate.objects.create(
        key="u2",
        percent="8.88",
        validity=(tomorrow - timedelta(days=2), None),
        region=Region.objects.get(slug="bayern"),
    )
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"

    text = client.get("/").text

    assert "7,77" not in text
    assert "8,88" not in text


def test_first_visit_of_the_start_page_is_small(client: Client) -> None:
    assert len(gzip.compress(client.get("/").content)) < 20_000  # bytes, of 60,000 for everything
