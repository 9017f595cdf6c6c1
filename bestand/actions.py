"""What the room does: take over the register from the insurer's system."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from bestand import shadow
from bestand.import_files import Checked, Checkers, RegisterFile, UnusableFileError, checkers
from bestand.models import Import

#: Share of rows that may be missing against the last import, and of lines that may be refused, in percent.
FEWER = 5
_KEPT = timedelta(days=1096)  # records of imports, like the trail of staff access


class TooFewRowsError(Exception):
    """The files hold suspiciously little; the old register stays. The message says what is missing."""


@dataclass(frozen=True)
class Refusal:
    """A line that was left out of one of the files ("insured", "employers"), counted from 1 with the header."""

    file: str
    line: int
    reason: str


@dataclass
class Report:
    """What an import did.

    Attributes:
        rows: kind of file ("insured", "employers") -> rows taken over.
        refused: lines left out, in the order of the files.
        seconds: from the first byte to the swap.
    """

    rows: dict[str, int] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    seconds: float = 0.0

    def refused_of(self, file: str) -> int:
        """Return how many lines of one file were left out."""
        return sum(refusal.file == file for refusal in self.refused)


def import_register(
    insured: Path,
    employers: Path,
    *,
    known: frozenset[str],
    by: str,
    reason: str,
    accept_fewer: bool = False,
    progress: Callable[[int, int], None] | None = None,
    report: Report | None = None,
) -> Report:
    """Replace the register by what the two files hold; the old one answers until the new one is complete.

    A line that breaks a rule is left out and reported. A kill at any moment leaves the old register, or the new
    one, never a mixture. Runs under ``bestand_import``, whose session becomes the owner.

    Args:
        insured, employers: files as ``docs/bestand-format.md`` describes them.
        known: the Institutionskennzeichen of the regional IKKs.
        by, reason: who started it and why ("timer" for a timer); kept with the import, in the register's own
            database, because the importing host need not reach the portal's.
        accept_fewer: take over even if more than five percent are missing or refused.
        progress: is told how many bytes of how many are done.
        report: is filled while lines are read, so that the caller has the refused ones even of a failed import.

    Raises:
        UnusableFileError: if a file as a whole cannot be read; the old register stays.
        TooFewRowsError: see ``accept_fewer``.
        shadow.NotAllowedError: if the role may not, another import runs, or the tables are in use all the time.
    """
    report = Report() if report is None else report
    started = time.monotonic()
    with (
        RegisterFile(insured, "insured") as people,
        RegisterFile(employers, "employers") as companies,
        checkers(known) as workers,
        shadow.sole_import(),
    ):
        loading = _Loading(workers, report, progress, people.size + companies.size)
        with transaction.atomic(using="bestand"):
            shadow.create()
            loading.load(people, shadow.INSURED)
            loading.load(companies, shadow.EMPLOYERS)
            shadow.analyse()
            _require_enough(report, accept_fewer=accept_fewer)
        shadow.swap(lambda: _record(report, by=by, reason=reason))
    report.seconds = time.monotonic() - started
    return report


@dataclass
class _Loading:
    """Carries the lines of both files into the new tables."""

    workers: Checkers
    report: Report
    progress: Callable[[int, int], None] | None
    size: int
    done: int = 0
    accounts: list[bytes] = field(default_factory=list)

    def load(self, file: RegisterFile, table: str) -> None:
        """Fill one table and build its indexes; of lines with the same number the first good one counts."""
        self.report.rows[file.kind] = 0
        shadow.copy(table, self._good_lines(file))
        if table == shadow.EMPLOYERS:
            shadow.copy(shadow.ACCOUNTS, self.accounts)
        if not shadow.build_indexes(table):
            self._load_first_of_each(file, table, shadow.remove_repeated(table))
            shadow.build_indexes(table)
        if table == shadow.EMPLOYERS:
            shadow.build_indexes(shadow.ACCOUNTS)

    def _good_lines(self, file: RegisterFile) -> Iterator[bytes]:
        for block in self.workers.checked(file):
            self._note(file, block)
            self.accounts.append(block.accounts)
            yield block.rows

    def _note(self, file: RegisterFile, block: Checked) -> None:
        self.done += block.size
        if self.progress:
            self.progress(self.done, self.size)
        self.report.rows[file.kind] += block.good
        self.report.refused.extend(Refusal(file.kind, line, why) for line, why in block.refused)

    def _load_first_of_each(self, file: RegisterFile, table: str, repeated: set[str]) -> None:
        """Read the file again for the numbers that occur more than once: rare, and the rest is in place."""
        first: dict[str, tuple[bytes, bytes]] = {}
        for number, line, row, accounts in file.good_lines_of(repeated, self.workers.known):
            if number in first:
                self.report.rows[file.kind] -= 1
                self.report.refused.append(Refusal(file.kind, line, "number occurs twice; the first line counts"))
            else:
                first[number] = (row, accounts)
        shadow.copy(table, [row for row, _ in first.values()])
        if table == shadow.EMPLOYERS:
            shadow.copy(shadow.ACCOUNTS, [accounts for _, accounts in first.values()])


def _require_enough(report: Report, *, accept_fewer: bool) -> None:
    """Refuse what looks like half a file.

    Raises:
        TooFewRowsError: naming the figures.
        UnusableFileError: if a file holds no usable line at all.
    """
    for kind, rows in report.rows.items():
        if not rows:
            raise UnusableFileError(f"The file of {kind} holds no usable line; the register stays as it is.")
    if accept_fewer:
        return
    last = Import.objects.first()
    before = {"insured": last.insured, "employers": last.employers} if last else {}
    for kind, rows in report.rows.items():
        if rows < before.get(kind, 0) * (100 - FEWER) / 100:
            raise TooFewRowsError(
                f"{rows} rows of {kind}, the last import had {before[kind]}: more than {FEWER} % are missing. "
                "The register stays as it is. If this is right: --accept-fewer."
            )
        refused = report.refused_of(kind)
        if refused > (rows + refused) * FEWER / 100:
            raise TooFewRowsError(
                f"{refused} of {rows + refused} lines of {kind} are refused, more than {FEWER} %. "
                "The register stays as it is. If this is right: --accept-fewer."
            )


def _record(report: Report, *, by: str, reason: str) -> None:
    """Note the import, and let notes older than three years go."""
    now = timezone.now()
    Import.objects.create(
        finished_at=now,
        insured=report.rows["insured"],
        employers=report.rows["employers"],
        refused=len(report.refused),
        by=by,
        reason=reason,
    )
    Import.objects.filter(finished_at__lt=now - _KEPT).delete()
