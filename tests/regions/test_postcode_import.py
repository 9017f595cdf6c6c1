"""Importing postcodes: exact, repeatable, all or nothing."""

from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from regions.models import Postcode
from regions.postcode_import import DEFAULT_FILE, Refused, Report, UnusableFileError, import_postcodes

pytestmark = pytest.mark.django_db

HEADER = "plz;ort;bundesland_iso;lat;lon\n"


@pytest.fixture
def write(tmp_path: Path):
    def _write(text: str | bytes) -> Path:
        path = tmp_path / "postcodes.csv"
        path.write_bytes(text if isinstance(text, bytes) else (HEADER + text).encode())
        return path

    return _write


def test_import_of_the_whole_table() -> None:
    Postcode.objects.all().delete()

    report = import_postcodes(DEFAULT_FILE)

    assert report == Report(inserted=12_828)
    assert Postcode.objects.values("code").distinct().count() == 8_171
    assert set(Postcode.objects.filter(latitude=None).values_list("code", flat=True)) == {
        "60312",
        "81248",
        "99331",
    }
    cologne = Postcode.objects.get(code="50667")
    assert (cologne.town, cologne.land, cologne.search_key) == ("Köln", "DE-NW", "koln")


def test_second_import_changes_nothing() -> None:
    assert import_postcodes(DEFAULT_FILE) == Report(unchanged=12_828)


def test_import_writes_only_the_difference(write) -> None:
    path = write("50667;Köln;DE-NW;1;2\n01067;Dresden;DE-SN;51.0603;13.7178\n99999;Neudorf;DE-TH;;\n")
    kept = Postcode.objects.get(code="01067").pk

    report = import_postcodes(path)

    assert report == Report(inserted=1, updated=1, deleted=12_826, unchanged=1)
    assert Postcode.objects.get(code="50667").latitude == 1
    assert Postcode.objects.get(code="01067").pk == kept
    assert list(Postcode.objects.values_list("code", flat=True)) == ["01067", "50667", "99999"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1067;Dresden;DE-SN;51;13", "postcode is not five digits"),
        ("٠١٠٦٧;Dresden;DE-SN;51;13", "postcode is not five digits"),
        ("01067;Dresden;DE-XX;51;13", "unknown Land"),
        ("01067;;DE-SN;51;13", "no name of a town"),
        ("01067;Dres\x00den;DE-SN;51;13", "no name of a town"),
        (f"01067;{'x' * 81};DE-SN;51;13", "name of the town is longer than 80 characters"),
        (f"01067;{'ß' * 41};DE-SN;51;13", "name of the town is longer than 80 characters"),
        ("01067;Dresden;DE-SN;north;13", "coordinate out of range"),
        ("01067;Dresden;DE-SN;nan;13", "coordinate out of range"),
        ("01067;Dresden;DE-SN;51;181", "coordinate out of range"),
        ("01067;Dresden;DE-SN", "3 columns instead of 5"),
        ("", "1 columns instead of 5"),
        ("50667;Köln;DE-NW;;", "place occurs twice"),
    ],
)
def test_unusable_line_is_refused_with_number_and_reason(write, line: str, reason: str) -> None:
    report = import_postcodes(write(f"50667;Köln;DE-NW;;\n{line}\n"))

    assert report.refused == [Refused(3, reason)]
    assert Postcode.objects.count() == 1


def test_line_that_is_not_utf8_is_refused(write) -> None:
    path = write(HEADER.encode() + b"50667;K\xf6ln;DE-NW;;\n01067;Dresden;DE-SN;;\n")

    assert import_postcodes(path).refused == [Refused(2, "not UTF-8")]


def test_byte_order_mark_and_windows_line_ends_are_accepted(write) -> None:
    path = write(b"\xef\xbb\xbf" + (HEADER + "01067;Dresden;DE-SN;;\n").replace("\n", "\r\n").encode())

    assert import_postcodes(path).refused == []


@pytest.mark.parametrize("content", [b"", HEADER.encode(), HEADER.encode() + b"bad\n", b"code;town\n01067;Dresden\n"])
def test_unusable_file_leaves_the_table_as_it_is(write, content: bytes) -> None:
    with pytest.raises(UnusableFileError):
        import_postcodes(write(content))

    assert Postcode.objects.count() == 12_828


def test_missing_file_is_an_error_of_the_command(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.csv cannot be read: No such file"):
        call_command("import_postcodes", tmp_path / "none.csv")


def test_command_prints_counts_and_refused_lines(write) -> None:
    out, err = StringIO(), StringIO()

    call_command("import_postcodes", write("50667;Köln;DE-NW;;\nnonsense\n"), stdout=out, stderr=err)

    assert out.getvalue() == "Postcodes: 0 inserted, 1 updated, 12827 deleted, 0 unchanged, 1 lines refused.\n"
    assert err.getvalue() == "line 3: 1 columns instead of 5\n"


def test_fault_in_the_middle_leaves_the_old_table(write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regions.postcode_import._INSERT", "SELECT 1/0")

    with pytest.raises(Exception, match="division by zero"):
        import_postcodes(write("50667;Köln;DE-NW;1;2\n"))

    assert Postcode.objects.count() == 12_828


def test_import_runs_under_the_jobs_role(write) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_jobs")
        try:
            report = import_postcodes(write("50667;Köln;DE-NW;1;2\n99999;Neudorf;DE-TH;;\n"))
        finally:
            cursor.execute("RESET ROLE")

    assert report == Report(inserted=1, updated=1, deleted=12_827)


def test_import_is_refused_to_the_public_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_public")
        with pytest.raises(Exception, match="permission denied") as refusal:
            import_postcodes(DEFAULT_FILE)
    assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
