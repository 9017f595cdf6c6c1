"""``python -m bench.cases [CASES]``: handing sealed cases over, taking in the answers, and sealing one.

The commands run as processes of their own under the role of the timers, start included. Beside the hand-over stands
what nobody can go below: as many files of the same size, each on the disk before it has its name. Run it on an idle
machine.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from uuid import uuid4

import psycopg
import pyrage

from bench.servers import ROOT, demo_database
from internetfiliale.case_numbers import case_number

CASES = 10_000
GOAL_SECONDS = 60.0  # for each of the two commands
SEALINGS = 500

_MEMBER = """
INSERT INTO accounts_user (kind, number, given_name, family_name, password, is_superuser, is_active, created_at,
    failed_tries) VALUES ('insured', 'A123456780', '', '', '', false, true, now(), 0) RETURNING id
"""
_CASE = (
    "COPY internetfiliale_case (id, number, account_id, service, region_id, submitted_on, state, state_on) FROM STDIN"
)
_PAYLOAD = "COPY internetfiliale_casepayload (case_id, sealed, submitted_on) FROM STDIN"
#: As large as a change of address with all its questions in words.
_TYPED = json.dumps({"answers": {f"field_{number}": "Musterstraße 12 a" for number in range(24)}}).encode()


def main(arguments: list[str]) -> int:
    """Print the figures; 1 if a goal is missed."""
    count = int(arguments[0]) if arguments else CASES
    with tempfile.TemporaryDirectory(prefix="ikk-bench-") as name:
        directory = Path(name)
        for part in ("inbox", "answers", "plain"):
            (directory / part).mkdir()
        (directory / "inbox" / "INBOX").touch()
        with demo_database(directory) as environment:
            sealing = median(_sealing_times())
            sealed = _sealed()
            numbers = _take_in(environment, count, sealed)
            plain = _plain_files(directory / "plain", numbers, sealed)
            handed, cpu_out = _timed(environment, directory, "hand_over_cases", f"handed over: {count}")
            lines = [f"{number};done;{datetime.now(UTC):%Y-%m-%d}" for number in numbers]
            (directory / "answers" / "1.csv").write_text("\n".join(["case;state;day", *lines]) + "\n")
            imported, cpu_in = _timed(environment, directory, "import_case_status", f"imported: {count} cases")
        files = len(list((directory / "inbox").glob("*.age")))
    print(f"| {count:,} cases | s | CPU s | against | goal | kept |\n|---|---|---|---|---|---|")
    against = f"{handed / plain:.2f} × {files:,} files with fsync ({plain:.1f} s)"
    print(f"| handed over | {handed:.1f} | {cpu_out:.1f} | {against} | ≤ {GOAL_SECONDS:.0f} s | {_kept(handed)} |")
    print(f"| answers taken in | {imported:.1f} | {cpu_in:.1f} | – | ≤ {GOAL_SECONDS:.0f} s | {_kept(imported)} |")
    print(f"\nSealing one: {sealing * 1000:.2f} ms for {len(_TYPED):,} bytes, {len(sealed):,} sealed.")
    return int(files != count or max(handed, imported) > GOAL_SECONDS)


def _kept(seconds: float) -> str:
    return "yes" if seconds <= GOAL_SECONDS else "**no**"


def _sealed() -> bytes:
    sealed: bytes = pyrage.encrypt(_TYPED, [pyrage.x25519.Identity.generate().to_public()])
    return sealed


def _sealing_times() -> Iterator[float]:
    for _ in range(SEALINGS):
        started = time.perf_counter()
        _sealed()
        yield time.perf_counter() - started


def _take_in(environment: dict[str, str], count: int, sealed: bytes) -> list[str]:
    """Put cases with their payloads into the tables; return their numbers."""
    keys = [uuid4() for _ in range(count)]
    today = datetime.now(UTC).date()
    with psycopg.connect(environment["OWNER_DATABASE_URL"]) as owner, owner.cursor() as cursor:
        (account,) = cursor.execute(_MEMBER).fetchone() or (0,)
        (region,) = cursor.execute("SELECT id FROM regions_region LIMIT 1").fetchone() or (0,)
        with cursor.copy(_CASE) as rows:
            for key in keys:
                rows.write_row((key, case_number(key), account, "anschrift", region, today, "received", today))
        with cursor.copy(_PAYLOAD) as rows:
            for key in keys:
                rows.write_row((key, sealed, today))
    return [case_number(key) for key in keys]


def _plain_files(directory: Path, numbers: list[str], sealed: bytes) -> float:
    """Return how long as many files take that are on the disk before they have their names."""
    started = time.monotonic()
    for number in numbers:
        unfinished = directory / f".{number}"
        with unfinished.open("wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(directory / number)
    return time.monotonic() - started


def _timed(environment: dict[str, str], directory: Path, command: str, expected: str) -> tuple[float, float]:
    """Return seconds and CPU seconds of a command of the timers, which must say what it has done."""
    values = {
        **environment,
        "DATABASE_URL": environment["DATABASE_URL"].replace("//ikk_all", "//ikk_jobs", 1),
        "CORE_SYSTEM_INBOX": str(directory / "inbox"),
        "CORE_SYSTEM_ANSWERS": str(directory / "answers"),
    }
    started, before = time.monotonic(), os.times()
    arguments = [sys.executable, "manage.py", command]
    said = subprocess.run(arguments, cwd=ROOT, env=values, check=True, stdout=subprocess.PIPE, text=True).stdout
    after = os.times()
    if not said.startswith(expected):
        raise SystemExit(f"{command} was to say {expected!r} and said {said!r}.")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - started, cpu


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
