"""P17: what concerns one person goes by post or phone, never by e-mail, not even by a hand-made request."""

import pytest
from django.conf import settings

from contact.models import Enquiry
from contact.topics import IndividualTopic, Topic
from tests.conftest import RoleClient
from tests.contact.asking import ASKED, SAME, letter_path, mail_path, value_of

pytestmark = pytest.mark.django_db

FORGED = {
    "as the form sends it": ASKED,
    "with another topic in it": {**ASKED, "topic": "website", "thema": "website"},
    "with another day": {**ASKED, "tag": "2026-01-01"},
    "with a page": {**ASKED, "seite": "/themen/"},
    "without an IKK": {**ASKED, "ikk": ""},
}


def test_what_an_e_mail_may_ask_is_the_same_for_everybody() -> None:
    assert set(Topic.values) == {
        *("mitgliedschaft", "oeffnungszeiten", "website", "broschueren", "veranstaltungen", "lob-und-kritik"),
        *("barrierefreiheit", "seite"),
    }
    assert {"leistungsantrag", "beitraege", "krankengeld", "zuzahlungen", "pflege"} <= set(IndividualTopic.values)
    assert set(Topic.values).isdisjoint(IndividualTopic.values)


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("path", [mail_path, letter_path])
@pytest.mark.parametrize("topic", IndividualTopic)
def test_individual_topic_is_never_taken_as_e_mail(
    client: RoleClient, topic: IndividualTopic, path: object, forged: dict[str, str]
) -> None:
    response = client.post(path(topic), forged, headers=SAME)  # type: ignore[operator]

    assert response.status_code in (200, 403)
    assert Enquiry.objects.count() == 0
    assert value_of(response, "message") == forged["message"]  # in the letter
    assert 'name="email"' not in response.text


@pytest.mark.parametrize("topic", IndividualTopic)
@pytest.mark.parametrize("spelling", [str.upper, str.title, lambda text: f"{text}%20", lambda text: f"{text}%00"])
def test_other_spellings_of_the_address_are_no_way_in(
    client: RoleClient, topic: IndividualTopic, spelling: object
) -> None:
    response = client.post(mail_path(spelling(str(topic))), ASKED, headers=SAME)  # type: ignore[operator]

    assert response.status_code in (400, 404)
    assert Enquiry.objects.count() == 0


@pytest.mark.parametrize("topic", IndividualTopic)
def test_page_of_the_topic_offers_phone_office_and_letter(client: RoleClient, topic: IndividualTopic) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"

    assert client.get(mail_path(topic)).headers["Location"] == letter_path(topic)
    page = client.get(letter_path(topic)).text

    assert "nie per E-Mail" in page
    assert 'class="phone" href="tel:+49' in page.partition('aria-labelledby="servicestelle"')[2]
    assert "Brief herunterladen (PDF)" in page
