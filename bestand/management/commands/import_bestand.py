"""Replace the register by what the insurer's system has written."""

import argparse
import csv
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from tqdm import tqdm

from bestand.actions import FEWER, Report, TooFewRowsError, import_register
from bestand.import_files import UnusableFileError
from bestand.shadow import NotAllowedError


def _known(text: str) -> frozenset[str]:
    numbers = frozenset(text.split(","))
    if not all(len(number) == 9 and number.isascii() and number.isdigit() for number in numbers):
        raise argparse.ArgumentTypeError("nine digits each, separated by commas")
    return numbers


class Command(BaseCommand):
    """Safe to repeat, and to kill: the old register answers until the new one is complete."""

    requires_system_checks: list[str] = []  # the importing host has no key rings
    help = "Imports the register (docs/bestand-format.md). Runs under the database role bestand_import."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("insured", type=Path, help="file of insured persons")
        parser.add_argument("employers", type=Path, help="file of establishments and accounts")
        parser.add_argument(
            "--ikk", required=True, type=_known, help="Institutionskennzeichen of all regional IKKs, comma-separated"
        )
        parser.add_argument("--by", required=True, help='your name; "timer" where a timer starts it')
        parser.add_argument("--reason", required=True, help="why the register is imported")
        parser.add_argument("--report", type=Path, help="file for refused lines: file, number of the line, reason")
        parser.add_argument(
            "--accept-fewer", action="store_true", help=f"even if more than {FEWER} %% are missing or refused"
        )

    def handle(self, *, insured: Path, employers: Path, ikk: frozenset[str], **options: Any) -> None:
        report = Report()
        self._require_writable(options["report"])
        try:
            with tqdm(total=0, unit="B", unit_scale=True, disable=None, leave=False) as bar:

                def progress(done: int, size: int) -> None:
                    bar.total = size
                    bar.update(done - bar.n)

                import_register(
                    insured,
                    employers,
                    known=ikk,
                    by=options["by"],
                    reason=options["reason"],
                    accept_fewer=options["accept_fewer"],
                    progress=progress,
                    report=report,
                )
        except (UnusableFileError, TooFewRowsError, NotAllowedError) as problem:
            raise CommandError(str(problem)) from None
        finally:
            self._tell(report, options["report"])
        self.stdout.write(
            f"Register: {report.rows['insured']} insured persons, {report.rows['employers']} establishments, "
            f"{len(report.refused)} lines refused, {report.seconds:.1f} s."
        )

    def _require_writable(self, path: Path | None) -> None:
        if path is not None:
            try:
                path.touch(mode=0o600)
            except OSError as error:
                raise CommandError(f"{path} cannot be written: {error.strerror}.") from None

    def _tell(self, report: Report, path: Path | None) -> None:
        """Sum the refused lines up, and list them in the file."""
        for (file, reason), count in Counter((one.file, one.reason) for one in report.refused).most_common():
            first = next(one.line for one in report.refused if (one.file, one.reason) == (file, reason))
            self.stderr.write(f"{file}: {count} × {reason}, first in line {first}")
        if path is None:
            return
        with path.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target, delimiter=";")
            writer.writerow(["file", "line", "reason"])
            writer.writerows((one.file, one.line, one.reason) for one in report.refused)
