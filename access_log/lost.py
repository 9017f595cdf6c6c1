"""How many lines of the log this machine has lost, and when last: for the health page of any of its processes.

Lost is what could not be written, and what nobody has loaded until its time was over.

The count lies in the runtime directory, which is another file system than the spool where it matters (memory); what
even that does not take is counted in the process.
"""

import fcntl
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_DIGITS = 20


@dataclass(frozen=True)
class Lost:
    """Lines that were lost since the count began, and when the last one was; None if none was."""

    lines: int
    last_at: datetime | None


class _InThisProcess:
    """What could be counted nowhere else."""

    lines = 0
    last_at: datetime | None = None


def count_one() -> None:
    """Count one line more. Never fails: what could not be written must not fail its request a second time."""
    count(1)


def count(lines: int) -> None:
    """Count so many lines more. Never fails."""
    if not lines:
        return
    try:
        _count_in_file(lines)
    except (OSError, ValueError):
        _InThisProcess.lines += lines
        _InThisProcess.last_at = timezone.now()


def lost() -> Lost:
    """Return what this machine, as far as this process can see, has lost."""
    lines, last_at = _InThisProcess.lines, _InThisProcess.last_at
    with suppress(OSError, ValueError):
        text, changed = _path().read_text(), _path().stat().st_mtime
        lines, at = lines + int(text), datetime.fromtimestamp(changed, UTC)
        last_at = max(last_at or at, at)
    return Lost(lines, last_at)


def _count_in_file(more: int) -> None:
    """Raise the number in the file, one process after the other."""
    file = os.open(_path(), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        lines = int(os.read(file, _DIGITS) or 0) + more
        os.pwrite(file, f"{lines:0{_DIGITS}}".encode(), 0)
    finally:
        os.close(file)


def _path() -> Path:
    """Return where the count lies; the user stands in its name, because the directory may be one for everybody."""
    return Path(settings.RUNTIME_DIRECTORY) / f"ikk-portal-{os.getuid()}-access-log-lost"
