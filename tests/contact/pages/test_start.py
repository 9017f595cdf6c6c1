"""The ways to us: phone, hours and office first, then every topic with the way that it goes."""

import pytest
from django.conf import settings

from contact.topics import IndividualTopic, Topic
from regions.models import Region
from regions.offices import responsible_office
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", ["", "rheinland"])
def test_phone_hours_and_office_stand_before_the_topics(client: RoleClient, slug: str) -> None:
    if slug:
        client.cookies[settings.REGION_COOKIE_NAME] = slug

    first, _, topics = client.get("/kontakt/").text.partition("<h1>Kontakt</h1>")[2].partition("Worum geht es?")

    expected = ["tel:+493023125000", "Servicestelle in Ihrer Nähe finden"]
    if slug:
        office = responsible_office(Region.objects.get(slug=slug))
        assert office
        expected = ["tel:+492214710100", "montags bis freitags", office.street, f'href="/servicestellen/{office.key}/"']
    assert [part for part in expected if part not in first] == []
    for topic in Topic:
        assert f'<a href="/kontakt/e-mail/{topic}/">{topic.label}</a>' in topics
    for individual in IndividualTopic:
        assert f'<a href="/kontakt/brief/{individual}/">{individual.label}</a>' in topics


def test_no_topic_goes_both_ways() -> None:
    assert set(Topic.values) & set(IndividualTopic.values) == set()


@pytest.mark.parametrize("query", ["Krankengeld Brief", "Kontakt", "Barriere melden", "Öffnungszeiten Anfrage"])
def test_search_finds_the_ways(client: RoleClient, query: str) -> None:
    assert (
        'href="/kontakt/'
        in client.get("/suche/", {"q": query}).text.partition('id="inhalt"')[2].partition("</main>")[0]
    )
