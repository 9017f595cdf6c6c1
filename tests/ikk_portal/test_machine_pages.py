"""Addresses that machines read."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone

from ikk_portal.platform.timers import exclusive
from ikk_portal.timers import declared_timers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_machine")]


def test_live_answers_without_a_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):  # the client's own SET ROLE and RESET ROLE
        assert client.get("/gesund/live").content == b"live\n"


@pytest.fixture
def _in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stay where the limits of the next year may still be missing, whatever day it is."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 26, 12, tzinfo=UTC))


@pytest.fixture
def timers_on_time(_in_november: None, db: None) -> None:
    """Every time-driven command has just succeeded."""
    for name in declared_timers():
        with exclusive(name):
            pass


@pytest.mark.django_db(databases="__all__")
def test_ready_answers_while_every_database_does(client: Client, timers_on_time: None) -> None:
    assert client.get("/gesund/bereit").content == b"ready\n"


@pytest.mark.usefixtures("_in_november")
@pytest.mark.django_db(databases="__all__")
def test_ready_names_timers_that_are_late(client: Client) -> None:
    assert (
        client.get("/gesund/bereit").content
        == b"ready\nlate: aggregate_statistics\nlate: close_accounts\nlate: expire_pin_letters\n"
        b"late: hand_over_cases\nlate: housekeeping\nlate: import_case_status\nlate: load_access_log\n"
        b"late: match_registrations\n"
    )


@pytest.mark.django_db(databases="__all__")
def test_ready_names_the_register_that_is_silent(client: Client, timers_on_time: None) -> None:
    register = connections["bestand"]
    register.close()
    name = register.settings_dict["NAME"]
    register.settings_dict["NAME"] = "no_such_database"
    try:
        response = client.get("/gesund/bereit")
    finally:
        register.close()
        register.settings_dict["NAME"] = name

    assert (response.status_code, response.content) == (200, b"ready\nwithout bestand\n")


def test_security_txt_has_the_fields_of_rfc_9116_and_expires_within_a_year(client: Client) -> None:
    response = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:sicherheit@muster-ikk.example"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    remaining = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=30) < remaining < timedelta(days=365)


def test_robots_of_the_demo_asks_not_to_be_indexed(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


@override_settings(DEMO=False, SURFACE="public")
def test_robots_of_the_public_site_names_the_sitemap(client: Client) -> None:
    assert client.get("/robots.txt").content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /verwaltung/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_sitemap_names_public_pages_that_answer(client: Client) -> None:
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  (our own answer)
    places = [element.text or "" for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]

    assert len(places) == len(set(places)) > 20
    assert {client.get(place.removeprefix("http://testserver")).status_code for place in places} == {200}


def test_web_manifest_names_icons_that_exist(client: Client) -> None:
    manifest = client.get("/site.webmanifest").json()

    assert manifest["lang"] == "de"
    for icon in manifest["icons"]:
        response = client.get(icon["src"])
        assert response.getvalue()
        assert (response.status_code, response.headers["Content-Type"]) == (200, icon["type"])
