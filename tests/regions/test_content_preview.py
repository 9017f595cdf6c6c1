"""What editors see before it is public, and how own and national versions are compared."""

from datetime import timedelta

import pytest

from accounts.models import User
from regions.models import NewsItem, Page, Picture, Region
from tests.conftest import RoleClient, signed_in
from tests.regions.editing import NEWS, PAGES, draft, form_of, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db: None) -> Page:
    """The national page about co-payments."""
    return Page.objects.get(region=None, section="leistungen", key="zuzahlungen")


# Preview


def test_preview_shows_text_and_problems(national_editor: RoleClient) -> None:
    response = national_editor.post(
        f"{PAGES}preview/", {"body": "# Eins\n\n<b>x</b>"}, headers={"X-Preview": "fragment"}
    )

    assert response.status_code == 200
    assert "&lt;b&gt;x&lt;/b&gt;" in response.text
    assert response.text.count("<li>") == 1
    assert "<html" not in response.text


def test_preview_is_a_page_for_those_without_scripts(national_editor: RoleClient) -> None:
    response = national_editor.post(f"{NEWS}preview/", {"body": "## Eins"})

    assert "<h2>Eins</h2>" in response.text
    assert "<html" in response.text


def test_preview_needs_the_token_of_the_form(ritter: User) -> None:
    client = signed_in(ritter)
    client.handler.enforce_csrf_checks = True

    assert client.post(f"{PAGES}preview/", {"body": "x"}).status_code == 403
    assert client.get(f"{PAGES}preview/").status_code == 405


def test_preview_knows_the_pictures_of_the_own_ikk_only(regional_editor: RoleClient, rheinland: Region) -> None:
    bayern = Region.objects.get(slug="bayern")
    values = {"alternative_text": "Bild", "format": "png", "width": 1, "height": 1, "content": b"x", "size": 1}
    for region, digit in ((rheinland, "1"), (bayern, "2")):
        Picture.objects.create(region=region, key="wappen", content_hash=digit * 64, **values)

    own = regional_editor.post(f"{PAGES}preview/?region={rheinland.pk}", {"body": "![](bild:wappen)"})
    foreign = regional_editor.post(f"{PAGES}preview/?region={bayern.pk}", {"body": "![](bild:wappen)"})

    assert ("1" * 64 in own.text, "2" * 64 in foreign.text) == (True, False)


def test_page_as_another_ikk_sees_it_is_marked_and_recorded(national_editor: RoleClient, page: Page) -> None:
    draft(region=Region.objects.get(slug="hessen"), section="leistungen", key="zuzahlungen", title="Hessische Fassung")

    response = national_editor.get(f"{PAGES}{page.pk}/as-region/", {"ikk": "hessen"})

    assert "<strong>Vorschau:</strong>" in response.text
    assert "<h1>Hessische Fassung</h1>" in response.text
    assert "Ihre IKK: <strong>Muster-IKK Hessen</strong>" in response.text
    assert "<h1>Zuzahlungen und Befreiung</h1>" in national_editor.get(f"{PAGES}{page.pk}/as-region/").text
    assert trail() == [
        ("regions.Page", "view", "Vorschau als hessen"),
        ("regions.Page", "view", "Vorschau als bundesweit"),
    ]


def test_regional_editor_sees_no_draft_of_another_ikk_in_the_preview(regional_editor: RoleClient, page: Page) -> None:
    draft(region=Region.objects.get(slug="hessen"), section="leistungen", key="zuzahlungen", title="Geheimer Entwurf")

    response = regional_editor.get(f"{PAGES}{page.pk}/as-region/", {"ikk": "hessen"})

    assert "Geheimer Entwurf" not in response.text
    assert "<h1>Zuzahlungen und Befreiung</h1>" in response.text


def test_draft_of_news_is_previewed(national_editor: RoleClient) -> None:
    item = NewsItem.objects.create(key="probe", title="Probe", summary="Kurz.", body="x", html="<p>x</p>")

    assert "<h1>Probe</h1>" in national_editor.get(f"{NEWS}{item.pk}/as-region/", {"ikk": "bayern"}).text


# Own versions


def test_own_version_begins_with_one_button(regional_editor: RoleClient, page: Page, rheinland: Region) -> None:
    assert "Abweichung für meine IKK anlegen" in regional_editor.get(f"{PAGES}{page.pk}/change/").text

    response = regional_editor.post(f"{PAGES}{page.pk}/copy/")

    own = Page.objects.get(region=rheinland, key="zuzahlungen")
    assert response.headers["Location"] == f"{PAGES}{own.pk}/change/"
    assert regional_editor.post(f"{PAGES}{page.pk}/copy/").headers["Location"] == f"{PAGES}{own.pk}/change/"


def test_national_editor_has_no_own_ikk_to_copy_for(national_editor: RoleClient, page: Page) -> None:
    assert "Abweichung für meine IKK anlegen" not in national_editor.get(f"{PAGES}{page.pk}/change/").text
    national_editor.post(f"{PAGES}{page.pk}/copy/")
    assert Page.objects.filter(key="zuzahlungen").count() == 1


def test_change_of_the_national_version_is_listed_until_it_is_compared(
    regional_editor: RoleClient, national_editor: RoleClient, page: Page, rheinland: Region
) -> None:
    regional_editor.post(f"{PAGES}{page.pk}/copy/")
    own = Page.objects.get(region=rheinland, key="zuzahlungen")

    def listed() -> list[str]:
        return [str(row.pk) for row in regional_editor.get(PAGES, {"abgleich": "offen"}).context["cl"].result_list]

    assert listed() == []
    national_editor.post(f"{PAGES}{page.pk}/change/", form_of(page, summary="Neu gefasst."))
    assert listed() == [str(own.pk)]

    shown = regional_editor.get(f"{PAGES}{own.pk}/compare/")
    assert "<del>Neu gefasst.</del>" in shown.text
    assert f"<ins>{own.summary}</ins>" in shown.text
    regional_editor.post(f"{PAGES}{own.pk}/compare/", {"seen_at": shown.context["seen_at"]})
    assert listed() == []


def test_national_change_after_the_look_stays_listed(
    regional_editor: RoleClient, page: Page, rheinland: Region
) -> None:
    regional_editor.post(f"{PAGES}{page.pk}/copy/")
    own = Page.objects.get(region=rheinland, key="zuzahlungen")
    Page.objects.filter(pk=page.pk).update(changed_at=page.changed_at + timedelta(hours=1))

    regional_editor.post(f"{PAGES}{own.pk}/compare/", {"seen_at": page.changed_at.isoformat()})

    rows = regional_editor.get(PAGES, {"abgleich": "offen"}).context["cl"].result_list
    assert [row.pk for row in rows] == [own.pk]
