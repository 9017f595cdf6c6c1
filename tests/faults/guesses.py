"""A process of its own that signs in: ``guesses.py TASK …`` starts when a line comes in and prints a JSON line.

Tasks: ``seed`` puts Anna on file, with a PIN in use and a new letter; ``guess FIRST COUNT`` tries wrong PINs from as
many networks at once; ``enter PIN`` signs in.
"""

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any

import django
from django.db import ProgrammingError, connections

django.setup()

from accounts.actions.sign_in import UnlockCodeNeeded, WrongCredentials, sign_in  # noqa: E402  (after Django)
from tests.accounts.members import NEW_PIN, credentials, member, reader_of  # noqa: E402
from tests.accounts.printing import on_file  # noqa: E402

NUMBER = "A123456780"
THREADS = 8


def seed() -> str:
    on_file(NUMBER)
    member(NUMBER)
    reader_of(NUMBER, pin=NEW_PIN)
    return "seeded"


def guess(first: int, count: int) -> dict[str, int]:
    """Return how often each answer came; a wrong PIN may be found wrong, or not be looked at."""
    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(_outcome, range(first, first + count)))


def _outcome(place: int) -> str:
    client = ip_address(f"10.{place // 250}.{place % 250}.1")
    try:
        sign_in(credentials=credentials(NUMBER, pin=f"{place:08}"), client=client)
    except (WrongCredentials, UnlockCodeNeeded, ProgrammingError) as told:
        return type(told).__name__
    finally:
        connections.close_all()
    return "SignedIn"


def enter(pin: str) -> dict[str, Any]:
    """Return whether it was the first use of a letter."""
    signed_in = sign_in(credentials=credentials(NUMBER, pin=pin), client=ip_address("192.0.2.1"))
    return {"user": signed_in.user.pk, "first_use": signed_in.first_use is not None}


TASKS = {"seed": seed, "guess": guess, "enter": enter}

if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    values = [int(one) for one in arguments] if task == "guess" else arguments
    sys.stdout.write(json.dumps(TASKS[task](*values)) + "\n")
