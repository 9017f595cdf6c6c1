"""P03: giving data is voluntary. Every page that asks says what for, how long, and how it goes without."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings

from accounts.models import Registration
from brochures.models import Brochure, Order
from contact.models import Enquiry
from contact.topics import IndividualTopic, Topic
from ikk_portal.machine_pages import public_paths
from regions.models import Region
from tests.accounts.members import member
from tests.accounts.registering import ANNA, BRANDT, EMPLOYER, INSURED, fill_in
from tests.accounts.sign_in_page import SIGN_IN, sign_in
from tests.accounts.signed_in import client_of
from tests.brochures import ordering
from tests.brochures.brochures import brochure
from tests.conftest import RoleClient
from tests.contact.asking import letter_path, mail_path
from tests.internetfiliale import filling
from tests.internetfiliale.checking import CHECK, check, paper

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


def registration_pages(client: RoleClient) -> list[Any]:
    """Return every page of both registrations, as it comes before anything is typed into it."""
    return [
        page
        for path, typed in ((INSURED, ANNA), (EMPLOYER, BRANDT))
        for page in [client.get(path), *(fill_in(client, path, typed[: count + 1]) for count in range(3))]
    ]


@pytest.mark.parametrize("region", ["", "rheinland"])
def test_every_page_that_asks_says_purpose_duty_retention_and_the_way_without(client: RoleClient, region: str) -> None:
    if region:
        client.cookies[settings.REGION_COOKIE_NAME] = region
    retention = Registration.Privacy.retention.text

    pages = registration_pages(client)

    assert len(pages) == 8
    for page in pages:
        assert "Sie müssen sich nicht registrieren." in page.text
        assert "brauchen wir dafür alle Angaben." in page.text
        assert "<dt>Wozu</dt>" in page.text
        assert "§&nbsp;217f Abs.&nbsp;4b SGB&nbsp;V" in page.text
        assert f"<dd>{retention}. Danach sind die Angaben gelöscht.</dd>" in page.text
        assert 'aria-labelledby="servicestelle"' in page.text
        assert 'class="phone" href="tel:+49' in page.text.partition('aria-labelledby="servicestelle"')[2]


def order_pages(client: RoleClient) -> list[Any]:
    """Return every page of the order, as it comes before anything is typed into it."""
    brochure("zaehne", "Gesunde Zähne", copies={"spree-havel": 50, "rheinland": 50})
    pages = ({"step": "anzahl", "anzahl-zaehne": "1"}, ordering.ANNA, {"step": "check", "go": "ikk"})
    return [
        client.get(ordering.ORDER),
        *(ordering.fill_in(client, *pages[: count + 1]) for count in range(3)),
    ]


@pytest.mark.parametrize("region", ["", "rheinland"])
def test_order_says_purpose_duty_retention_and_the_way_without_on_every_page(client: RoleClient, region: str) -> None:
    if region:
        client.cookies[settings.REGION_COOKIE_NAME] = region

    pages = order_pages(client)

    assert [ordering.heading(page) for page in pages] == [
        "Broschüren bestellen",
        "Ihre Anschrift",
        "Stimmen Ihre Angaben?",
        "Ihre IKK",
    ]
    for page in pages:
        assert "Sie müssen hier nichts bestellen. Broschüren bekommen Sie auch am Telefon, per Brief" in page.text
        assert "alle Angaben, die nicht mit „freiwillig“ gekennzeichnet sind." in page.text
        assert "nutzen Name und Anschrift für nichts anderes" in page.text
        assert f"<dd>{Order.Privacy.retention.text}. Danach sind die Angaben gelöscht.</dd>" in page.text
        assert 'class="phone" href="tel:+49' in page.text.partition('aria-labelledby="servicestelle"')[2]
    assert [page.text.count('<span class="optional">(freiwillig)</span>') for page in pages] == [0, 1, 0, 0]


@pytest.mark.parametrize("region", ["", "rheinland"])
def test_sign_in_says_purpose_duty_retention_and_the_way_without_on_every_page(client: RoleClient, region: str) -> None:
    if region:
        client.cookies[settings.REGION_COOKIE_NAME] = region
    asks_pin = client.get(SIGN_IN)
    for _ in range(5):
        sign_in(client, pin="00000000")
    asks_code = sign_in(client)

    assert 'name="unlock_code"' in asks_code.text
    for page in (asks_pin, asks_code):
        assert "Sie müssen die Internetfiliale nicht benutzen." in page.text
        assert "Zum Anmelden brauchen wir alle Angaben." in page.text
        assert "<dt>Wozu</dt>" in page.text
        assert "§&nbsp;217f Abs.&nbsp;4b SGB&nbsp;V" in page.text
        assert "Was Sie hier eintippen, speichern wir nicht." in page.text
        assert 'class="phone" href="tel:+49' in page.text.partition('aria-labelledby="servicestelle"')[2]


def test_second_proof_says_that_nobody_must_and_how_it_goes_without() -> None:
    page = client_of(member()).get("/internetfiliale/nachweis/")

    assert "Ohne Entsperrcode bleiben Sie angemeldet" in page.text
    assert "Wer nur die PIN kennt, soll Ihre Angaben nicht sehen" in page.text
    assert "Den Entsperrcode, den Sie eintippen, speichern wir nicht." in page.text
    assert 'class="phone" href="tel:+49' in page.text.partition('aria-labelledby="servicestelle"')[2]


@pytest.mark.parametrize("region", ["", "rheinland"])
def test_every_page_to_write_to_us_says_purpose_duty_retention_and_the_way_without(
    client: RoleClient, region: str
) -> None:
    if region:
        client.cookies[settings.REGION_COOKIE_NAME] = region
    retention = Enquiry.Privacy.retention.text

    for topic in Topic:
        page = client.get(mail_path(topic))
        assert "Sie müssen uns nicht über dieses Formular schreiben." in page.text
        assert "Nur dafür benutzen wir Ihre E-Mail-Adresse" in page.text
        assert f"<dd>{retention}. Danach sind Nachricht und E-Mail-Adresse gelöscht.</dd>" in page.text
        assert 'class="phone" href="tel:+49' in page.text.partition('aria-labelledby="servicestelle"')[2]
    for individual in IndividualTopic:
        page = client.get(letter_path(individual))
        assert "Sie können den Brief auch selbst schreiben, anrufen" in page.text
        assert "<dd>Ihre Angaben stehen im Brief und sonst nirgends.</dd>" in page.text
        assert "<dd>Wir speichern nichts." in page.text
        assert 'class="phone" href="tel:+49' in page.text.partition('aria-labelledby="servicestelle"')[2]


@pytest.mark.parametrize("region", ["", "rheinland"])
def test_check_of_a_certificate_says_purpose_duty_retention_and_the_way_without(
    client: RoleClient, region: str
) -> None:
    if region:
        client.cookies[settings.REGION_COOKIE_NAME] = region

    for page in (client.get(CHECK), check(client, paper()), check(client, paper(), code="")):
        assert "Sie müssen hier nichts prüfen. Zum Prüfen brauchen wir alle drei Angaben." in page.text
        assert "<dt>Wozu</dt>" in page.text
        assert "<dd>Wir speichern nichts davon." in page.text
        assert 'class="phone" href="tel:+49' in page.text.partition('aria-labelledby="servicestelle"')[2]


def test_nothing_is_ticked_beforehand(client: RoleClient) -> None:
    choices = [
        control
        for text in [
            *(page.text for page in registration_pages(client)),
            *(page.text for page in order_pages(client)),
            *(client.get(path).text for path in public_paths() if not path.endswith(".xml")),
        ]
        for control in re.findall(r'<input[^>]*type="(?:radio|checkbox)"[^>]*>', text)
    ]

    # who registers, form of the letter twice, brochures in large print only, which ones to order, which IKK sends
    assert len(choices) == 12 + Brochure.objects.offered_by(None).count() + Region.objects.count()
    assert [control for control in choices if "checked" in control] == []


def test_every_service_that_asks_says_purpose_duty_retention_and_the_way_without_and_ticks_nothing() -> None:
    asking = 0
    for service, audience in filling.every_service():
        page = filling.first_page(service, audience)
        text = unescape(page.text.replace("&shy;", ""))
        assert not re.search(r'<input[^>]*type="(?:radio|checkbox)"[^>]*\bchecked', page.text), service.slug
        asks = bool(re.search(r"<main.*<(?:select|input (?!type=\"hidden))", page.text, re.DOTALL))
        assert ("brauchen wir alle Angaben" in text) is asks, service.slug
        if not asks:
            continue
        asking += 1
        assert f"Sie müssen das nicht hier erledigen. {service.without_net}" in text, service.slug
        assert f"{service.purpose} Rechtsgrundlage: {service.law}." in text, service.slug
        assert f"<dd>{service.retention}</dd>" in text, service.slug
        assert 'class="phone" href="tel:+49' in page.text.partition('aria-labelledby="servicestelle"')[2], service.slug
    assert asking > len(filling.every_service()) / 2


def test_every_page_of_a_case_says_it_up_to_the_last_button() -> None:
    client = client_of(member(), second_proof=True)
    for slug, pages in {
        "form-der-briefe": [{"step": "form", "letter_form": "large"}],
        "bankverbindung": [{"step": "konto", "iban": "DE89370400440532013000", "holder": "own"}],
    }.items():
        check = filling.fill_in(client, slug, *pages)
        assert "Stimmen Ihre Angaben?" in check.text
        for said in ("Sie müssen das nicht hier erledigen.", "<dt>Wozu</dt>", "spätestens nach 30 Tagen"):
            assert said in check.text, slug
