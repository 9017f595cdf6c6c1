"""One brochure: what it says, whose version it is, and its files under addresses that never change."""

import pytest
from django.conf import settings
from django.test import Client

from brochures.actions import withdraw_brochure
from brochures.models import Brochure, BrochurePaper
from tests.brochures.brochures import BY, add_brochure

pytestmark = pytest.mark.django_db

FOR_EVER = "public, max-age=31536000, immutable"


def paper_of(key: str) -> BrochurePaper:
    return BrochurePaper.objects.get(brochure__key=key, brochure__region=None)


def test_page_says_what_it_is_about_and_how_to_get_it(client: Client) -> None:
    text = client.get("/broschueren/pflege-zu-hause/").text
    paper = paper_of("pflege-zu-hause")

    assert "<title>Pflege zu Hause – Broschüren – IKK-Portal</title>" in text
    assert '<p class="lead" lang="de">Pflegegrad beantragen,' in text
    assert "<li>Die fünf Pflegegrade</li>" in text
    assert f'href="/broschueren/dateien/{paper.pdf_hash}/pflege-zu-hause.pdf"' in text
    assert f'src="/broschueren/dateien/{paper.cover_hash}/titel.png"' in text
    assert f"{paper.pages} Seiten, Format A5" in text
    assert "alle regionalen IKKs gemeinsam" in text
    assert "kostenlos, höchstens 3 Exemplare" in text
    assert 'class="button" href="/broschueren/bestellen/?b=pflege-zu-hause"' in text
    assert "vergriffen" not in text


def test_texts_of_another_language_say_so(client: Client) -> None:
    english = client.get("/broschueren/seeing-a-doctor/").text
    easy = client.get("/broschueren/meine-kranken-kasse/").text

    assert '<h1 lang="en">Seeing a Doctor</h1>' in english
    assert '<p class="lead" lang="en">' in english
    assert '<ul lang="en">' in english
    assert '<h1 lang="de">Meine Kranken-Kasse</h1>' in easy
    assert "<dd>Leichte Sprache</dd>" in easy


def test_chosen_ikk_shows_its_own_version_its_copies_and_its_refusal(client: Client) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    assert (
        '<h1 lang="de">Willkommen bei der Muster-IKK Rheinland</h1>'
        in client.get("/broschueren/willkommen-bei-ihrer-ikk/").text
    )
    gone = client.get("/broschueren/pflege-zu-hause/").text
    assert "Auf Papier zurzeit vergriffen. Wir lassen nachdrucken." in gone
    assert "bestellen/?b=" not in gone
    few = client.get("/broschueren/zuzahlungen-und-befreiung/").text
    assert "Auf Papier nur noch 12 Exemplare." in few

    client.cookies[settings.REGION_COOKIE_NAME] = "bayern"
    refused = client.get("/broschueren/rueckengesund-im-handwerk/")

    assert refused.status_code == 404
    assert "Diese Broschüre bietet Ihre IKK nicht an" in refused.text
    assert "bestellen/?b=" not in refused.text


def test_draft_and_unknown_key_are_not_found(client: Client) -> None:
    add_brochure(is_published=False)

    assert client.get("/broschueren/probe/").status_code == 404
    assert client.get("/broschueren/gibt-es-nicht/").status_code == 404


def test_files_are_served_for_ever(client: Client) -> None:
    paper = paper_of("krankengeld")
    pdf = client.get(f"/broschueren/dateien/{paper.pdf_hash}/krankengeld.pdf")
    cover = client.get(f"/broschueren/dateien/{paper.cover_hash}/titel.png")

    assert (pdf.status_code, pdf.content) == (200, bytes(paper.pdf))
    assert (cover.status_code, cover.content) == (200, bytes(paper.cover))
    assert (pdf.headers["Content-Type"], cover.headers["Content-Type"]) == ("application/pdf", "image/png")
    assert pdf.headers["Content-Disposition"] == 'inline; filename="krankengeld.pdf"'
    assert {pdf.headers["Cache-Control"], cover.headers["Cache-Control"]} == {FOR_EVER}


def test_other_addresses_and_withdrawn_brochures_have_no_files(client: Client) -> None:
    paper = paper_of("krankengeld")
    addresses = [
        f"/broschueren/dateien/{paper.pdf_hash}/anderer-name.pdf",
        f"/broschueren/dateien/{'0' * 64}/krankengeld.pdf",
        f"/broschueren/dateien/{paper.cover_hash}/krankengeld.pdf",
        f"/broschueren/dateien/{paper.pdf_hash}/titel.png",
    ]
    assert {client.get(address).status_code for address in addresses} == {404}

    withdraw_brochure(by=BY, brochure=Brochure.objects.get(key="krankengeld"))

    assert client.get(f"/broschueren/dateien/{paper.pdf_hash}/krankengeld.pdf").status_code == 404
    assert client.get(f"/broschueren/dateien/{paper.cover_hash}/titel.png").status_code == 404
