"""Nightly erasure of everything whose retention has ended."""

from contextlib import nullcontext
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser
from django.utils import timezone

from ikk_portal.platform.timers import RunningElsewhere, exclusive
from privacy.actions import erase_due


class Command(BaseCommand):
    """Safe to repeat and to kill; the next run goes on."""

    help = "Erases personal data whose retention has ended and reports how many rows of each model."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, erase nothing")
        parser.add_argument("--batch-size", type=int, default=1_000, help="rows per transaction")

    def handle(self, *, dry_run: bool, batch_size: int, **_: Any) -> None:
        try:
            with nullcontext() if dry_run else exclusive("housekeeping"):
                self._erase("due" if dry_run else "erased", batch_size, dry_run=dry_run)
        except RunningElsewhere:
            self.stdout.write("Another process is erasing; nothing to do here.")

    def _erase(self, word: str, batch_size: int, *, dry_run: bool) -> None:
        for result in erase_due(now=timezone.now(), batch_size=batch_size, dry_run=dry_run):
            self.stdout.write(f"{result.label}: {result.rows} {word}")
