"""The paper engine: a template and data in, the bytes of a tagged PDF out, all in memory (Typst).

What people or registers wrote reaches a template only as JSON, where it is text and nothing else: it cannot
become markup. A template sees the folder of templates and no other file, and the letter fonts and no other.
Each PDF conforms to PDF/A-2a (it can be kept) and PDF/UA-1 (it can be read aloud).
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

import typst

from letters.address_window import FONTS

TEMPLATES = Path(__file__).resolve().parent / "templates"

_IN_USE = Lock()
_RUNS_KEPT = 10
_FAULT = re.compile(r"fault:([a-z_]+)")  # what a template says when a text does not fit
_FAULTS = {
    "letterhead": "Der Briefkopf ist zu lang. Bitte kürzen Sie den Namen der IKK.",
    "information": "Der Informationsblock ist zu lang. Bitte kürzen Sie die Telefonzeiten oder Adressen der IKK.",
    "footer": "Die Fußzeile ist zu lang. Bitte kürzen Sie den vollen Namen oder die Anschrift der IKK.",
    "cover": "Titel und Untertitel passen nicht auf die Titelseite. Bitte kürzen Sie sie.",
    "imprint": "Name und Anschrift passen nicht auf die letzte Seite. Bitte kürzen Sie sie.",
}


class PaperError(Exception):
    """A paper cannot be made from these data; the message is German and repeats nothing of them."""


def typeset(template: str, data: Mapping[str, Any], *, dated: date) -> bytes:
    """Return the PDF that ``templates/<template>.typ`` makes of ``data``, the same bytes for the same data.

    Args:
        template: name of the template.
        data: what JSON can hold; the template reads it from ``sys.inputs.data``.
        dated: the date that the document bears; PDF/A wants one.

    Raises:
        PaperError: a text does not fit into its place, or a character is in none of the letter fonts.
    """
    midnight = datetime.combine(dated, time(), UTC)
    return _compiled(template, data, dated, format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=midnight)


def typeset_and_forget(template: str, data: Mapping[str, Any], *, dated: date) -> bytes:
    """Return what ``typeset`` does, and keep nothing of it in memory: for every paper that tells of somebody."""
    try:
        return typeset(template, data, dated=dated)
    finally:
        forget()


def drawn(template: str, data: Mapping[str, Any], *, dated: date, dots_per_inch: float) -> bytes:
    """Return the only page that ``templates/<template>.typ`` makes of ``data``, as a PNG picture.

    Args:
        template: name of the template.
        data: what JSON can hold; the template makes one page of it.
        dated: the date that the document bears.
        dots_per_inch: pixels for each inch of the page.

    Raises:
        PaperError: as of ``typeset``.
    """
    return _compiled(template, data, dated, format="png", ppi=dots_per_inch)


def _compiled(template: str, data: Mapping[str, Any], dated: date, **options: Any) -> bytes:
    inputs = {"data": json.dumps(data), "dated": dated.isoformat()}
    try:
        with _IN_USE:  # a compiler does one thing at a time
            made = _compiler(template).compile(sys_inputs=inputs, **options)
    except typst.TypstError as error:
        fault = _FAULT.search(error.message)
        message = fault and _FAULTS.get(fault[1])
        # The diagnostic quotes the data, secrets included: it goes no further than here.
        raise PaperError(message or "Das Schreiben lässt sich mit diesen Texten nicht setzen.") from None
    return cast("bytes", made)


def forget() -> None:
    """Drop what Typst keeps of earlier papers: texts, secrets among them, and half a MiB a sheet.

    It keeps the results of its last ten runs to save work; after as many empty ones nothing else is left.
    """
    with _IN_USE:
        for _ in range(_RUNS_KEPT + 1):
            _compiler("empty").compile(format="pdf")


def sheets(pdf: bytes) -> int:
    """Return how many pages a PDF of this engine has; it writes pages in clear, outside of compressed streams."""
    return pdf.count(b"/Type/Page/")


@cache
def _compiler(template: str) -> typst.Compiler:
    """Return the compiler of one template; made at the first paper, after a server has forked its workers."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=fonts)
