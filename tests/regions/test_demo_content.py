"""The demo's texts are complete, may be published as they are, and lead to pages that exist."""

import re

import pytest
from django.utils import timezone

from regions import demo_content
from regions.actions import publishing_problems
from regions.models import Content, Download, NewsItem, Page, Picture, Region, SearchEntry, Section
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db

TEXTS = (Page, NewsItem)


def all_texts() -> list[Content]:
    return [text for model in TEXTS for text in model.objects.select_related("region")]


def test_there_is_enough_to_read_in_every_section() -> None:
    assert Page.objects.count() >= 20
    assert NewsItem.objects.count() >= 25
    assert set(Page.objects.filter(region=None).values_list("section", flat=True)) == set(Section.values)
    assert Page.objects.exclude(region=None).values("region").distinct().count() >= 5


def test_every_text_is_published_without_a_problem() -> None:
    assert {str(text): problems for text in all_texts() if (problems := publishing_problems(text))} == {}
    assert [text for text in all_texts() if not text.is_published] == []


def test_nothing_is_left_to_fill_in() -> None:
    left = re.compile(r"lorem|ipsum|\bTODO\b|\bXXX\b|\?\?\?|example\.(com|org)", re.IGNORECASE)

    assert [str(text) for text in all_texts() if left.search(text.body + text.title + text.summary)] == []


def test_second_load_changes_nothing() -> None:
    before = [list(model.objects.values()) for model in (*TEXTS, Picture, Download)]

    demo_content.load()

    assert [list(model.objects.values()) for model in (*TEXTS, Picture, Download)] == before


def test_what_somebody_has_changed_stays_and_what_is_missing_comes_back() -> None:
    Page.objects.filter(region=None, section="leistungen", key="bonusheft").update(title="Geändert")
    Page.objects.filter(region=None, section="leistungen", key="zahnersatz").delete()
    NewsItem.objects.all().delete()

    demo_content.load()

    assert Page.objects.get(region=None, section="leistungen", key="bonusheft").title == "Geändert"
    assert Page.objects.filter(region=None, section="leistungen", key="zahnersatz").count() == 1
    assert NewsItem.objects.count() >= 25


def test_everything_can_be_found() -> None:
    texts = SearchEntry.objects.filter(kind__in=["Seite", "Meldung"])

    assert texts.count() == Page.objects.count() + NewsItem.objects.count()


def test_no_own_version_waits_for_comparison() -> None:
    now = timezone.now()

    assert Page.objects.exclude(region=None).filter(national_seen_at=None).count() == 0
    assert Page.objects.filter(changed_at__gt=now).count() == 0


def test_every_link_into_the_site_leads_somewhere(client: RoleClient) -> None:
    """Of national texts without a choice, of an IKK's own ones with it."""
    dead = set()
    slugs = [None, *Region.objects.values_list("slug", flat=True)]
    for slug in slugs:
        texts = [text for text in all_texts() if (text.region.slug if text.region else None) == slug]
        client.cookies.clear()
        if slug:
            client.cookies["ikk_region"] = slug
        links = {href for text in texts for href in re.findall(r'(?:href|src)="(/[^"#?]*)', text.html)}
        dead |= {(slug, href) for href in links if client.get(href).status_code != 200}

    assert dead == set()


def test_picture_and_form_are_shown_on_a_page(client: RoleClient) -> None:
    picture = client.get("/themen/gesundheit/bonusprogramm/").text
    form = client.get("/themen/leistungen/zuzahlungen/").text

    assert f"/bilder/{Picture.objects.get().content_hash}.png" in picture
    assert f"/dateien/{Download.objects.get().content_hash}/antrag-befreiung-zuzahlungen.pdf" in form
