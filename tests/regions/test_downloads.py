"""PDF files are taken only if everybody can read them and they do nothing by themselves."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, TextStringObject

from regions.downloads import UnusableDownload, ready_download

TAGGED = (
    Path(__file__).resolve().parents[2] / "regions" / "data" / "demo_files" / "antrag-befreiung-zuzahlungen.pdf"
).read_bytes()

Change = Callable[[PdfWriter], None]


def changed(change: Change) -> bytes:
    """Return the tagged file after a change."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(TAGGED)))
    change(writer)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_tagged_file_is_read() -> None:
    ready = ready_download(TAGGED)

    assert (ready.pages, ready.title, ready.language) == (2, "Antrag auf Befreiung von Zuzahlungen", "de")
    assert ready.content == TAGGED


def test_unchanged_copy_is_taken() -> None:
    assert ready_download(changed(lambda _: None)).pages == 2


def remove(name: str) -> Change:
    return lambda writer: writer.root_object.__delitem__(NameObject(name))


def unmark(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(False)})


def hide_script(writer: PdfWriter) -> None:
    """Put a script where no list of scripts names it: on a link of the last page."""
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")})
    link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): script})
    writer.pages[-1][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])


def name_script(writer: PdfWriter) -> None:
    """Put a script into the list of scripts that run at opening."""
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")})
    names = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), script])})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): names})


def launch(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    writer.root_object[NameObject("/OpenAction")] = action


def without_title(writer: PdfWriter) -> None:
    writer.metadata = {"/Producer": "x"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(changed(unmark), "Die Datei ist nicht barrierefrei", id="not-marked"),
        pytest.param(changed(remove("/MarkInfo")), "Die Datei ist nicht barrierefrei", id="no-mark"),
        pytest.param(changed(remove("/StructTreeRoot")), "Die Datei ist nicht barrierefrei", id="no-tree"),
        pytest.param(changed(remove("/Lang")), "Der Datei fehlt die Sprache.", id="no-language"),
        pytest.param(changed(without_title), "Der Datei fehlt der Titel.", id="no-title"),
        pytest.param(
            changed(lambda pdf: pdf.encrypt("x", algorithm="RC4-128")), "Die Datei ist verschlüsselt", id="locked"
        ),
        pytest.param(changed(name_script), "Die Datei enthält JavaScript", id="script"),
        pytest.param(changed(hide_script), "Die Datei enthält JavaScript", id="hidden-script"),
        pytest.param(changed(launch), "Die Datei enthält JavaScript oder löst Aktionen aus", id="launch"),
        pytest.param(b"<html>", "Das ist keine PDF-Datei.", id="html"),
        pytest.param(b"", "Das ist keine PDF-Datei.", id="nothing"),
        pytest.param(TAGGED[:3000], "Die Datei ist beschädigt.", id="cut-off"),
        pytest.param(b"%PDF-1.7\n" + b"x" * 9_500_000, "Die Datei ist größer als 9 MB.", id="bytes"),
    ],
)
def test_unusable_file_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UnusableDownload) as refused:
        ready_download(content)

    assert str(refused.value).startswith(reason)
