"""Match what the web has received with the register."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from accounts.actions import match_waiting, note_progress
from ikk_portal.platform.timers import RunningElsewhere, exclusive


class Command(BaseCommand):
    """Safe to repeat and to kill: each registration is matched and erased in a transaction of its own."""

    help = "Matches registrations with the register and requests letters (roles ikk_jobs, bestand_match)."

    def handle(self, **_: Any) -> None:
        try:
            with exclusive("match_registrations"):
                outcomes = match_waiting()
                note_progress(timezone.now())
        except RunningElsewhere:
            self.stdout.write("Another process is matching; nothing to do here.")
            return
        for outcome, count in sorted(outcomes.items()):
            self.stdout.write(f"{outcome}: {count}")
