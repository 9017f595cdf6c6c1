"""The desks of pictures and PDF files."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from regions.models import Download, Picture, Region
from tests.conftest import RoleClient
from tests.regions.editing import DOWNLOADS, PAGES, PICTURES, errors, seen

pytestmark = pytest.mark.django_db

PDF = Path(__file__).resolve().parents[2] / "regions" / "data" / "demo_files" / "antrag-befreiung-zuzahlungen.pdf"


def png(size: tuple[int, int] = (40, 20)) -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", size, "red").save(buffer, "PNG")
    return SimpleUploadedFile("foto.png", buffer.getvalue())


def test_picture_is_put_in_and_its_text_changed(regional_editor: RoleClient, rheinland: Region) -> None:
    fields = {"region": rheinland.pk, "key": "rot", "alternative_text": "Rot."}

    assert regional_editor.post(f"{PICTURES}add/", {**fields, "upload": png()}).status_code == 302
    picture = Picture.objects.get(key="rot")
    assert (picture.region, picture.format, picture.width) == (rheinland, "png", 40)

    page = regional_editor.get(f"{PICTURES}{picture.pk}/change/")
    regional_editor.post(f"{PICTURES}{picture.pk}/change/", {"alternative_text": "Ganz rot.", **seen(page)})
    picture.refresh_from_db()
    assert (picture.alternative_text, picture.width) == ("Ganz rot.", 40)


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({}, "upload", "Bitte wählen Sie eine Datei."),
        (
            {"upload": SimpleUploadedFile("x.png", b"<svg/>")},
            "upload",
            "Das ist kein Bild im Format PNG, JPEG oder WebP.",
        ),
        ({"upload": png(), "alternative_text": ""}, "alternative_text", "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_unusable_picture_is_refused_beside_the_field(
    regional_editor: RoleClient, rheinland: Region, fields: dict[str, Any], field: str, message: str
) -> None:
    values = {"region": rheinland.pk, "key": "rot", "alternative_text": "Rot.", **fields}

    response = regional_editor.post(f"{PICTURES}add/", values)

    assert errors(response)[field][0].startswith(message)


def test_pdf_tells_its_title(regional_editor: RoleClient, rheinland: Region) -> None:
    upload = SimpleUploadedFile("antrag.pdf", PDF.read_bytes())

    regional_editor.post(f"{DOWNLOADS}add/", {"region": rheinland.pk, "key": "eigener", "title": "", "upload": upload})

    assert Download.objects.get(key="eigener").title == "Antrag auf Befreiung von Zuzahlungen"


def test_file_that_a_text_needs_cannot_be_deleted_and_says_where(national_editor: RoleClient) -> None:
    picture = Picture.objects.get(key="fahrrad")

    response = national_editor.post(f"{PICTURES}{picture.pk}/delete/", {"post": "yes"})

    assert "Seite: Bonusprogramm" in response.text
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_regional_editor_changes_no_national_file(regional_editor: RoleClient) -> None:
    picture = Picture.objects.get(key="fahrrad")
    address = f"{PICTURES}{picture.pk}/"

    assert 'name="upload"' not in regional_editor.get(f"{address}change/").text
    assert regional_editor.post(f"{address}change/", {"alternative_text": "x", "upload": png()}).status_code == 403
    assert regional_editor.post(f"{address}delete/", {"post": "yes"}).status_code == 403


def test_upload_beyond_the_limit_is_refused_unread(national_editor: RoleClient) -> None:
    large = SimpleUploadedFile("x.png", b"x" * (10 * 1024 * 1024))

    assert national_editor.post(f"{PICTURES}add/", {"upload": large}).status_code == 413
    assert national_editor.post(f"{PAGES}add/", {"body": "x" * (1024 * 1024)}).status_code == 413
