"""What editors do, and what they are refused: the rules hold without any form."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import include, path
from django.utils import timezone

from accounts.models import User
from regions import actions
from regions.actions import Problem
from regions.models import Content, Download, NewsItem, Page, Picture, Region, SearchEntry
from regions.pictures import ReadyPicture

pytestmark = pytest.mark.django_db

urlpatterns = [path("", include("regions.file_urls"))]  # what the staff surface knows of the room


@pytest.fixture
def bayern(db: None) -> Region:
    return Region.objects.get(slug="bayern")


def new_page(**fields: Any) -> Page:
    values = {"section": "service", "key": "probe", "title": "Probe", "summary": "Kurz.", "body": "Ein Absatz.\n"}
    return Page(**{**values, "reviewed_on": timezone.localdate(), **fields})


def new_news(**fields: Any) -> NewsItem:
    return NewsItem(**{"key": "probe", "title": "Probe", "summary": "Kurz.", "body": "Neu.\n", **fields})


def found(key: str) -> list[str | None]:
    """Return whose versions the search knows of a key."""
    rows = SearchEntry.objects.filter(key=key).order_by("region__slug")
    return list(rows.values_list("region__slug", flat=True))


# Writing


def test_saved_text_is_rendered_and_stays_a_draft(ritter: User) -> None:
    before = timezone.now()

    page = actions.save_content(by=ritter, content=new_page(body="## Titel\n\n<script>alert(1)</script>"))

    page.refresh_from_db()
    assert page.html == "<h2>Titel</h2>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    assert (page.is_published, page.changed_at > before, found("seite:service/probe")) == (False, True, [])


def test_draft_with_problems_is_saved(ritter: User) -> None:
    assert actions.save_content(by=ritter, content=new_page(body="# Titel")).pk


@pytest.mark.parametrize("make", [new_page, new_news])
def test_regional_editor_writes_for_the_own_ikk_only(rosen: User, rheinland: Region, bayern: Region, make: Any) -> None:
    actions.save_content(by=rosen, content=make(region=rheinland))
    for foreign in (None, bayern):
        with pytest.raises(actions.NotYourIkk):
            actions.save_content(by=rosen, content=make(region=foreign))


def test_regional_editor_cannot_take_a_foreign_text_by_renaming_its_ikk(
    ritter: User, rosen: User, rheinland: Region, bayern: Region
) -> None:
    page = actions.save_content(by=ritter, content=new_page(region=bayern))
    page.region = rheinland

    with pytest.raises(actions.NotYourIkk):
        actions.save_content(by=rosen, content=page)


def every_action(by: User, page: Page) -> list[Any]:
    return [
        lambda: actions.save_content(by=by, content=page),
        lambda: actions.publish(by=by, content=page),
        lambda: actions.unpublish(by=by, content=page),
        lambda: actions.mark_compared(by=by, content=page, seen_at=timezone.now()),
        lambda: actions.remove_content(by=by, content=page),
    ]


def test_regional_editor_does_nothing_to_a_foreign_text(ritter: User, rosen: User, bayern: Region) -> None:
    page = actions.save_content(by=ritter, content=new_page(region=bayern))

    for act in every_action(rosen, page):
        with pytest.raises(actions.NotYourIkk):
            act()
    for act in every_action(ritter, page):
        act()


def test_text_that_somebody_else_has_saved_meanwhile_is_refused(ritter: User) -> None:
    page = actions.save_content(by=ritter, content=new_page())
    seen_at = page.changed_at
    actions.save_content(by=ritter, content=Page.objects.get(pk=page.pk), seen_at=seen_at)

    page.title = "Zu spät"
    with pytest.raises(actions.ChangedMeanwhile):
        actions.save_content(by=ritter, content=page, seen_at=seen_at)
    assert Page.objects.get(pk=page.pk).title == "Probe"


# Publishing


def test_published_text_is_found_and_a_withdrawn_one_is_not(ritter: User, rheinland: Region) -> None:
    national = actions.save_content(by=ritter, content=new_page())
    own = actions.save_content(by=ritter, content=new_page(region=rheinland))

    actions.publish(by=ritter, content=national)
    actions.publish(by=ritter, content=own)
    assert (national.is_published, found("seite:service/probe")) == (True, ["rheinland", None])

    actions.unpublish(by=ritter, content=own)
    assert (own.is_published, found("seite:service/probe")) == (False, [None])

    actions.remove_content(by=ritter, content=national)
    assert found("seite:service/probe") == []


def test_saving_a_published_text_renews_what_is_found(ritter: User) -> None:
    item = actions.save_content(by=ritter, content=new_news())
    actions.publish(by=ritter, content=item)
    item.title = "Anders"

    actions.save_content(by=ritter, content=item)

    assert SearchEntry.objects.get(key="meldung:probe").title == "Anders"


def test_process_of_the_staff_surface_publishes_without_public_addresses(ritter: User) -> None:
    page = actions.save_content(by=ritter, content=new_page())
    with override_settings(ROOT_URLCONF=__name__):
        actions.publish(by=ritter, content=page)

    assert SearchEntry.objects.get(key="seite:service/probe").path == "/themen/service/probe/"
    assert settings.ROOT_URLCONF == "ikk_portal.urls"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (
            {"body": "# Titel"},
            Problem("body", "Die Überschrift „Titel“ beginnt mit einem #. Beginnen Sie mit ##; # ist der Titel."),
        ),
        ({"parent_key": "fehlt"}, Problem("parent_key", "Die Seite „fehlt“ gibt es in diesem Bereich nicht.")),
        (
            {"parent_key": "zahnersatz"},  # is in another section
            Problem("parent_key", "Die Seite „zahnersatz“ gibt es in diesem Bereich nicht."),
        ),
        (
            {"reviewed_on": timezone.localdate() + timedelta(days=2)},
            Problem("reviewed_on", "Das Datum der Prüfung liegt in der Zukunft."),
        ),
    ],
)
def test_text_with_a_problem_is_not_published(ritter: User, fields: dict[str, Any], problem: Problem) -> None:
    page = actions.save_content(by=ritter, content=new_page(**fields))

    with pytest.raises(actions.NotPublishable) as refused:
        actions.publish(by=ritter, content=page)
    assert refused.value.problems == [problem]
    assert Page.objects.get(pk=page.pk).is_published is False


def test_published_text_cannot_be_saved_with_a_problem(ritter: User) -> None:
    page = actions.save_content(by=ritter, content=new_page())
    actions.publish(by=ritter, content=page)
    page.body = "[Link](ftp://a.example)"

    with pytest.raises(actions.NotPublishable):
        actions.save_content(by=ritter, content=page)
    assert found("seite:service/probe") == [None]


def test_parents_in_a_circle_are_refused(ritter: User) -> None:
    first = actions.save_content(by=ritter, content=new_page(key="eins", parent_key="zwei"))
    actions.save_content(by=ritter, content=new_page(key="zwei", parent_key="eins"))

    assert actions.publishing_problems(first) == [Problem("parent_key", "Die übergeordneten Seiten führen im Kreis.")]


# Own versions


def test_own_version_begins_as_a_draft_copy(rosen: User, rheinland: Region) -> None:
    national = Page.objects.get(section="leistungen", key="zuzahlungen")

    own = actions.copy_for_region(by=rosen, content=national, region=rheinland)

    assert (own.region, own.body, own.html) == (rheinland, national.body, national.html)
    assert (own.is_published, own.national_seen_at) == (False, national.changed_at)
    with pytest.raises(actions.AlreadyThere) as refused:
        actions.copy_for_region(by=rosen, content=national, region=rheinland)
    assert refused.value.content == own


def test_own_version_for_another_ikk_and_of_an_own_version_is_refused(
    rosen: User, rheinland: Region, bayern: Region
) -> None:
    national = Page.objects.get(section="leistungen", key="zuzahlungen")

    with pytest.raises(actions.NotYourIkk):
        actions.copy_for_region(by=rosen, content=national, region=bayern)
    own = actions.copy_for_region(by=rosen, content=national, region=rheinland)
    with pytest.raises(actions.NothingToCompare):
        actions.copy_for_region(by=rosen, content=own, region=rheinland)


def test_comparison_is_noted_for_own_versions_only(ritter: User, rosen: User, rheinland: Region) -> None:
    national = Page.objects.get(section="leistungen", key="zuzahlungen")
    own = actions.copy_for_region(by=rosen, content=national, region=rheinland)
    later = national.changed_at + timedelta(hours=1)

    actions.mark_compared(by=rosen, content=own, seen_at=later)

    assert Page.objects.get(pk=own.pk).national_seen_at == later
    with pytest.raises(actions.NothingToCompare):
        actions.mark_compared(by=ritter, content=national, seen_at=later)


# Files


def add_picture(by: User, region: Region | None = None, content: bytes = b"x", **fields: Any) -> Picture:
    picture = Picture(key="probe", region=region, alternative_text="Ein Bild.", **fields)
    return actions.add_picture(by=by, picture=picture, ready=ReadyPicture(content, "png", 4, 3))


def test_picture_and_its_replacement_show_in_texts(ritter: User) -> None:
    picture = add_picture(ritter)
    page = actions.save_content(by=ritter, content=new_page(body="![](bild:probe)\n"))
    other = actions.save_content(by=ritter, content=new_page(key="andere", body="![](bild:probe-zwei)\n"))
    changed_at = page.changed_at
    assert f"/bilder/{picture.content_hash}.png" in page.html

    picture.alternative_text = "Ein anderes Bild."
    actions.add_picture(by=ritter, picture=picture, ready=ReadyPicture(b"y", "webp", 8, 6))

    page.refresh_from_db()
    address = f"/bilder/{picture.content_hash}.webp"
    assert f'<img src="{address}" alt="Ein anderes Bild." width="8" height="6" loading="lazy">' in page.html
    assert page.changed_at == changed_at
    assert other.html == "<p></p>\n"


def test_picture_of_the_ikk_takes_the_place_of_the_national_one(ritter: User, rosen: User, rheinland: Region) -> None:
    add_picture(ritter)
    national = actions.save_content(by=ritter, content=new_page(body="![](bild:probe)\n"))
    own = actions.save_content(by=ritter, content=new_page(region=rheinland, body="![](bild:probe)\n"))
    before = national.html

    picture = add_picture(rosen, rheinland, b"own")

    for page in (national, own):
        page.refresh_from_db()
    assert national.html == before
    assert picture.content_hash in own.html


def test_file_that_a_text_needs_is_not_removed(ritter: User) -> None:
    needed = Download.objects.get(key="antrag-befreiung-zuzahlungen")
    page = Page.objects.get(section="leistungen", key="zuzahlungen")

    with pytest.raises(actions.FileInUse) as refused:
        actions.remove_file(by=ritter, file=needed)
    assert refused.value.texts == [page]

    page.body = "Ohne Antrag.\n"
    actions.save_content(by=ritter, content=page)
    actions.remove_file(by=ritter, file=needed)
    assert Download.objects.filter(key="antrag-befreiung-zuzahlungen").exists() is False


def test_regional_editor_adds_and_removes_own_files_only(
    ritter: User, rosen: User, rheinland: Region, bayern: Region
) -> None:
    own = add_picture(rosen, rheinland)
    actions.remove_file(by=rosen, file=own)
    for foreign in (None, bayern):
        with pytest.raises(actions.NotYourIkk):
            add_picture(rosen, foreign)
        picture = add_picture(ritter, foreign)
        with pytest.raises(actions.NotYourIkk):
            actions.remove_file(by=rosen, file=picture)
        with pytest.raises(actions.NotYourIkk):
            actions.add_download(by=rosen, download=Download(key="x", region=foreign, title="X", pages=1))


def test_every_kind_of_text_can_be_found(ritter: User) -> None:
    """A new kind of text must be taught to the search."""
    assert {model.__name__ for model in Content.__subclasses__()} == {"Page", "NewsItem"}
