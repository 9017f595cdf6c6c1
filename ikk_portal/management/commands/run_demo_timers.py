"""What timers do in production, for the demo: starts the time-driven commands in one process."""

import os
import time
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.base import CommandParser
from django.db import DatabaseError, InterfaceError, connections

_SECONDS = 10
_ROUNDS_A_DAY = 24 * 60 * 60 // _SECONDS
_ROUNDS_AN_HOUR = 60 * 60 // _SECONDS


#: A case moves on while one watches.
_CASES = ("hand_over_cases", "demo_core_system", "import_case_status")


class Command(BaseCommand):
    """Ends with the demo, which starts it and may be killed before this has begun.

    A database that is away for a while does not end it.
    """

    help = "Runs the time-driven commands again and again (demo only)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--parent", type=int, required=True, help="process of the demo")

    def handle(self, *, parent: int, **_: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Use the timers of deploy/systemd; this command is for the demo.")
        round_of_today = 0
        while os.getppid() == parent:
            commands = ["load_access_log", "match_registrations", "expire_pin_letters", *_CASES]
            commands += ["aggregate_statistics"] if round_of_today % _ROUNDS_AN_HOUR == 0 else []
            commands += ["close_accounts", "housekeeping"] if round_of_today == 0 else []
            for command in commands:
                if os.getppid() == parent:
                    self._run(command)
            round_of_today = (round_of_today + 1) % _ROUNDS_A_DAY
            _wait(parent)

    def _run(self, command: str) -> None:
        try:
            # What the core system would do is worth a look; what the others say is not.
            call_command(command, stdout=self.stdout if command == "demo_core_system" else StringIO())
        except (CommandError, DatabaseError, InterfaceError) as error:
            self.stderr.write(f"{command}: {str(error).partition(chr(10))[0]}")
            connections.close_all()


def _wait(parent: int) -> None:
    """Wait for the next round; give up within a second once the demo is no more: killed, it could not say so."""
    for _ in range(_SECONDS):
        if os.getppid() != parent:
            return
        time.sleep(1)
