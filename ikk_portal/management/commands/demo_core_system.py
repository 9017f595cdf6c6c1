"""One look of the demo's stand-in for the core system into its inbox."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from ikk_portal import demo_core_system


class Command(BaseCommand):
    """The demo runs it every few seconds; safe to repeat."""

    help = "Opens the cases that were handed over, says what a core system would do, and answers (demo only)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", help="of the demo, if it was started with that option")

    def handle(self, **_: Any) -> None:
        if not settings.DEMO or not settings.CORE_SYSTEM_INBOX:
            raise CommandError("This stands in for the core system in the demo only; it holds a private key.")
        for line in demo_core_system.work(Path(settings.CORE_SYSTEM_INBOX).parent, timezone.now()):
            self.stdout.write(line)
