"""Print a released batch of PIN letters on the print host."""

import shlex
import stat
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from os import fstat
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError, connection

from accounts.actions import SHEETS_PER_PART, NotPossibleNow, NotReleased, PrintInterrupted, print_next_part
from accounts.models import PinLetter
from accounts.paper import pdf_of
from accounts.pins import RING
from ikk_portal.platform.keys import EVERYWHERE, KeysUnusable, require
from privacy.actions import Operator

_BAR = 30  # characters


class Command(BaseCommand):
    """Each part is a PDF of its own and exists in memory only. Safe to repeat and to kill."""

    help = (
        "Prints the letters of a released batch (roles ikk_jobs, bestand_match; key ring pins): one PDF for each part "
        "to a command's standard input, or one part to standard output, which must be a pipe."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, required=True, help="number of the batch")
        parser.add_argument("--by", required=True, help="your name")
        parser.add_argument("--reason", required=True, help="why it is printed now")
        parser.add_argument("--to-command", help="started once for each part, e.g. 'lp -d pin -o sides=one-sided'")
        parser.add_argument("--sheets", type=int, default=SHEETS_PER_PART, help="sheets in a part, at most 100")
        parser.add_argument(
            "--force-file", action="store_true", help="let standard output be a file, which then holds PINs in clear"
        )

    def handle(self, **options: Any) -> None:
        to_command = shlex.split(options["to_command"] or "")
        if not 1 <= options["sheets"] <= SHEETS_PER_PART:
            raise CommandError(f"--sheets must lie between 1 and {SHEETS_PER_PART}.")
        if not to_command:
            self._check_standard_output(options["force_file"])
        self._check_keys_and_role()
        sink = _pipe_into(to_command) if to_command else _write_to_standard_output
        while self._print_part(options, sink) and to_command:
            pass
        left = self._left(options["batch"])
        if left:
            self.stderr.write(f"{left} letters of the batch are left; run the command again for the next part.")

    def _print_part(self, options: dict[str, Any], sink: Callable[[bytes], None]) -> bool:
        try:
            part = print_next_part(
                by=Operator(options["by"]),
                reason=options["reason"],
                batch=options["batch"],
                make_pdf=pdf_of,
                sink=sink,
                sheets=options["sheets"],
            )
        except NotPossibleNow:
            raise CommandError(f"There is no released batch {options['batch']}.") from None
        except NotReleased:
            raise CommandError("The batch is not what was released. Nothing was printed; have it refused.") from None
        except PrintInterrupted as interrupted:
            raise CommandError(f"{interrupted} Destroy the sheets of this part; they need a reprint.") from None
        if part is None:
            return False
        self._tell(options["batch"], f"Part {part.number}: {part.sheets} sheets, {part.sent_back} cannot be printed.")
        return True

    def _tell(self, batch: int, line: str) -> None:
        """Say on standard error how far the batch is: standard output may carry the PDF."""
        self.stderr.write(line)
        if self.stderr.isatty():
            done = PinLetter.objects.filter(batch=batch, sheet__isnull=False).count()
            total = done + self._left(batch)
            filled = _BAR * done // max(total, 1)
            self.stderr.write(f"[{'#' * filled}{'.' * (_BAR - filled)}] {done} of {total}")

    def _left(self, batch: int) -> int:
        return PinLetter.objects.filter(batch=batch, state=PinLetter.State.RELEASED).count()

    def _check_standard_output(self, force_file: bool) -> None:
        mode = fstat(sys.stdout.fileno()).st_mode
        if sys.stdout.isatty():
            raise CommandError("Standard output is a terminal. Pipe it to the printer, or use --to-command.")
        if stat.S_ISREG(mode):
            if not force_file:
                raise CommandError("Standard output is a file: PINs would lie on a disk. Pipe it, or use --to-command.")
            self.stderr.write("Warning: the file holds PINs in clear. Erase it, its copies and backups.")

    def _check_keys_and_role(self) -> None:
        try:
            require(settings.KEYS_DIRECTORY, [*EVERYWHERE, RING])
        except KeysUnusable as problem:
            raise CommandError(str(problem)) from None
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT has_any_column_privilege('accounts_pincredential', 'INSERT'), current_user")
                may_print, role = cursor.fetchone()
        except DatabaseError as error:
            raise CommandError(f"The database is away: {str(error).partition(chr(10))[0]}") from None
        if not may_print:
            raise CommandError(f"{role} cannot print. Set DATABASE_URL to the role ikk_jobs.")


def _pipe_into(command: list[str]) -> Callable[[bytes], None]:
    """Return a sink that starts ``command`` for each part; it has the part when the command ends with 0."""

    def sink(pdf: bytes) -> None:
        finished = subprocess.run(command, input=pdf, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        if finished.returncode:
            raise PrintInterrupted(f"{command[0]} ended with {finished.returncode}.")

    return sink


def _write_to_standard_output(pdf: bytes) -> None:
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
