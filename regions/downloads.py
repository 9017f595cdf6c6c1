"""Editors' PDF files: bytes -> what the site says about them, or why they are refused.

Pure. Only files that screen readers can read (tagged, with title and language: PDF/UA-1, clause 7) and that
do nothing by themselves are taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MAX_BYTES = 9 * 1024 * 1024
_OBJECTS = 100_000  # more than any leaflet has
_ACTIVE = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"}


class UnusableDownload(Exception):
    """Says in German why the file is refused, and what to do."""


@dataclass(frozen=True)
class ReadyDownload:
    """A PDF file that may be offered.

    Attributes:
        content: its bytes, as they came.
        pages: how many.
        title: the title that the file gives itself.
        language: as the file names it, for example "de-DE".
    """

    content: bytes
    pages: int
    title: str
    language: str


def ready_download(content: bytes) -> ReadyDownload:
    """Read a PDF file and check that everybody can use it.

    Raises:
        UnusableDownload: it is too large, no PDF, broken, locked, active, or unreadable for screen readers.
    """
    if len(content) > MAX_BYTES:
        raise UnusableDownload("Die Datei ist größer als 9 MB. Bitte verkleinern Sie die Bilder darin.")
    if not content.startswith(b"%PDF-"):
        raise UnusableDownload("Das ist keine PDF-Datei.")
    try:
        return _read(content)
    except UnusableDownload:
        raise
    except Exception as error:  # a broken file makes the reader fail in every way there is
        raise UnusableDownload("Die Datei ist beschädigt. Bitte erzeugen Sie sie neu.") from error


def _read(content: bytes) -> ReadyDownload:
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise UnusableDownload("Die Datei ist verschlüsselt oder gesperrt. Bitte speichern Sie sie ohne Kennwort.")
    root = reader.root_object
    if any(_is_active(found) for found in _dictionaries(reader)):
        raise UnusableDownload(
            "Die Datei enthält JavaScript oder löst Aktionen aus. Bitte speichern Sie sie ohne diese."
        )
    if not _is_tagged(root):
        raise UnusableDownload(
            "Die Datei ist nicht barrierefrei: Ihr fehlen die Tags. Bitte exportieren Sie sie als getaggtes PDF."
        )
    title = str(reader.metadata.title or "") if reader.metadata else ""
    if not title.strip():
        raise UnusableDownload("Der Datei fehlt der Titel. Bitte tragen Sie ihn in den Eigenschaften ein.")
    language = str(root.get("/Lang", ""))
    if not language.strip():
        raise UnusableDownload("Der Datei fehlt die Sprache. Bitte tragen Sie sie in den Eigenschaften ein.")
    return ReadyDownload(content, len(reader.pages), title.strip(), language)


def _is_tagged(root: DictionaryObject) -> bool:
    mark_info = root.get("/MarkInfo")
    mark_info = mark_info.get_object() if mark_info is not None else {}
    tree = root.get("/StructTreeRoot")
    is_marked = getattr(mark_info.get("/Marked"), "value", False)  # pypdf's false is an object, so true
    return is_marked and tree is not None and "/K" in tree.get_object()


def _is_active(found: DictionaryObject) -> bool:
    return "/JS" in found or "/AA" in found or str(found.get("/S")) in _ACTIVE


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Yield every dictionary of the file, however deep it lies."""
    waiting: list[Any] = [reader.trailer]
    seen: set[int] = set()
    count = 0
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if found.idnum in seen:
                continue
            seen.add(found.idnum)
            found = found.get_object()
        count += 1
        if count > _OBJECTS * 20 or len(seen) > _OBJECTS:
            raise UnusableDownload("Die Datei ist zu verwickelt. Bitte erzeugen Sie sie neu.")
        if isinstance(found, DictionaryObject):
            yield found
            waiting.extend(dict.values(found))
        elif isinstance(found, ArrayObject):
            waiting.extend(list.__iter__(found))
