"""Counts of copies as a file for spreadsheets: day, IKK, brochure, ordered, dispatched; nothing of any person or order.

Written for German Excel: UTF-8 with a mark, semicolons. A text that a spreadsheet would take for a formula gets an
apostrophe before it (OWASP, CSV Injection).
"""

import csv
import io
from collections.abc import Iterable

from brochures.models import CopyCount

_HEAD = ("Tag", "IKK", "Broschüre", "Kurzname", "Bestellt", "Versandt")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # their wide twins count, too


def as_csv(counts: Iterable[CopyCount]) -> bytes:
    """Return the file; ``counts`` come with their region and brochure."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEAD)
    for count in counts:
        texts = (count.region.name, count.brochure.title, count.brochure.key)
        writer.writerow((f"{count.day:%d.%m.%Y}", *map(_harmless, texts), count.ordered, count.dispatched))
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
