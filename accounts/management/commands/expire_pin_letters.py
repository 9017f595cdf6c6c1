"""End PIN letters that were not used in time, and what dead print runs have left."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from accounts.actions import expire_letters, settle_abandoned_parts
from ikk_portal.platform.timers import RunningElsewhere, exclusive


class Command(BaseCommand):
    """Safe to repeat and to kill."""

    help = "Lets unused PIN letters expire and marks sheets of dead print runs as unclear (role ikk_jobs)."

    def handle(self, **_: Any) -> None:
        try:
            with exclusive("expire_pin_letters"):
                unclear = settle_abandoned_parts()
                expired = expire_letters(timezone.now())
        except RunningElsewhere:
            self.stdout.write("Another process does it; nothing to do here.")
            return
        self.stdout.write(f"expired: {expired}\nunclear: {unclear}")
