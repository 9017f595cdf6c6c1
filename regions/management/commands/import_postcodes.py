"""Make the table of postcodes equal to a file."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from regions.postcode_import import DEFAULT_FILE, UnusableFileError, import_postcodes


class Command(BaseCommand):
    """Safe to repeat, and to kill: the table is replaced in one transaction."""

    help = "Imports postcodes (plz;ort;bundesland_iso;lat;lon). Runs under the database role ikk_jobs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=DEFAULT_FILE, help="default: the table in the room")

    def handle(self, *, file: Path, **_: Any) -> None:
        try:
            report = import_postcodes(file)
        except UnusableFileError as problem:
            raise CommandError(str(problem)) from problem
        for refused in report.refused:
            self.stderr.write(f"line {refused.line}: {refused.reason}")
        self.stdout.write(
            f"Postcodes: {report.inserted} inserted, {report.updated} updated, {report.deleted} deleted, "
            f"{report.unchanged} unchanged, {len(report.refused)} lines refused."
        )
