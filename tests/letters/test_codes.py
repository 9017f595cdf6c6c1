"""QR codes, read back from their drawing."""

import re

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from letters.codes import qr_code

SCALE = 4


def picture(svg: str) -> Image.Image:
    """Paint the strokes of the drawing."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])  # type: ignore[index]
    image = Image.new("L", (size * SCALE, size * SCALE), 255)
    draw = ImageDraw.Draw(image)
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg):
        left, top = int(x) * SCALE, int(y) * SCALE
        draw.rectangle((left, top, left + int(length) * SCALE - 1, top + SCALE - 1), fill=0)
    return image


@pytest.mark.parametrize("text", ["5E8C9A52-8F0B-4C1F-9D0E-6A4B3C2D1E0F", "PIN: 1 2\nBrief vom 3. März", "7"])
def test_code_says_its_text(text: str) -> None:
    assert [code.text for code in zxingcpp.read_barcodes(picture(qr_code(text)))] == [text]


@given(text=st.text("0123456789ABCDEF-", min_size=1, max_size=36))
def test_every_letter_id_can_be_read_although_the_mask_is_fixed(text: str) -> None:
    assert [code.text for code in zxingcpp.read_barcodes(picture(qr_code(text)))] == [text]


def test_code_has_its_quiet_zone() -> None:
    svg = qr_code("7")
    image = picture(svg)

    assert image.getbbox() is not None
    assert Image.eval(image, lambda value: 255 - value).getbbox() == (
        4 * SCALE,
        4 * SCALE,
        image.width - 4 * SCALE,
        image.height - 4 * SCALE,
    )
