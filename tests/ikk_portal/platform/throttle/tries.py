"""A process of its own: ``tries.py WHOSE BURST TRIES`` starts when a line comes in and prints how many passed."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django
from django.db import connection

django.setup()

from ikk_portal.platform.throttle import Budget, charge  # noqa: E402  (after Django)

THREADS = 8


def several(budget: Budget, whose: str, tries: int) -> int:
    """Return how many of ``tries`` passed."""
    passed = sum(not charge(budget.of(whose)).refused for _ in range(tries))
    connection.close()
    return passed


if __name__ == "__main__":
    whose, burst, tries = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    budget = Budget("parallel", burst=burst, per=timedelta(days=10))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with ThreadPoolExecutor(THREADS) as pool:
        counts = pool.map(lambda _: several(budget, whose, tries // THREADS), range(THREADS))
    sys.stdout.write(f"{sum(counts)}\n")
