"""QR codes as drawings, for templates to place.

`segno` computes the modules (pure Python, no dependencies); the drawing is one path, sharp on any printer.
"""

import re

import segno

_DARK = re.compile(rb"\x01+")
_QUIET = 4  # modules around the code
_MASK = 3  # trying all eight, as the standard suggests, takes five times as long; every reader reads each
_HEIGHT = "1.02"  # modules; rows that only touch show hairlines on a screen


def qr_code(text: str) -> str:
    """Return the QR code of ``text`` as SVG with its quiet zone, error correction M or better."""
    rows = segno.make_qr(text, error="M", mask=_MASK).matrix
    size = len(rows) + 2 * _QUIET
    runs = (
        f"M{run.start() + _QUIET} {y}.5h{run.end() - run.start()}"
        for y, row in enumerate(rows, start=_QUIET)
        for run in _DARK.finditer(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path stroke="#000" stroke-width="{_HEIGHT}" d="{"".join(runs)}"/></svg>'
    )
