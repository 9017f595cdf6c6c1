"""Hand sealed cases over to the core system."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from ikk_portal.platform.timers import RunningElsewhere, exclusive
from internetfiliale.actions import HandedOver, InboxAway, hand_over_cases

_STAYS = "Nothing is lost: what has not left stays here, and the next run goes on."


class Command(BaseCommand):
    """Runs every few minutes. Safe to repeat and to kill: a case is erased here when it is on the other side's disk."""

    help = "Puts sealed cases into the core system's inbox and erases them here (role ikk_jobs)."

    def handle(self, **_: Any) -> None:
        if not settings.CORE_SYSTEM_INBOX:
            raise CommandError("CORE_SYSTEM_INBOX is not set. Set it to the core system's inbox (see .env.example).")
        try:
            with exclusive("hand_over_cases"):
                handed = hand_over_cases(inbox=Path(settings.CORE_SYSTEM_INBOX))
                self._require_all(handed)
        except RunningElsewhere:
            self.stdout.write("Another process does it; nothing to do here.")
            return
        except InboxAway as away:
            raise CommandError(f"ALARM: {away} {_STAYS}") from None
        except OSError as error:
            raise CommandError(f"ALARM: The inbox cannot be written: {error.strerror}. {_STAYS}") from None
        self.stdout.write(f"handed over: {handed.cases}")

    def _require_all(self, handed: HandedOver) -> None:
        """A run that leaves something behind is no success: the timer is late until somebody has looked."""
        if handed.foreign:
            numbers = ", ".join(sorted(handed.foreign))
            raise CommandError(
                f"ALARM: handed over: {handed.cases}; something else lies in the inbox under {numbers}. {_STAYS}"
            )
