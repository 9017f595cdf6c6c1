"""The import: the new register is complete, equal in every name and right, and never missing for a moment."""

import json
import os
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bestand.actions import Refusal, Report, TooFewRowsError, import_register
from bestand.demo_data import ANNA
from bestand.import_files import UnusableFileError
from bestand.shadow import NotAllowedError
from tests.bestand.files import KNOWN, NORD, RHEINLAND, company, invented, person, write
from tests.bestand.registers import CATALOGUE, Register, own_register
from tests.conftest import url_for
from tests.database_server import BASE_DIR
from tests.ikk_portal.test_database_roles import ACL_QUERY, GOLDEN
from tests.live import register_url

pytestmark = pytest.mark.xdist_group("import")


@pytest.fixture
def register(django_db_setup: None, django_db_blocker: Any) -> Iterator[Register]:
    with own_register("import") as own, django_db_blocker.unblock():
        yield own


def imported(register: Register, files: tuple[Path, Path], **options: Any) -> Report:
    """Import in this process, whatever the register held before."""
    with register.connected():
        return import_register(
            *files, known=KNOWN, **{"by": "Tess", "reason": "trial", "accept_fewer": True, **options}
        )


def test_command_replaces_the_register_without_reaching_the_portal(register: Register, tmp_path: Path) -> None:
    files = write(tmp_path, [person(), person(ik="1")], [company()])
    report = tmp_path / "refused.csv"

    with register.command(*files, "--accept-fewer", "--report", str(report)) as process:
        output, errors = process.communicate()

    assert (process.returncode, errors) == (0, "insured: 1 × ik names no known IKK, first in line 3\n")
    assert output.startswith("Register: 1 insured persons, 1 establishments, 1 lines refused, ")
    assert report.read_text().splitlines() == ["file;line;reason", "insured;3;ik names no known IKK"]
    assert report.stat().st_mode & 0o777 == 0o600
    assert register.rows("SELECT number, main_number FROM bestand_employer") == [("48698890", "48698890")]
    assert register.rows("SELECT main_number, institutionskennzeichen, until FROM bestand_employeraccount") == [
        ("48698890", RHEINLAND, None)
    ]
    assert register.rows(
        "SELECT insured, employers, refused, by, reason FROM bestand_import ORDER BY finished_at DESC LIMIT 1"
    ) == [(1, 1, 1, "timer", "nightly import")]


def test_command_shows_how_far_it_is_on_a_terminal(register: Register, tmp_path: Path) -> None:
    files = invented(tmp_path, 20_000, 10)  # enough to last longer than the bar waits between two pictures
    terminal, errors = os.openpty()
    termios.tcsetwinsize(errors, (25, 80))

    with register.command(*files, "--accept-fewer", stderr=errors) as process:
        process.communicate()
    os.set_blocking(terminal, False)
    shown = os.read(terminal, 100_000)  # while the other end is open: closing it throws away what was not read
    for end in (terminal, errors):
        os.close(end)

    assert process.returncode == 0
    assert b"%|" in shown


@pytest.fixture
def as_migrated(django_db_setup: None, django_db_blocker: Any) -> Iterator[Register]:
    """A register that no import has touched: the tests' template holds the demo's, which was imported."""
    with own_register("migrated", "template0") as own, django_db_blocker.unblock():
        own.migrate()
        yield own


def test_names_constraints_indexes_and_rights_are_the_same_afterwards(as_migrated: Register, tmp_path: Path) -> None:
    before = as_migrated.rows(CATALOGUE)
    tables = as_migrated.rows("SELECT 'bestand_employer'::regclass::oid")

    imported(as_migrated, invented(tmp_path, 50, 10))

    assert as_migrated.rows("SELECT 'bestand_employer'::regclass::oid") != tables
    assert as_migrated.rows(CATALOGUE) == before
    assert len([row for row in before if row[0] == "constraint" and row[1] == "bestand_insuredperson"]) > 20
    found = [" | ".join(row) + "\n" for row in as_migrated.rows(ACL_QUERY, {"schemas": ["public"]})]
    assert "".join(found) == (GOLDEN / "register_acl.txt").read_text()


def test_first_of_the_lines_with_one_number_counts(register: Register, tmp_path: Path) -> None:
    people = [person(vorname="Eins", ik="1"), person(vorname="Zwei"), person(vorname="Drei"), person()]
    companies = [company(firma="Eins"), company(firma="Zwei", konten=f"{NORD}:2004-01-01")]

    report = imported(register, write(tmp_path, [*people, person(versichertennummer="A000500015")], companies))

    assert report.rows == {"insured": 2, "employers": 1}
    assert report.refused == [
        Refusal("insured", 2, "ik names no known IKK"),
        Refusal("insured", 4, "number occurs twice; the first line counts"),
        Refusal("insured", 5, "number occurs twice; the first line counts"),
        Refusal("employers", 3, "number occurs twice; the first line counts"),
    ]
    assert register.rows("SELECT number, given_name FROM bestand_insuredperson ORDER BY 1") == [
        ("A000500015", "Jörg"),
        ("K220645122", "Zwei"),
    ]
    assert register.rows(
        "SELECT company, institutionskennzeichen FROM bestand_employer CROSS JOIN bestand_employeraccount"
    ) == [("Eins", RHEINLAND)]


def test_values_arrive_as_they_are_written(register: Register, tmp_path: Path) -> None:
    imported(
        register,
        write(
            tmp_path,
            [person(nachname="\\N", strasse="\\.", vorname='"Jo ""x"";"', geburtsdatum="1954-00-00")],
            [company()],
        ),
    )

    assert register.rows(
        "SELECT family_name, street, given_name, birth_year, birth_month, birth_day, insured_until, addition "
        "FROM bestand_insuredperson"
    ) == [("\\N", "\\.", 'Jo "x";', 1954, 0, 0, None, "")]


@pytest.mark.parametrize(("missing", "refused"), [(4, False), (6, True)])
def test_more_than_five_percent_fewer_are_refused(
    register: Register, tmp_path: Path, missing: int, refused: bool
) -> None:
    insured, employers = invented(tmp_path, 100, 100)
    imported(register, (insured, employers))
    lines = employers.read_text().splitlines(keepends=True)
    employers.write_text("".join(lines[: len(lines) - missing]))
    before = register.numbers()

    if refused:
        with pytest.raises(TooFewRowsError, match=r"^94 rows of employers, the last import had 100: more than 5 %"):
            imported(register, (insured, employers), accept_fewer=False)
        assert register.rows("SELECT count(*) FROM bestand_employer") == [(100,)]
    report = imported(register, (insured, employers), accept_fewer=refused)

    assert (report.rows["employers"], register.numbers()) == (100 - missing, before)


def test_more_than_five_percent_refused_lines_leave_the_old_register(register: Register, tmp_path: Path) -> None:
    before = register.numbers()
    invented_lines = invented(tmp_path, 2100, 300)[0].read_text().splitlines()[1:]
    companies = (tmp_path / "employers.csv").read_text().splitlines()[1:]
    files = write(tmp_path, [*invented_lines, *["x"] * 120], companies)
    report = Report()

    with pytest.raises(TooFewRowsError, match=r"^120 of 2220 lines of insured are refused, more than 5 %"):
        imported(register, files, accept_fewer=False, report=report)

    assert (register.numbers(), len(report.refused)) == (before, 120)
    assert register.rows("SELECT count(*) FROM pg_namespace WHERE nspname ~ '^bestand'") == [(0,)]


def test_row_that_the_database_refuses_is_not_repeated_in_the_error(register: Register, tmp_path: Path) -> None:
    before = register.numbers()
    with psycopg.connect(url_for("bestand_owner", register.name), autocommit=True) as owner:
        owner.execute("ALTER TABLE bestand_insuredperson ADD CONSTRAINT probe CHECK (family_name <> 'Geheimrat')")

    with register.command(*write(tmp_path, [person(nachname="Geheimrat")], [company()]), "--accept-fewer") as process:
        _, errors = process.communicate()

    assert process.returncode == 1
    assert errors.startswith("The database refused a statement.\n")
    assert errors.endswith("CheckViolation (probe)\n")
    assert "Geheimrat" not in errors
    assert register.numbers() == before


def test_file_without_a_good_line_is_refused_even_if_fewer_are_accepted(register: Register, tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=r"^The file of employers holds no usable line"):
        imported(register, write(tmp_path, [person()], []))


def test_second_import_is_refused_while_one_runs(register: Register, tmp_path: Path) -> None:
    files = write(tmp_path, [person()], [company()])
    with psycopg.connect(url_for("bestand_import", register.name), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [0x62657374616E64])
        with pytest.raises(NotAllowedError, match=r"^Another import is running\. Wait until it has ended\.$"):
            imported(register, files)

    assert imported(register, files).rows == {"insured": 1, "employers": 1}


@pytest.mark.parametrize("role", ["bestand_read", "bestand_match"])
def test_other_role_is_named_with_the_one_needed(register: Register, tmp_path: Path, role: str) -> None:
    files = write(tmp_path, [person()], [company()])

    with register.connected(role), pytest.raises(NotAllowedError) as refused:
        import_register(*files, known=KNOWN, by="Tess", reason="trial")

    assert str(refused.value) == (
        f"This command needs the database role bestand_import, but BESTAND_DATABASE_URL names {role}."
    )


def test_records_of_imports_go_after_three_years(register: Register, tmp_path: Path) -> None:
    for days, by in ((1097, "old"), (1, "new")):
        register.rows(
            "INSERT INTO bestand_import (finished_at, insured, employers, refused, by, reason) "
            f"VALUES (now() - interval '{days} days', 1, 1, 0, '{by}', '') RETURNING 1"
        )

    imported(register, write(tmp_path, [person()], [company()]))

    assert {by for (by,) in register.rows("SELECT by FROM bestand_import")} == {"set_up_demo", "new", "Tess"}


def test_whoever_asks_during_an_import_is_always_answered(register: Register, tmp_path: Path) -> None:
    files = invented(tmp_path, 3_000, 300)
    imported(register, files)
    numbers = register.numbers()[::30]
    environment = {**os.environ, "BESTAND_DATABASE_URL": register_url("bestand_read", register.name)}
    command = [sys.executable, "-m", "tests.bestand.asker", *numbers]

    with subprocess.Popen(
        command, cwd=BASE_DIR, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as asker:
        assert asker.stdout.readline() == "ready\n"
        for _ in range(3):
            imported(register, files)
        answer = json.loads(asker.communicate()[0])

    assert (answer["missing"], answer["errors"]) == (0, [])
    assert answer["asked"] > 2 * len(numbers)


def test_swap_waits_for_a_reader_without_stopping_others(register: Register, tmp_path: Path) -> None:
    files = write(tmp_path, [person()], [company()])
    reader = psycopg.connect(url_for("postgres", register.name))
    reader.execute("SELECT count(*) FROM bestand_insuredperson")  # holds its lock until the transaction ends
    with register.command(*files, "--accept-fewer") as process:
        waits = "SELECT count(*) FROM pg_namespace WHERE nspname = 'bestand_new'"
        while register.rows(waits) == [(0,)]:
            assert process.poll() is None
        with psycopg.connect(url_for("bestand_read", register.name)) as visitor:
            for _ in range(20):
                assert visitor.execute(f"SELECT number FROM insured_person('{ANNA.number}')").fetchone()
        reader.close()
        process.communicate()

    assert process.returncode == 0
    assert register.numbers() == ["K220645122"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--ikk", "12345"], "argument --ikk: nine digits each, separated by commas"),
        (["--report", "/nowhere/refused.csv"], "/nowhere/refused.csv cannot be written: No such file or directory."),
        ([], "insured.csv cannot be read: No such file or directory."),
    ],
)
def test_command_says_in_one_line_what_is_wrong(
    register: Register, tmp_path: Path, options: list[str], error: str
) -> None:
    with register.command(tmp_path / "insured.csv", tmp_path / "employers.csv", *options) as process:
        _, errors = process.communicate()

    assert process.returncode != 0
    assert error in errors.splitlines()[-1]
    assert "Traceback" not in errors
