"""Pictures and PDF files are served under the hash of their bytes, for ever, and under nothing else."""

import pytest

from regions.models import Download, Picture
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db


def test_picture_is_served_for_ever(client: RoleClient) -> None:
    picture = Picture.objects.get(key="fahrrad")

    response = client.get(f"/bilder/{picture.content_hash}.png")

    assert (response.status_code, response.content) == (200, bytes(picture.content))
    wanted = {
        "Content-Type": "image/png",
        "Content-Disposition": 'inline; filename="fahrrad.png"',
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Length": str(picture.size),
    }
    assert {name: response.headers[name] for name in wanted} == wanted
    assert not response.cookies


def test_pdf_is_served_for_ever(client: RoleClient) -> None:
    file = Download.objects.get(key="antrag-befreiung-zuzahlungen")

    response = client.get(f"/dateien/{file.content_hash}/{file.key}.pdf")

    assert (response.status_code, response.content) == (200, bytes(file.content))
    wanted = {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'inline; filename="{file.key}.pdf"',
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    assert {name: response.headers[name] for name in wanted} == wanted


def test_other_addresses_find_nothing(client: RoleClient) -> None:
    picture, file = Picture.objects.get(), Download.objects.get()
    addresses = (
        f"/bilder/{picture.content_hash}.webp",
        f"/bilder/{'0' * 64}.png",
        f"/bilder/{picture.content_hash[:63]}.png",
        f"/bilder/{picture.key}.png",
        f"/bilder/{file.content_hash}.pdf",
        f"/dateien/{file.content_hash}/anderer-name.pdf",
        f"/dateien/{'0' * 64}/{file.key}.pdf",
        f"/dateien/{picture.content_hash}/{picture.key}.pdf",
        f"/dateien/{file.content_hash}/",
    )

    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 404)


def test_files_are_read_only(client: RoleClient) -> None:
    assert client.post(f"/bilder/{Picture.objects.get().content_hash}.png").status_code == 405
