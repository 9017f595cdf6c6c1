"""The desks of pages and news: scoped, recorded, refusing what must not be public, never losing what was typed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regions.models import Download, NewsItem, Page, Picture, Region
from tests.conftest import RoleClient
from tests.regions.editing import DOWNLOADS, NEWS, PAGES, PICTURES, draft, errors, form_of, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db: None) -> Page:
    """The national page about co-payments."""
    return Page.objects.get(region=None, section="leistungen", key="zuzahlungen")


# Whose texts


def test_regional_editor_sees_own_and_national_texts(regional_editor: RoleClient, rheinland: Region) -> None:
    own = draft(region=rheinland)
    draft(region=Region.objects.get(slug="bayern"))

    listed = regional_editor.get(PAGES, {"q": "probe"}).context["cl"].result_list

    assert [entry.pk for entry in listed] == [own.pk]
    shown = set(regional_editor.get(PAGES, {"all": ""}).context["cl"].queryset.values_list("region__slug", flat=True))
    assert shown == {None, "rheinland"}


def test_regional_editor_reads_national_texts_and_changes_none(regional_editor: RoleClient, page: Page) -> None:
    address = f"{PAGES}{page.pk}/"

    assert regional_editor.get(f"{address}change/").status_code == 200
    assert 'name="_save"' not in regional_editor.get(f"{address}change/").text
    assert regional_editor.post(f"{address}change/", form_of(page, title="Fremd")).status_code == 403
    assert regional_editor.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert regional_editor.post(f"{address}unpublish/").status_code == 302
    page.refresh_from_db()
    assert (page.title, page.is_published) == ("Zuzahlungen und Befreiung", True)


@pytest.mark.parametrize("slug", ["", "bayern"])
def test_regional_editor_cannot_add_a_foreign_text(regional_editor: RoleClient, slug: str) -> None:
    region = Region.objects.get(slug=slug).pk if slug else ""
    fields = form_of(
        Page(section="service", key="probe", title="T", summary="S", body="B", reviewed_on=timezone.localdate())
    )

    response = regional_editor.post(f"{PAGES}add/", {**fields, "region": region, "section": "service", "key": "probe"})

    assert "region" in errors(response)
    assert Page.objects.filter(key="probe").exists() is False


def test_regional_editor_reaches_no_text_of_another_ikk(regional_editor: RoleClient) -> None:
    foreign = draft(region=Region.objects.get(slug="bayern"))

    for step in ("change", "delete", "history", "as-region", "unpublish", "compare"):
        assert regional_editor.get(f"{PAGES}{foreign.pk}/{step}/").status_code == 302, step
    for step in ("unpublish", "compare", "copy"):
        assert regional_editor.post(f"{PAGES}{foreign.pk}/{step}/").status_code == 302, step
    assert regional_editor.post(f"{PAGES}{foreign.pk}/change/", form_of(foreign, title="Fremd")).status_code == 302
    assert Page.objects.get(pk=foreign.pk).title == "Probe"


def test_ikk_section_and_key_of_a_text_stay(national_editor: RoleClient) -> None:
    page = draft()
    other = {"region": Region.objects.get(slug="bayern").pk, "section": "gesundheit", "key": "anders"}

    national_editor.post(f"{PAGES}{page.pk}/change/", form_of(page, **other))

    page.refresh_from_db()
    assert (page.region, page.section, page.key) == (None, "service", "probe")


def test_other_roles_reach_no_text(staff_client: RoleClient, page: Page) -> None:
    for address in (PAGES, NEWS, PICTURES, DOWNLOADS, f"{PAGES}{page.pk}/change/"):
        assert staff_client.get(address).status_code == 403, address
    assert staff_client.post(f"{PAGES}preview/", {"body": "x"}).status_code == 403
    for step in ("as-region", "unpublish", "compare"):
        assert staff_client.get(f"{PAGES}{page.pk}/{step}/").status_code in (302, 403), step
    assert staff_client.post(f"{PAGES}{page.pk}/unpublish/").status_code in (302, 403)
    assert Page.objects.get(pk=page.pk).is_published


# Writing


def test_text_is_written_and_published_at_once(national_editor: RoleClient, client: RoleClient) -> None:
    page = draft()

    response = national_editor.post(f"{PAGES}{page.pk}/change/", form_of(page, body="## Neu\n", _publish="x"))

    assert response.status_code == 302
    assert "<h2>Neu</h2>" in client.get("/themen/service/probe/").text


def test_draft_is_not_public(national_editor: RoleClient, client: RoleClient) -> None:
    page = draft()

    national_editor.post(f"{PAGES}{page.pk}/change/", form_of(page, body="# Falsch\n", _save="x"))

    page.refresh_from_db()
    assert (page.body, page.is_published) == ("# Falsch", False)
    assert client.get("/themen/service/probe/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"body": "# Falsch"}, "body"),
        ({"parent_key": "fehlt"}, "parent_key"),
        ({"reviewed_on": "01.01.2199"}, "reviewed_on"),
    ],
)
def test_publishing_a_text_with_a_problem_is_refused_beside_the_field(
    national_editor: RoleClient, fields: dict[str, str], field: str
) -> None:
    page = draft()

    response = national_editor.post(f"{PAGES}{page.pk}/change/", form_of(page, **fields, title="Getippt", _publish="x"))

    assert list(errors(response)) == [field]
    assert response.context["adminform"].form["title"].value() == "Getippt"
    assert Page.objects.get(pk=page.pk).is_published is False


def test_text_that_somebody_else_saved_meanwhile_is_not_overwritten_unawares(national_editor: RoleClient) -> None:
    page = draft()
    mine = form_of(page, title="Meine")
    national_editor.post(f"{PAGES}{page.pk}/change/", form_of(page, title="Ihre"))

    response = national_editor.post(f"{PAGES}{page.pk}/change/", mine)

    assert errors(response)["__all__"][0].startswith("Inzwischen hat jemand anderes diesen Eintrag gespeichert.")
    form = response.context["adminform"].form
    assert form["title"].value() == "Meine"
    assert Page.objects.get(pk=page.pk).title == "Ihre"
    national_editor.post(f"{PAGES}{page.pk}/change/", {**mine, "seen": form["seen"].value()})
    assert Page.objects.get(pk=page.pk).title == "Meine"


def test_form_without_its_time_is_refused(national_editor: RoleClient) -> None:
    page = draft()

    assert "__all__" in errors(national_editor.post(f"{PAGES}{page.pk}/change/", form_of(page, seen="")))


def test_withdrawing_asks_first(national_editor: RoleClient, client: RoleClient, page: Page) -> None:
    question = national_editor.get(f"{PAGES}{page.pk}/unpublish/")
    assert "Ja, zurückziehen" in question.text
    assert client.get("/themen/leistungen/zuzahlungen/").status_code == 200

    national_editor.post(f"{PAGES}{page.pk}/unpublish/")

    assert client.get("/themen/leistungen/zuzahlungen/").status_code == 404


def test_deleted_text_is_no_longer_found(national_editor: RoleClient, client: RoleClient) -> None:
    page = Page.objects.get(region=None, section="leistungen", key="bonusheft")

    assert national_editor.post(f"{PAGES}{page.pk}/delete/", {"post": "yes"}).status_code == 302

    assert client.get("/themen/leistungen/bonusheft/").status_code == 404


# Lists and trail


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        ("draft", {}),
        ("planned", {"is_published": True, "public_from": timezone.now() + timedelta(days=9)}),
        ("visible", {"is_published": True}),
        (
            "over",
            {
                "is_published": True,
                "public_from": timezone.now() - timedelta(days=9),
                "public_until": timezone.now() - timedelta(days=1),
            },
        ),
    ],
)
def test_list_filters_by_state(national_editor: RoleClient, state: str, fields: dict[str, Any]) -> None:
    page = draft(**fields)

    for asked in ("draft", "planned", "visible", "over"):
        rows = national_editor.get(PAGES, {"zustand": asked, "q": "probe"}).context["cl"].result_list
        assert [row.pk for row in rows] == ([page.pk] if asked == state else [])
    shown = {"draft": "Entwurf", "planned": "geplant", "visible": "sichtbar", "over": "abgelaufen"}[state]
    assert f'<td class="field-state">{shown}</td>' in national_editor.get(PAGES, {"q": "probe"}).text


def test_list_filters_what_is_due_for_review(national_editor: RoleClient) -> None:
    due = draft(reviewed_on=timezone.localdate() - timedelta(days=365))
    draft(key="probe-zwei", reviewed_on=timezone.localdate() - timedelta(days=364))

    rows = national_editor.get(PAGES, {"pruefung": "faellig", "q": "probe"}).context["cl"].result_list

    assert [row.pk for row in rows] == [due.pk]


@pytest.mark.parametrize("address", [PAGES, NEWS, PICTURES, DOWNLOADS])
def test_longer_list_asks_no_more_queries(national_editor: RoleClient, address: str, rheinland: Region) -> None:
    model = {PAGES: Page, NEWS: NewsItem, PICTURES: Picture, DOWNLOADS: Download}[address]
    first = model.objects.first()
    model.objects.exclude(pk=first.pk).delete()
    national_editor.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        national_editor.get(address)
    for key in ("zwei", "drei"):
        first.pk, first.key, first.region = None, key, rheinland
        first.save()
    with CaptureQueriesContext(connection) as three:
        response = national_editor.get(address)

    assert response.context["cl"].result_count == 3
    assert len(three) == len(one)


def test_every_step_leaves_a_trail(national_editor: RoleClient) -> None:
    page = draft()
    address = f"{PAGES}{page.pk}/"

    national_editor.get(PAGES)
    national_editor.get(f"{address}change/")
    national_editor.post(f"{address}change/", form_of(page, title="Neu", _publish="x"))
    national_editor.post(f"{address}unpublish/")
    national_editor.post(f"{address}delete/", {"post": "yes"})

    assert trail() == [
        ("regions.Page", "list", ""),
        ("regions.Page", "view", ""),
        *(("regions.Page", "view", ""), ("regions.Page", "change", "Titel, Veröffentlicht")),
        *(("regions.Page", "view", ""), ("regions.Page", "change", "Veröffentlicht")),
        *(("regions.Page", "view", ""), ("regions.Page", "delete", "")),
    ]
