"""Make the first or the next key of a ring."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.core.management.base import CommandParser

from ikk_portal.platform import keys


class Command(BaseCommand):
    """Runs at installation and at each rotation; older keys stay."""

    help = "Adds a key to a ring in KEYS_DIRECTORY; processes take it when they start again."
    requires_system_checks: list[str] = []  # the check asks for the keys that this command makes

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ring", choices=sorted(keys.RINGS), help="which ring")

    def handle(self, *, ring: str, **_: Any) -> None:
        path = keys.add_key(settings.KEYS_DIRECTORY, ring)
        self.stdout.write(f"{ring}: {path.name} is the newest key.")
