"""``python -m bench``: every figure with its baseline, measured in one run in rotation."""

import argparse
import operator
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench import letters, search
from bench.first_visit import first_visit
from bench.load import Result, Target, measure
from bench.servers import ROOT, Servers, all_servers
from bench.starts import start_seconds

REGION = "ikk_region=nord"
BARE, STATIC = "bare Django view", "file of nginx"
SEARCH = "/regionen/?q=Koln"
#: name -> cookie
PAGES = {"start page": "", "regional home": REGION}


def targets(servers: Servers) -> list[Target]:
    """Return what is measured."""
    portal, emptied = servers.portal, servers.emptied
    visitors = {name: (f"Cookie: {cookie}",) if cookie else () for name, cookie in PAGES.items()}
    return [
        Target(STATIC, servers.nginx.port, "/", servers.nginx.pid),
        Target(BARE, servers.bare.port, "/", servers.bare.pid),
        *(Target(name, portal.port, "/", portal.pid, of) for name, of in visitors.items()),
        *(
            Target(f"{name}, cold", emptied.port, "/", emptied.pid, (*of, "Empty: pages"))
            for name, of in visitors.items()
        ),
        *(
            Target(f"{name}, nothing kept", emptied.port, "/", emptied.pid, (*of, "Empty: all"))
            for name, of in visitors.items()
        ),
        Target("search for Koln", portal.port, SEARCH, portal.pid),
    ]


def run_rounds(wanted: list[Target], rounds: int, seconds: float) -> dict[str, Result]:
    """Measure all targets in rotation."""
    for target in wanted:  # warm
        measure(target, 0.5)
    seen = [[measure(target, seconds) for target in wanted] for _ in range(rounds)]
    return {target.name: Result(tuple(one[index] for one in seen)) for index, target in enumerate(wanted)}


def print_load(results: dict[str, Result]) -> None:
    """Print one line per page, as ratios against both baselines."""
    bare, static = results[BARE], results[STATIC]
    print("| page | requests/s | × bare view | × file of nginx | worker CPU per request | × bare view |")
    print("|---|---|---|---|---|---|")
    for name, one in results.items():
        print(
            f"| {name} | {one.per_second:,.0f} | {one.throughput_of(bare):.2f} | "
            f"{one.throughput_of(static):.2f} | {one.cpu * 1e6:,.0f} µs | {one.cpu_of(bare):.2f} |"
        )


def print_queries(servers: Servers) -> dict[str, int]:
    """Print the number of queries per page, from nothing kept to all kept; return those of the cold pages."""
    cold = {}
    print("\n| page | queries, nothing kept | queries, cold | queries, ready |\n|---|---|---|---|")
    for name, path, cookie in (
        *((name, "/", cookie) for name, cookie in PAGES.items()),
        ("search for Koln", SEARCH, ""),
    ):
        command = [sys.executable, "-m", "bench.queries", path, cookie]
        result = subprocess.run(command, cwd=ROOT, env=servers.environment, capture_output=True, text=True, check=True)
        counts = result.stdout.split()
        cold[name] = int(counts[1])
        print(f"| {name} | {' | '.join(counts)} |")
    return cold


def print_first_visit(servers: Servers) -> None:
    """Print what the first visit of the start page transfers."""
    print("\n| first visit of the start page | bytes of all bodies | files | stylesheets |\n|---|---|---|---|")
    for encoding in ("br", "gzip"):
        visit = first_visit(f"http://127.0.0.1:{servers.portal.port}/", encoding)
        print(f"| {encoding} | {visit.size:,} | {visit.files} | {visit.stylesheets} |")


def print_starts(directory: Path) -> None:
    """Print how long the demo takes to come up."""
    first = start_seconds(directory / "demo")
    seconds = [start_seconds(directory / "demo") for _ in range(3)]
    print("\n| start of the demo | seconds |\n|---|---|")
    print(f"| first, without installing | {first:.1f} |")
    print(f"| later, median of {len(seconds)} | {median(seconds):.1f} |")


def print_goals(results: dict[str, Result], queries: dict[str, int], slowest_search: float) -> bool:
    """Print each goal with what was seen; return whether all were kept."""
    bare, below, least = results[BARE], operator.le, operator.ge
    goals = []
    for name in PAGES:
        ready, cold = results[name], results[f"{name}, cold"]
        goals += [
            (f"{name}: requests/s of the bare view's, at least", ready.throughput_of(bare), least, 0.85),
            (f"{name}: CPU of the bare view's, at most", ready.cpu_of(bare), below, 1.3),
            (f"{name}, cold: CPU of the bare view's, at most", cold.cpu_of(bare), below, 12),
            (f"{name}, cold: queries, at most", queries[name], below, 3),
        ]
    goals.append(
        (f"search in {search.PAGES:,} pages: milliseconds, less than", slowest_search, operator.lt, search.GOAL)
    )
    print("\n| goal | | seen | kept |\n|---|---|---|---|")
    for name, seen, compare, goal in goals:
        print(f"| {name} | {goal:g} | {seen:.2f} | {'yes' if compare(seen, goal) else '**no**'} |")
    return all(compare(seen, goal) for _, seen, compare, goal in goals)


def main() -> int:
    """Measure and print everything; 1 if a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="length of each round of load")
    options = parser.parse_args()
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"{machine}, {options.rounds} rounds of {options.seconds} s\n")
    with tempfile.TemporaryDirectory(prefix="ikk-bench-", ignore_cleanup_errors=True) as name:
        directory = Path(name)
        with all_servers(directory) as servers:
            results = run_rounds(targets(servers), options.rounds, options.seconds)
            print_load(results)
            queries = print_queries(servers)
            print_first_visit(servers)
        print_starts(directory)
    print()
    kept = print_goals(results, queries, search.measure())
    print()
    return 0 if letters.measure() and kept else 1


if __name__ == "__main__":
    sys.exit(main())
