"""Tables as files: what a spreadsheet program reads, and nothing that it runs."""

import csv
from io import StringIO

import pytest

from ikk_portal.platform.csv_files import csv_answer


def cells(*rows: tuple[object, ...]) -> list[list[str]]:
    """Return what a program reads in the file of these rows, the head left out."""
    text = csv_answer("zahlen", ("Was", "Anzahl"), rows).content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))[1:]


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_text_that_would_be_a_formula_stays_text(beginning: str) -> None:
    assert cells((f"{beginning}1+1", "")) == [[f"'{beginning}1+1", ""]]


def test_what_is_none_stays_as_it_is_whatever_stands_in_it() -> None:
    assert cells((-3, 'a;"b"\r\n=c')) == [["-3", 'a;"b"\r\n=c']]


def test_file_is_saved_under_its_name_and_read_as_german_programs_do() -> None:
    answer = csv_answer("zahlen", ("=Was", "Größe"), [])

    assert answer.headers["Content-Disposition"] == 'attachment; filename="zahlen.csv"'
    assert answer.content == "\ufeff'=Was;Größe\r\n".encode()
