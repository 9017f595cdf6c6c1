"""The paper engine: tagged and kept for ever, the same for the same data, and closed to everything but its data."""

import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from letters import engine
from letters.engine import PaperError, forget, sheets, typeset
from tests.letters.printed import Printed

DAY = date(2026, 11, 22)


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that writes a template into a folder of its own and typesets it."""
    monkeypatch.setattr(engine, "TEMPLATES", tmp_path)
    engine._compiler.cache_clear()

    def make(markup: str, text: str = "") -> bytes:
        head = (
            '#set document(title: "T", date: datetime(year: 2026, month: 11, day: 22))\n#set text(font: "Fira Sans")\n'
        )
        (tmp_path / "one.typ").write_text(head + "#let text-given = json(bytes(sys.inputs.data)).text\n" + markup)
        return typeset("one", {"text": text}, dated=DAY)

    yield make
    engine._compiler.cache_clear()


def test_data_are_text_and_never_markup(template) -> None:
    hostile = '#read("/etc/passwd") *b* _i_ $x$ `c` <l> @r = \\u{41} // c /* d */ "q" {1+1} [z] ~ ---'

    assert Printed(template("#text-given", hostile)).pages[0].text == hostile


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../../../etc/passwd", "/../secret.txt"])
def test_template_reads_no_file_outside_its_folder(template, tmp_path: Path, path: str) -> None:
    (tmp_path.parent / "secret.txt").write_text("secret")

    with pytest.raises(PaperError):
        template(f'#read("{path}")')


def test_template_reads_files_of_its_folder(template, tmp_path: Path) -> None:
    (tmp_path / "beside.txt").write_text("beside")

    assert Printed(template('#read("beside.txt")')).pages[0].text == "beside"


@pytest.mark.parametrize("family", ["DejaVu Sans", "Liberation Sans", "Libertinus Serif", "New Computer Modern"])
def test_no_font_but_ours_is_used(template, family: str) -> None:
    pdf = template(f'#set text(font: ("{family}", "Fira Sans"))\nText')

    assert {char.font.split("+")[1] for char in Printed(pdf).pages[0].chars} == {"FiraSans-Regular"}


def test_fault_of_a_template_tells_nothing_of_the_data(template) -> None:
    with pytest.raises(PaperError) as caught:
        template("#panic(text-given)", "1034 5678")

    assert str(caught.value) == "Das Schreiben lässt sich mit diesen Texten nicht setzen."
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("text", ["\ud800", "山", "\U0001f600", "\ue000"])
def test_text_that_cannot_be_set_is_a_fault_and_no_crash(template, text: str) -> None:
    with pytest.raises(PaperError):
        template("#text-given", text)


def test_same_data_give_the_same_bytes_also_after_forgetting(template) -> None:
    first = template("= Eins\n#text-given", "Text")
    (engine.TEMPLATES / "empty.typ").write_text("")
    forget()

    assert template("= Eins\n#text-given", "Text") == first
    assert template("= Eins\n#text-given", "Texte") != first


@pytest.mark.parametrize("pages", [1, 3, 120])
def test_sheets_are_counted(template, pages: int) -> None:
    pdf = template("A" + "#pagebreak() /Type/Page/ A" * (pages - 1), "/Type/Page/")

    assert sheets(pdf) == len(Printed(pdf).reader.pages) == pages


def test_no_connection_is_opened(template, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refused)
    template("Text")


def test_templates_ask_for_no_package() -> None:
    templates = list((Path(engine.__file__).parent / "templates").glob("*.typ"))

    assert len(templates) == 10
    assert [path.name for path in templates if "@preview" in path.read_text() or "@local" in path.read_text()] == []


def test_paper_is_tagged_archivable_and_says_its_language_and_title(template) -> None:
    printed = Printed(template('#set text(lang: "de")\n= Titel\nText'))
    metadata = printed.reader.xmp_metadata
    catalog = printed.catalog

    assert metadata is not None
    xml = metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xml
    assert "<pdfuaid:part>1</pdfuaid:part>" in xml
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert catalog["/Lang"] == "de"
    assert [one["/S"] for one in printed.structure()] == ["/Document", "/H1", "/P"]
    assert (printed.reader.metadata or {}).get("/CreationDate") == "D:20261122000000Z"


def test_nothing_of_many_parts_is_kept_in_memory() -> None:
    program = """
import resource
from bench.letters import some_letters
from letters.pin_letter import pin_letters
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
parts = pin_letters(some_letters(600))
next(parts)
after_one = peak()
for part in parts:
    pass
print(peak() - after_one)
"""
    root = Path(engine.__file__).parents[1]
    result = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)

    assert int(result.stdout) < 60  # MiB; five more parts kept would be some 250
