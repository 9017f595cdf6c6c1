"""P10: the PIN comes by post. It is in clear on the letter only, and the letter goes to the address on file."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.print_house import PrintHouse
from tests.faults.printer import PrintDesk, files_holding, secrets_of, text_of

pytestmark = [pytest.mark.xdist_group("print_house")]


@pytest.fixture
def house(django_db_setup: None, tmp_path: Path) -> Iterator[PrintHouse]:
    house = PrintHouse(tmp_path / "logs")
    yield house
    house.close()


@pytest.fixture
def printed(house: PrintHouse, tmp_path: Path) -> Iterator[list[bytes]]:
    """What the printer got: letters to six people who registered with a postcode typed in their own way."""
    desk, pdfs = PrintDesk(tmp_path), list[bytes]()
    desk.serve(pdfs)
    assert house.print(desk.command).wait(60) == 0, house.log
    yield pdfs
    desk.close()


def test_letters_go_to_the_addresses_on_file(house: PrintHouse, printed: list[bytes]) -> None:
    words = "\n".join(map(text_of, printed))

    assert [words.count(f"Kanarienweg {place}\n50674 Köln") for place in range(1, 7)] == [1] * 6
    assert "5 06 74" not in words
    assert house.one("SELECT count(*) FROM accounts_registration") == 0


def test_no_pin_and_no_code_is_kept_in_clear(house: PrintHouse, printed: list[bytes]) -> None:
    secrets = [secret for pdf in printed for secret in secrets_of(pdf)]
    assert len({code for _, code in secrets}) == 6
    codes = [form for _, code in secrets for form in (code, code.replace("-", ""))]
    pins = [form for pin, _ in secrets for form in (pin, pin.replace(" ", ""))]
    dump, data = house.dump(), house.data_directory()

    assert "kanarienvogt" in dump
    assert files_holding(["kanarienvogt"], data / "pg_wal")
    assert [text for text in codes + pins if text in dump or text in house.log] == []
    assert files_holding(codes + [pin for pin, _ in secrets], data, house.logs) == set()


def test_print_run_writes_to_no_file(house: PrintHouse, tmp_path: Path) -> None:
    target = tmp_path / "letters.pdf"
    with target.open("wb") as file:
        refused = house.start("print_pin_letters", *house.arguments(), stdout=file)
        assert refused.wait(60) == 1

    assert target.read_bytes() == b""
    assert "Standard output is a file: PINs would lie on a disk." in house.log
    assert house.states() == {"released": 6}


def test_one_part_goes_into_a_pipe(house: PrintHouse) -> None:
    run = house.start("print_pin_letters", *house.arguments(sheets=4), stdout=subprocess.PIPE)
    pdf, _ = run.communicate(timeout=60)

    assert (run.returncode, len(secrets_of(pdf))) == (0, 4), house.log
    assert house.states() == {"printing": 4, "released": 2}
    assert "2 letters of the batch are left" in house.log
