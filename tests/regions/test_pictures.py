"""Pictures come out upright, small enough, and without what cameras hide in them."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from regions.pictures import WIDEST, UnusablePicture, ready_picture


def encoded(form: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any) -> bytes:
    buffer = BytesIO()
    Image.new(mode, size, "red").save(buffer, form, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_picture_keeps_format_and_size(form: str) -> None:
    ready = ready_picture(encoded(form))

    assert (ready.format, ready.width, ready.height) == (form.lower(), 40, 20)
    assert Image.open(BytesIO(ready.content)).format == form


def exif(orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "Kamera-Secret"
    return tags.tobytes()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_what_cameras_hide_is_gone(form: str) -> None:
    content = encoded(form, exif=exif(), icc_profile=b"Profil-Secret" + b"\0" * 128)
    assert b"Secret" in content

    ready = ready_picture(content)

    assert b"Secret" not in ready.content
    assert dict(Image.open(BytesIO(ready.content)).getexif()) == {}


def test_texts_and_comments_are_gone() -> None:
    info = PngInfo()
    info.add_text("Author", "Secret")
    pictures = (encoded("PNG", pnginfo=info), encoded("JPEG", comment=b"Secret"), encoded("PNG") + b"Secret")

    assert [b"Secret" in content for content in pictures] == [True] * 3
    assert [b"Secret" in ready_picture(content).content for content in pictures] == [False] * 3


def test_picture_that_lies_on_its_side_stands_up() -> None:
    ready = ready_picture(encoded("JPEG", exif=exif(6)))

    assert (ready.width, ready.height) == (20, 40)


def test_wide_picture_shrinks() -> None:
    ready = ready_picture(encoded(size=(WIDEST * 2, 100)))

    assert (ready.width, ready.height) == (WIDEST, 50)


@pytest.mark.parametrize(
    ("mode", "after"), [("P", "RGB"), ("1", "RGB"), ("LA", "LA"), ("RGBA", "RGBA"), ("I;16", "RGB")]
)
def test_unusual_modes_are_converted(mode: str, after: str) -> None:
    buffer = BytesIO()
    Image.new(mode, (10, 10)).save(buffer, "PNG")

    assert Image.open(BytesIO(ready_picture(buffer.getvalue()).content)).mode == after


def bomb(side: int) -> bytes:
    """Return a PNG whose head promises side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def moving() -> bytes:
    buffer = BytesIO()
    frames = [Image.new("RGB", (10, 10), color) for color in ("red", "blue")]
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(bomb(7_000), "Das Bild hat mehr als 40 Millionen Bildpunkte.", id="large"),
        pytest.param(bomb(10_000), "Das Bild hat mehr als 40 Millionen Bildpunkte.", id="warned-of"),
        pytest.param(bomb(60_000), "Das Bild hat mehr als 40 Millionen Bildpunkte.", id="bomb"),
        pytest.param(b"\xff" * (8 * 1024 * 1024 + 1), "Das Bild ist größer als 8 MB.", id="bytes"),
        pytest.param(encoded("GIF"), "Das ist kein Bild im Format PNG, JPEG oder WebP.", id="gif"),
        pytest.param(b"<svg onload='alert(1)'/>", "Das ist kein Bild im Format PNG, JPEG oder WebP.", id="svg"),
        pytest.param(b"", "Das ist kein Bild im Format PNG, JPEG oder WebP.", id="nothing"),
        pytest.param(encoded("JPEG", (400, 400))[:700], "Das Bild ist beschädigt.", id="cut-off"),
        pytest.param(moving(), "Das Bild bewegt sich.", id="moving"),
    ],
)
def test_unusable_picture_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UnusablePicture) as refused:
        ready_picture(content)

    assert str(refused.value).startswith(reason)
