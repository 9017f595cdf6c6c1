"""Encodings, blocks and headers; and that no content whatever is more than refused."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bestand import import_files
from bestand.import_files import Block, RegisterFile, UnusableFileError, check
from bestand.row_checks import INSURED
from tests.bestand.files import KNOWN, company, person, write


def rows_of(path: Path, kind: str = "insured") -> list[str]:
    """Return what the good lines of the file become."""
    with RegisterFile(path, kind) as file:
        blocks = [check(kind, file.encoding, KNOWN, block, data) for block, data in file.blocks()]
    return "".join(block.rows.decode() for block in blocks).splitlines()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_umlauts_survive_every_encoding(tmp_path: Path, encoding: str, line_end: str) -> None:
    path, _ = write(tmp_path, [person(), person(nachname="Groß")], [])
    path.write_text(path.read_text().replace("\n", line_end), encoding=encoding, newline="")

    assert [row.split("\t")[3:5] for row in rows_of(path)] == [["Jörg", "Müller-Lüdenscheidt"], ["Jörg", "Groß"]]


def test_windows_quotes_and_euro_survive(tmp_path: Path) -> None:
    _, other = write(tmp_path, [], [company(firma="„Zum €“ – Gasthaus")], "cp1252")

    assert [row.split("\t")[2] for row in rows_of(other, "employers")] == ["„Zum €“ – Gasthaus"]


def test_one_byte_that_is_no_utf8_decides_for_the_whole_file(tmp_path: Path) -> None:
    path, _ = write(tmp_path, [person(vorname="Ada", nachname="Lang", strasse="Ring 1", ort="Bonn")] * 3, [])
    with path.open("ab") as file:
        file.write(person(vorname="J\xf6rg").encode("latin-1") + b"\n")

    with RegisterFile(path, "insured") as file:
        assert file.encoding == "cp1252"


def test_lines_keep_their_numbers_over_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, "_BLOCK", 1_000)
    path, _ = write(tmp_path, [person()] * 40 + [person(ik="9")] + [person()] * 40 + [person(ik="9")], [])
    path.write_text(path.read_text().removesuffix("\n"))

    with RegisterFile(path, "insured") as file:
        blocks = [check("insured", file.encoding, KNOWN, block, data) for block, data in file.blocks()]

    assert len(blocks) > 10
    assert [line for block in blocks for line, _ in block.refused] == [42, 83]
    assert sum(block.good for block in blocks) == 80


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"", "does not begin with the header versichertennummer;ik;"),
        (b"a;b;c\n", "does not begin with the header versichertennummer;ik;"),
        (b"\xff\xfe" + INSURED.header.encode("utf-16-le"), "does not begin with the header versichertennummer;ik;"),
        (INSURED.header.encode() + b"\n" + b"x" * 1_200_000, "has a line longer than 65536 bytes."),
    ],
)
def test_unusable_file_is_refused_with_one_line(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "insured.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UnusableFileError) as refused, RegisterFile(path, "insured") as file:
        list(file.blocks())

    assert f"{path} {reason}" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path, _ = write(tmp_path, [person()], [])
    with RegisterFile(path, "insured") as file:
        with path.open("a") as more:
            more.write(person() + "\n")
        with pytest.raises(UnusableFileError, match=r"changed while it was read\.$"):
            list(file.blocks())


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b'";";\n"\r\n\\N;\\.;\x85\xe2\x80\xa8')
def test_no_line_is_more_than_refused(data: bytes) -> None:
    for kind in ("insured", "employers"):
        for encoding in ("utf-8", "cp1252"):
            checked = check(kind, encoding, KNOWN, Block(2, 1, len(data)), data)
            assert checked.good == checked.rows.count(b"\n")
            assert checked.good + len(checked.refused) == max(1, data.count(b"\n") + (not data.endswith(b"\n")))


@given(st.dictionaries(st.sampled_from(["vorname", "nachname", "titel", "adresszusatz", "ort"]), st.text(max_size=45)))
@example({"nachname": "\\N"})
@example({"nachname": "\\."})
def test_line_that_is_taken_over_has_each_column_once(changes: dict[str, str]) -> None:
    quoted = {name: '"' + value.replace('"', '""').replace("\n", " ") + '"' for name, value in changes.items()}

    checked = check("insured", "utf-8", KNOWN, Block(2, 1, 0), person(**quoted).encode("utf-8", "replace"))

    for row in checked.rows.decode().split("\n")[:-1]:
        assert len(row.split("\t")) == 25
        assert "\\" not in row.replace("\\\\", "")
