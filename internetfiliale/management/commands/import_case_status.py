"""Take in the core system's answers to cases."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from ikk_portal.platform.timers import RunningElsewhere, exclusive
from internetfiliale.actions import Imported, import_case_status


class Command(BaseCommand):
    """Runs every few minutes. Safe to repeat and to kill: each answer is taken in once."""

    help = "Reads the core system's answers to cases and posts notices to the mailboxes (role ikk_jobs)."

    def handle(self, **_: Any) -> None:
        if not settings.CORE_SYSTEM_ANSWERS:
            raise CommandError("CORE_SYSTEM_ANSWERS is not set. Set it to the directory with its answers.")
        try:
            with exclusive("import_case_status"):
                imported = import_case_status(directory=Path(settings.CORE_SYSTEM_ANSWERS))
        except RunningElsewhere:
            self.stdout.write("Another process does it; nothing to do here.")
            return
        except OSError as error:
            raise CommandError(f"ALARM: The answers cannot be read or removed: {error.strerror}.") from None
        self._tell(imported)

    def _tell(self, imported: Imported) -> None:
        for path, reasons in imported.set_aside.items():
            words = ", ".join(f"{count} × {reason}" for reason, count in sorted(reasons.items()))
            self.stderr.write(f"ALARM: {reasons.total()} lines were set aside in {path}: {words}.")
        self.stdout.write(
            f"imported: {imported.changed} cases of {imported.files} files have come further, "
            f"{imported.unknown} answers to cases that are no longer here"
        )
