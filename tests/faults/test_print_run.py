"""Print runs as real processes: side by side, and killed at every step; stray sheets are dead, and nothing is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.print_house import PrintHouse
from tests.faults.printer import FAIL, PrintDesk, files_holding, secrets_of
from tests.faults.processes import wait_until

pytestmark = [pytest.mark.xdist_group("print_house")]


@pytest.fixture
def house(django_db_setup: None, tmp_path: Path) -> Iterator[PrintHouse]:
    house = PrintHouse(tmp_path / "logs")
    yield house
    house.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PrintDesk]:
    desk = PrintDesk(tmp_path)
    yield desk
    desk.close()


def assert_nothing_is_kept(house: PrintHouse, pdfs: list[bytes]) -> None:
    """Search dump, files of the database server (WAL included) and logs for every secret that was printed."""
    secrets = [secret for pdf in pdfs for secret in secrets_of(pdf)]
    written = [text for pair in secrets for text in pair]
    needles = written + [code.replace("-", "") for _, code in secrets]
    plain = needles + [pin.replace(" ", "") for pin, _ in secrets]
    data, dump = house.data_directory(), house.dump()

    assert "kanarienvogt" in dump  # the searches do find what is kept
    assert files_holding(["kanarienvogt"], data / "base")
    assert files_holding(["kanarienvogt"], data / "pg_wal")
    assert [text for text in plain if text in dump or text in house.log] == []
    assert files_holding(needles, data, house.logs) == set()


def run_to_its_end(house: PrintHouse, desk: PrintDesk) -> list[bytes]:
    pdfs: list[bytes] = []
    desk.serve(pdfs)
    assert house.print(desk.command).wait(60) == 0, house.log
    return pdfs


def test_two_print_runs_share_a_batch_and_no_letter(house: PrintHouse, desk: PrintDesk) -> None:
    pdfs: list[bytes] = []
    desk.serve(pdfs)

    runs = [house.print(desk.command, sheets=1, PIN_HASHING="full") for _ in range(2)]

    assert [run.wait(60) for run in runs] == [0, 0], house.log
    assert len(pdfs) == 6
    assert len({code for pdf in pdfs for _, code in secrets_of(pdf)}) == 6
    assert house.states() == {"printing": 6}
    assert house.one("SELECT count(*) FROM accounts_printpart WHERE handed_over_at IS NOT NULL") == 6
    assert house.letters_with_secrets() == house.letters_in("printing")


@pytest.mark.long
def test_killed_while_hashing_nothing_was_printed_and_all_is_free(house: PrintHouse, desk: PrintDesk) -> None:
    run = house.print(desk.command, PIN_HASHING="full")
    claimed = "SELECT count(*) FROM accounts_printpart WHERE committed_at IS NULL"
    assert wait_until(lambda: house.one(claimed) == 1, 30), house.log
    run.kill()
    run.wait()
    assert house.one(claimed) == 1, "the kill came too late"
    assert (house.states(), house.letters_with_secrets()) == ({"released": 6}, set())

    pdfs = run_to_its_end(house, desk)

    assert (house.states(), len(pdfs)) == ({"printing": 6}, 2)
    assert_nothing_is_kept(house, pdfs)


@pytest.mark.long
@pytest.mark.parametrize("read", [False, True], ids=["before the printer reads", "after the printer has read"])
def test_killed_before_the_hand_over_letters_are_unclear_and_sheets_dead(
    house: PrintHouse, desk: PrintDesk, read: bool
) -> None:
    run = house.print(desk.command)
    job = desk.next_job()
    pdfs = [job.read()] if read else []
    assert house.letters_with_secrets() == house.letters_in("printing")
    assert len(house.letters_in("printing")) == 3
    run.kill()
    run.wait()
    if not read:
        pdfs.append(job.read())
    job.end()

    house.settle()

    assert house.states() == {"released": 3, "unclear": 3}
    assert house.letters_with_secrets() == set()
    pdfs += run_to_its_end(house, desk)
    assert house.states() == {"printing": 3, "unclear": 3}
    assert house.letters_with_secrets() == house.letters_in("printing")
    assert_nothing_is_kept(house, pdfs)


@pytest.mark.long
def test_killed_after_a_hand_over_that_part_stays_printed(house: PrintHouse, desk: PrintDesk) -> None:
    run = house.print(desk.command)
    job = desk.next_job()
    pdfs = [job.read()]
    job.end()
    job = desk.next_job()
    run.kill()
    run.wait()
    job.end(FAIL)

    house.settle()
    house.settle()

    assert house.states() == {"printing": 3, "unclear": 3}
    assert house.letters_with_secrets() == house.letters_in("printing")
    assert house.one("SELECT sum(sheets) = 6 AND sum(spoiled) = 3 FROM accounts_printpart")
    assert_nothing_is_kept(house, pdfs)


@pytest.mark.long
def test_run_that_is_alive_is_left_alone(house: PrintHouse, desk: PrintDesk) -> None:
    run = house.print(desk.command)
    job = desk.next_job()

    house.settle()

    assert house.states() == {"printing": 3, "released": 3}
    job.read()
    job.end()
    job = desk.next_job()
    job.read()
    job.end()
    assert run.wait(60) == 0, house.log
    assert house.states() == {"printing": 6}


@pytest.mark.long
def test_print_command_that_fails_is_named_and_its_sheets_are_dead(house: PrintHouse, desk: PrintDesk) -> None:
    run = house.print(desk.command)
    job = desk.next_job()
    pdfs = [job.read()]
    job.end(FAIL)

    assert run.wait(60) == 1
    assert "Destroy the sheets of this part; they need a reprint." in house.log
    assert "Traceback" not in house.log
    assert (house.states(), house.letters_with_secrets()) == ({"released": 3, "unclear": 3}, set())
    assert_nothing_is_kept(house, pdfs)
