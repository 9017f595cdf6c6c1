"""How many may do something dear at once on one machine, over all processes of the portal.

A slot is a lock on a file (flock): it falls with the process that holds it, whatever ends it, needs no database, and
counts for the machine whose memory it guards. Its owner opens the file anew each time, so threads exclude each other,
too.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

_PAUSE = 0.01  # seconds between two looks


class NoSlotFree(Exception):
    """All slots were taken for as long as the caller wanted to wait."""


@contextmanager
def slot(name: str, *, slots: int, patience: float) -> Iterator[None]:
    """Hold one of the ``slots`` of ``name`` while the block runs; wait for it ``patience`` seconds.

    Raises:
        NoSlotFree: nothing was done.
    """
    taken = _wait(name, slots, time.monotonic() + patience)
    try:
        yield
    finally:
        os.close(taken)


def _wait(name: str, slots: int, end: float) -> int:
    """Return the open file of a slot that is ours now."""
    while True:
        for number in range(slots):
            file = _open(name, number)
            with suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return file
            os.close(file)
        if time.monotonic() >= end:
            raise NoSlotFree(name)
        time.sleep(_PAUSE)


def _open(name: str, number: int) -> int:
    """Open the file of a slot; the user stands in its name, because the directory may be one for everybody."""
    path = Path(settings.RUNTIME_DIRECTORY) / f"ikk-portal-{os.getuid()}-{name}-{number}"
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
