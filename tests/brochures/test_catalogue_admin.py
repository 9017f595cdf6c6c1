"""The desk of the catalogue: scoped, recorded, never losing what was typed, and showing the paper before it is out."""

from typing import Any

import pytest

from brochures.models import Brochure
from privacy.models import StaffAccess
from regions.models import Region
from tests.brochures.brochures import TEXT, add_brochure
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db

DESK = "/verwaltung/brochures/brochure/"


def form_of(brochure: Brochure, **fields: Any) -> dict[str, Any]:
    """Return what a browser would send for a brochure that is changed."""
    names = ("title", "subtitle", "summary", "body", "topic", "language", "most_per_order")
    values = {name: getattr(brochure, name) for name in names}
    edition = {"edition_on": brochure.edition_on.strftime("%d.%m.%Y")}
    return {**values, **edition, "seen": brochure.changed_at.isoformat(), **fields}


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def test_brochure_is_written_seen_and_put_into_the_catalogue(national_editor: RoleClient, client: RoleClient) -> None:
    brochure = add_brochure(is_published=False)
    address = f"{DESK}{brochure.pk}/"
    opened = national_editor.get(f"{address}change/").text
    assert f'src="{address}cover/"' in opened
    assert national_editor.get(f"{address}cover/").headers["Content-Type"] == "image/png"
    assert national_editor.get(f"{address}pdf/").content.startswith(b"%PDF-1.7")
    assert client.get("/broschueren/probe/").status_code == 404

    response = national_editor.post(f"{address}change/", form_of(brochure, title="Fertig", _publish="x"))

    assert (response.status_code, response.headers["Location"]) == (302, f"{address}change/")
    assert '<h1 lang="de">Fertig</h1>' in client.get("/broschueren/probe/").text
    assert StaffAccess.objects.filter(action=StaffAccess.Action.CHANGE).latest("at").detail == "Titel, Im Katalog"


def test_new_brochure_is_made_by_the_form(national_editor: RoleClient) -> None:
    fields = form_of(Brochure(**TEXT), key="neu", region="", seen="")

    response = national_editor.post(f"{DESK}add/", {**fields, "_save": "x"})

    made = Brochure.objects.select_related("paper").get(key="neu")
    assert response.headers["Location"] == f"{DESK}{made.pk}/change/"
    assert (made.is_published, made.paper.pages) == (False, 3)
    taken = national_editor.post(f"{DESK}add/", {**fields, "key": "bestellen"})
    assert errors(taken) == {
        "key": ["Unter diesem Kurznamen steht schon eine andere Seite. Bitte wählen Sie einen anderen."]
    }


def test_text_that_cannot_be_set_is_refused_beside_the_text_and_kept(national_editor: RoleClient) -> None:
    brochure = add_brochure()

    response = national_editor.post(
        f"{DESK}{brochure.pk}/change/", form_of(brochure, body="Ohne Kapitel.", title="Neu")
    )

    assert list(errors(response)) == ["body"]
    assert "beginnt nicht mit einem Kapitel" in response.text
    assert response.context["adminform"].form["title"].value() == "Neu"
    assert Brochure.objects.get(pk=brochure.pk).title == "Probe"


def test_preview_sets_what_stands_in_the_form_and_saves_nothing(national_editor: RoleClient) -> None:
    brochure = add_brochure()
    address = f"{DESK}preview/?von={brochure.pk}"

    shown = national_editor.post(address, form_of(brochure, title="Nur Vorschau"))
    refused = national_editor.post(address, form_of(brochure, body=""))

    assert (shown.headers["Content-Type"], shown.content[:5]) == ("application/pdf", b"%PDF-")
    assert "Text der Broschüre: Bitte füllen Sie dieses Feld aus." in refused.text
    assert Brochure.objects.get(pk=brochure.pk).title == "Probe"
    assert national_editor.get(address).status_code == 405


def test_second_editor_hears_of_the_first(national_editor: RoleClient) -> None:
    brochure = add_brochure()
    mine = form_of(brochure, title="Meine")
    national_editor.post(f"{DESK}{brochure.pk}/change/", form_of(brochure, title="Ihre"))

    response = national_editor.post(f"{DESK}{brochure.pk}/change/", mine)

    assert "Inzwischen hat jemand anderes diesen Eintrag gespeichert." in response.text
    assert Brochure.objects.get(pk=brochure.pk).title == "Ihre"


def test_withdrawing_asks_first(national_editor: RoleClient) -> None:
    brochure = add_brochure()
    address = f"{DESK}{brochure.pk}/withdraw/"

    assert "verschwindet sofort aus dem Katalog" in national_editor.get(address).text
    assert Brochure.objects.get(pk=brochure.pk).is_published
    assert national_editor.post(address).status_code == 302
    assert not Brochure.objects.get(pk=brochure.pk).is_published


def test_regional_editor_begins_an_own_version_once(regional_editor: RoleClient, rheinland: Region) -> None:
    national = add_brochure()
    assert "Eigene Fassung für meine IKK anlegen" in regional_editor.get(f"{DESK}{national.pk}/change/").text

    first = regional_editor.post(f"{DESK}{national.pk}/copy/")
    second = regional_editor.post(f"{DESK}{national.pk}/copy/")

    own = Brochure.objects.get(region=rheinland, key="probe")
    assert {first.headers["Location"], second.headers["Location"]} == {f"{DESK}{own.pk}/change/"}
    assert not own.is_published


def test_regional_editor_reads_national_brochures_changes_none_and_sees_no_foreign_one(
    regional_editor: RoleClient,
) -> None:
    national = add_brochure()
    foreign = add_brochure(key="fremd", region=Region.objects.get(slug="bayern"))

    assert 'name="_save"' not in regional_editor.get(f"{DESK}{national.pk}/change/").text
    assert regional_editor.post(f"{DESK}{national.pk}/change/", form_of(national, title="Neu")).status_code == 403
    assert regional_editor.post(f"{DESK}{national.pk}/withdraw/").headers["Location"] == "/verwaltung/"
    for page in ("change", "delete", "history", "pdf", "cover", "withdraw"):
        assert regional_editor.get(f"{DESK}{foreign.pk}/{page}/").headers["Location"] == "/verwaltung/", page
    assert regional_editor.post(f"{DESK}{foreign.pk}/copy/").headers["Location"] == "/verwaltung/"
    assert regional_editor.post(f"{DESK}preview/?von={foreign.pk}", form_of(foreign)).status_code == 200
    assert set(Brochure.objects.filter(pk__in=[national.pk, foreign.pk]).values_list("title", flat=True)) == {"Probe"}


def test_what_lies_on_a_shelf_is_not_deleted_and_what_does_not_is(national_editor: RoleClient) -> None:
    unused = add_brochure()
    used = Brochure.objects.get(key="krankengeld")

    refused = national_editor.get(f"{DESK}{used.pk}/delete/").text
    assert "Bestellungen oder Bestand: Krank und nicht bei der Arbeit" in refused
    assert "<h1>„Krank und nicht bei der Arbeit“ lässt sich nicht löschen</h1>" in refused
    assert "ziehen Sie die Broschüre zurück" in refused
    assert f'<a href="{DESK}{used.pk}/change/">Zurück zu' in refused
    assert "Das lässt sich nicht zurücknehmen." in national_editor.get(f"{DESK}{unused.pk}/delete/").text
    national_editor.post(f"{DESK}{used.pk}/delete/", {"post": "yes"})
    assert national_editor.post(f"{DESK}{unused.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Brochure.objects.filter(pk__in=[used.pk, unused.pk])) == [used]
