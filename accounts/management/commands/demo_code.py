"""The present one-time code of somebody of the demo's staff."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from accounts.models import SecondFactor
from accounts.one_time_codes import code_at


class Command(BaseCommand):
    """Stands in for an authenticator app; the second factor of real staff is on their own devices."""

    help = "Prints the present code of a member of the demo's staff."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        # Read before Django starts, by manage.py: it says where the settings are.
        parser.add_argument("--data", help="of the demo, if it was started with that option")

    def handle(self, *, username: str, **_: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This command shows a second factor. It runs only where DEMO=on is set.")
        factor = SecondFactor.objects.filter(user__username=username).first()
        if factor is None:
            raise CommandError(f"{username} has no second factor here.")
        self.stdout.write(code_at(factor.key, timezone.now()))
