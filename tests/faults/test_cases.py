"""Cases on their way to the core system and back, by real processes: killed at any step, nothing is lost or doubled."""

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.core_house import TODAY, CoreHouse
from tests.faults.processes import wait_until

pytestmark = [pytest.mark.xdist_group("core-house")]
CASES = 6
KILLED_AT = (sys.executable, "tests/faults/killed_at.py")

#: What the hand-over is about to do when it is killed: the audit event and how the path ends that it names, or the
#: table that it is about to write to. {number} is a case in the middle.
HAND_OVER = {
    "begin a file": ("open", "{number}.age.part"),
    "name a file": ("os.rename", "{number}.age.part"),
    "settle the names": ("open", "/inbox"),
    "note the state": "internetfiliale_case",
    "erase a payload": "internetfiliale_casepayload",
    "commit": "privacy_staffaccess",
    "note its success": "ikk_portal_timerrun",
}
IMPORT = {
    "read the answers": ("open", "1.csv"),
    "note the state": "internetfiliale_case",
    "post the notices": "internetfiliale_notice",
    "set damaged lines aside": ("open", ".damaged.part"),
    "name what was set aside": ("os.rename", ".damaged.part"),
    "remove the file": ("os.remove", "1.csv"),
    "note its success": "ikk_portal_timerrun",
}
FAST = {"erase a payload", "remove the file"}


def steps(declared: dict[str, tuple[str, str] | str]) -> list[object]:
    """Return the steps for the tests; the normal run takes one of each command."""
    return [pytest.param(at, id=name, marks=() if name in FAST else pytest.mark.long) for name, at in declared.items()]


@pytest.fixture
def house(django_db_setup: None, tmp_path: Path) -> Iterator[CoreHouse]:
    house = CoreHouse(tmp_path)
    yield house
    house.close()


def kill(house: CoreHouse, command: str, at: tuple[str, str] | str, number: str) -> None:
    """Start a command and kill it with -9 at a step."""
    if isinstance(at, tuple):
        with house.start(command, *KILLED_AT, at[0], at[1].format(number=number)) as process:
            process.communicate()
            assert process.returncode == -9
    else:
        with house.locked(at), house.start(command) as process:
            assert wait_until(house.waits, 30)
            process.kill()
            process.communicate()
    assert wait_until(house.gone, 15)


@pytest.mark.parametrize("core_system", [pytest.param("waits", marks=pytest.mark.long), "is faster"])
@pytest.mark.parametrize("at", steps(HAND_OVER))
def test_hand_over_killed_at_a_step_loses_and_doubles_nothing(
    house: CoreHouse, at: tuple[str, str] | str, core_system: str
) -> None:
    numbers = house.receive(CASES)
    kill(house, "hand_over_cases", at, numbers[CASES // 2])
    if core_system == "is faster":
        house.take()  # and gets, after the next run, some of them again, which it knows by their numbers

    code, told = house.run("hand_over_cases")

    assert code == 0, told
    house.take()
    assert sorted(house.taken) == sorted(numbers)
    if core_system == "waits":
        assert set(house.taken.values()) == {1}
    assert (house.states(), house.payloads()) == ({"handed_over": CASES}, 0)
    assert [path.name for path in house.exchange.inbox.iterdir()] == ["INBOX"]


@pytest.mark.parametrize("at", steps(IMPORT))
def test_import_of_answers_killed_at_a_step_loses_and_doubles_nothing(
    house: CoreHouse, at: tuple[str, str] | str
) -> None:
    numbers = house.receive(CASES, state="handed_over")
    verdicts = ["done"] * 4 + ["sent_back"] * 2
    lines = [f"{number};{verdict};{TODAY}" for number, verdict in zip(numbers, verdicts, strict=True)]
    file = house.exchange.answer(*lines, "half a line")
    kill(house, "import_case_status", at, "")

    code, told = house.run("import_case_status")

    assert code == 0, told
    assert house.states() == house.notices() == {"done": 4, "sent_back": 2}
    assert [path.name for path in house.exchange.answers.iterdir()] == [f"{file.name}.damaged"]
    assert Path(f"{file}.damaged").read_text() == "half a line\n"


@pytest.mark.long
def test_killed_again_and_again_at_any_moment_every_case_arrives_and_is_answered_once(house: CoreHouse) -> None:
    chance = random.Random(20261126)  # noqa: S311
    numbers = house.receive(6_000)
    kills = 0
    while house.payloads():
        before = house.payloads()
        with house.start("hand_over_cases") as process:
            while house.payloads() == before and process.poll() is None:
                time.sleep(0.01)
            time.sleep(chance.random() * 0.5)
            process.kill()
            process.communicate()
        kills += process.returncode == -9
        assert wait_until(house.gone, 15)
        if chance.random() < 0.5:
            house.take()
    house.take()
    assert kills > 3
    assert sorted(house.taken) == sorted(numbers)
    assert house.states() == {"handed_over": 6_000}

    for part in range(12):
        some = numbers[part * 500 : part * 500 + 500]
        house.exchange.answer(*(f"{number};done;{TODAY}" for number in some), name=f"{part:02}.csv")
    kills = 0
    while any(house.exchange.answers.iterdir()):
        before_states = house.states()
        with house.start("import_case_status") as process:
            while house.states() == before_states and process.poll() is None:
                time.sleep(0.01)
            time.sleep(chance.random() * 0.3)
            process.kill()
            process.communicate()
        kills += process.returncode == -9
        assert wait_until(house.gone, 15)
    assert kills > 1
    assert house.states() == house.notices() == {"done": 6_000}


def test_disk_that_takes_no_more_loses_nothing_and_raises_an_alarm(house: CoreHouse) -> None:
    numbers = house.receive(CASES)

    code, told = house.run("hand_over_cases", "prlimit", "--fsize=100", sys.executable, "-B", "manage.py")

    assert code == 1
    assert told.startswith("CommandError: ALARM: The inbox cannot be written: File too large. Nothing is lost")
    assert (house.states(), house.payloads()) == ({"received": CASES}, CASES)
    assert house.exchange.received() == []

    assert house.run("hand_over_cases") == (0, f"handed over: {CASES}\n")
    house.take()
    assert sorted(house.taken) == sorted(numbers)


@pytest.mark.long
def test_two_runs_at_the_same_time_hand_each_case_over_once(house: CoreHouse) -> None:
    numbers = house.receive(CASES)
    with house.locked("internetfiliale_casepayload"), house.start("hand_over_cases") as first:
        assert wait_until(house.waits, 30)
        assert house.run("hand_over_cases") == (0, "Another process does it; nothing to do here.\n")
        first.kill()
        first.communicate()
    assert wait_until(house.gone, 15)

    assert house.run("hand_over_cases") == (0, f"handed over: {CASES}\n")
    assert house.exchange.received() == sorted(numbers)
