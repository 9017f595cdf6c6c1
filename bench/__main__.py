"""``python -m bench``: every figure with its baseline, measured in one run in rotation."""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench.first_visit import first_visit
from bench.load import Round, Target, measure
from bench.servers import ROOT, Servers, all_servers
from bench.starts import start_seconds

REGION = "ikk_region=nord"
BARE, STATIC = "bare Django view", "file of nginx"


def targets(servers: Servers) -> list[Target]:
    """Return what is measured; "made anew" asks with a query string, which goes past the page cache."""
    portal = servers.portal
    return [
        Target(BARE, servers.bare.port, "/", servers.bare.pid),
        Target(STATIC, servers.nginx.port, "/", servers.nginx.pid),
        Target("start page", portal.port, "/", portal.pid),
        Target("regional home", portal.port, "/", portal.pid, REGION),
        Target("start page, made anew", portal.port, "/?anew", portal.pid),
        Target("regional home, made anew", portal.port, "/?anew", portal.pid, REGION),
        Target("search for Koln", portal.port, "/regionen/?q=Koln", portal.pid),
    ]


def run_rounds(wanted: list[Target], rounds: int, seconds: float) -> dict[str, Round]:
    """Measure all targets in rotation and return the median of each."""
    seen: dict[str, list[Round]] = {target.name: [] for target in wanted}
    for target in wanted:  # warm
        measure(target, 0.5)
    for _ in range(rounds):
        for target in wanted:
            seen[target.name].append(measure(target, seconds))
    return {
        name: Round(median(one.per_second for one in all_), median(one.cpu for one in all_))
        for name, all_ in seen.items()
    }


def print_load(results: dict[str, Round]) -> None:
    """Print one line per page, as ratios against both baselines."""
    bare, static = results[BARE], results[STATIC]
    print("| page | requests/s | × bare view | × file of nginx | worker CPU per request | × bare view |")
    print("|---|---|---|---|---|---|")
    for name, one in results.items():
        print(
            f"| {name} | {one.per_second:,.0f} | {one.per_second / bare.per_second:.2f} | "
            f"{one.per_second / static.per_second:.2f} | {one.cpu * 1e6:,.0f} µs | {one.cpu / bare.cpu:.2f} |"
        )


def print_queries(servers: Servers) -> None:
    """Print the number of queries per page, nothing kept and all kept."""
    print("\n| page | queries, first time | queries, second time |\n|---|---|---|")
    for name, path, cookie in (
        ("start page", "/", ""),
        ("regional home", "/", REGION),
        ("search for Koln", "/regionen/?q=Koln", ""),
    ):
        command = [sys.executable, "-m", "bench.queries", path, cookie]
        result = subprocess.run(command, cwd=ROOT, env=servers.environment, capture_output=True, text=True, check=True)
        print(f"| {name} | {' | '.join(result.stdout.split())} |")


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


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="length of each round of load")
    options = parser.parse_args()
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"{machine}, {options.rounds} rounds of {options.seconds} s\n")
    with tempfile.TemporaryDirectory(prefix="ikk-bench-", ignore_cleanup_errors=True) as name:
        directory = Path(name)
        with all_servers(directory) as servers:
            print_load(run_rounds(targets(servers), options.rounds, options.seconds))
            print_queries(servers)
            print_first_visit(servers)
        print_starts(directory)


if __name__ == "__main__":
    main()
