"""Editors' pictures: bytes that claim to be a picture -> bytes that are one and tell nothing else.

Pure. Re-encoding drops what cameras and programs hide in a file: place, time, serial numbers, thumbnails.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000  # what is unpacked into memory; a camera makes about 24 million
WIDEST = 1_600  # pixels; twice the width of a text column
_FORMATS = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp"}
_MODES = ("L", "LA", "RGB", "RGBA")


class UnusablePicture(Exception):
    """Says in German why the picture is refused, and what to do."""


@dataclass(frozen=True)
class ReadyPicture:
    """A picture that may be shown.

    Attributes:
        content: its bytes.
        format: "png", "jpeg" or "webp".
        width: in pixels.
        height: in pixels.
    """

    content: bytes
    format: str
    width: int
    height: int


def ready_picture(content: bytes) -> ReadyPicture:
    """Check, turn upright, shrink and re-encode a picture.

    Raises:
        UnusablePicture: it is too large, moves, is broken, or is no PNG, JPEG or WebP.
    """
    if len(content) > MAX_BYTES:
        raise UnusablePicture(
            "Das Bild ist größer als 8 MB. Bitte verkleinern Sie es und laden Sie es noch einmal hoch."
        )
    try:
        with Image.open(BytesIO(content), formats=list(_FORMATS)) as source:
            return _encode(source)
    except UnidentifiedImageError:
        raise UnusablePicture(
            "Das ist kein Bild im Format PNG, JPEG oder WebP. Bitte speichern Sie es in einem davon."
        ) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise UnusablePicture("Das Bild ist beschädigt. Bitte speichern Sie es neu.") from None


def _encode(source: Image.Image) -> ReadyPicture:
    """Return the first and only frame, with nothing but its pixels."""
    if source.width * source.height > MAX_PIXELS:
        raise _too_many_pixels()
    if getattr(source, "n_frames", 1) > 1:
        raise UnusablePicture("Das Bild bewegt sich. Bitte laden Sie ein stehendes Bild hoch.")
    picture = ImageOps.exif_transpose(source)
    if picture.mode not in _MODES:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((WIDEST, WIDEST))
    picture.info.clear()
    buffer = BytesIO()
    picture.save(buffer, source.format, optimize=True, quality=85)
    return ReadyPicture(buffer.getvalue(), _FORMATS[str(source.format)], picture.width, picture.height)


def _too_many_pixels() -> UnusablePicture:
    return UnusablePicture("Das Bild hat mehr als 40 Millionen Bildpunkte. Bitte verkleinern Sie es.")
