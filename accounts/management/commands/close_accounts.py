"""Close the accounts of members whose membership has ended."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions import RegisterAway, RegisterIncomplete, close_ended_accounts
from ikk_portal.platform.timers import RunningElsewhere, exclusive


class Command(BaseCommand):
    """Safe to repeat and to kill: each account is closed in a transaction of its own."""

    help = "Closes and erases the accounts of former members (roles ikk_jobs, bestand_match)."

    def handle(self, **_: Any) -> None:
        try:
            with exclusive("close_accounts"):
                closed = close_ended_accounts(timezone.now())
        except RunningElsewhere:
            self.stdout.write("Another process does it; nothing to do here.")
            return
        except RegisterAway:
            raise CommandError("The register does not answer. Nothing was closed.") from None
        except RegisterIncomplete as incomplete:
            raise CommandError(f"ALARM: {incomplete} Nothing was closed; look at the last import.") from None
        self.stdout.write(f"closed: {closed}")
