"""Write an invented register for tests and measurements, as files for ``import_bestand``."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser

from bestand.synthetic.register import write_register
from ikk_portal.demo_register import places
from regions.demo_data import served_areas


class Command(BaseCommand):
    """Needs no database. The same seed gives the same bytes."""

    help = "Writes insured.csv and employers.csv with invented people and companies."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--insured", type=int, default=1_000)
        parser.add_argument("--employers", type=int, default=100)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, directory: Path, insured: int, employers: int, seed: int, **_: Any) -> None:
        files = write_register(directory, places(), insured=insured, employers=employers, seed=seed)
        self.stdout.write(
            f"To import them: manage.py import_bestand {files[0]} {files[1]} --ikk {','.join(sorted(served_areas()))} "
            '--by NAME --reason "trial"'
        )
