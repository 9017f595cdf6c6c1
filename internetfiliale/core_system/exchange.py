"""The two directories that portal and core system share: sealed cases one way, answers the other (docs/core-system.md).

A file has its name when it is complete and on the disk, and not before. Nothing here knows what is in it.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

#: The core system's side puts this file into its inbox: a share that is not mounted leaves an empty directory behind.
MARK = "INBOX"

_SEALED, _UNFINISHED, _DAMAGED = ".age", ".part", ".damaged"
_AT_ONCE = 8  # files; most of the time goes by while the disk confirms one, and it confirms several as fast
_GROUP_READS = 0o640  # the core system's user is another one of the same group


class InboxAway(Exception):
    """There is no inbox where one should be; the text says in one line what is missing."""


class Inbox:
    """Where sealed cases go, one file for each number."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def require(self) -> None:
        """Look whether this is the core system's inbox.

        Raises:
            InboxAway: nothing may be put there.
        """
        if not (self.directory / MARK).is_file():
            raise InboxAway(f"{self.directory} is not the core system's inbox: it holds no file {MARK}.")

    def put(self, files: Mapping[str, bytes]) -> set[str]:
        """Put sealed cases, by number, into the inbox; return the numbers under which something else lies there.

        When it returns they are on the disk, names included. Done twice it leaves the same, also when the first time
        was killed: unfinished files have names of their own, which the second time takes over.

        Raises:
            OSError: some are there and others are not; nothing may be forgotten.
        """
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            is_there = list(pool.map(self._put_one, files, files.values()))
        _settle(self.directory)
        return {number for number, is_ours in zip(files, is_there, strict=True) if not is_ours}

    def _put_one(self, number: str, sealed: bytes) -> bool:
        target = self.directory / f"{number}{_SEALED}"
        with suppress(FileNotFoundError):
            return target.read_bytes() == sealed
        _write(target, sealed)
        return True


def answers(directory: Path) -> list[Path]:
    """Return the files with answers, in the order of their names.

    Raises:
        OSError: the directory cannot be read.
    """
    return sorted(path for path in directory.iterdir() if path.suffix == ".csv")


def set_aside(answer: Path, lines: Iterable[str]) -> Path:
    """Keep what could not be used of a file with answers, for somebody to look at; return where.

    Done twice it leaves the same.
    """
    target = answer.with_name(f"{answer.name}{_DAMAGED}")
    _write(target, "".join(f"{line}\n" for line in lines).encode())
    return target


def drop(answer: Path) -> None:
    """Remove a file whose answers have come into the database; what was set aside of it is on the disk by then."""
    _settle(answer.parent)
    answer.unlink()


def set_aside_before(directory: Path, moment: float) -> Iterator[Path]:
    """Yield what was set aside before ``moment`` (seconds since 1970)."""
    for path in directory.iterdir():
        if path.suffix == _DAMAGED and path.stat().st_mtime < moment:
            yield path


def _write(target: Path, content: bytes) -> None:
    """Let ``target`` appear as a whole; its content is on the disk before it has its name."""
    unfinished = target.with_name(f".{target.name}{_UNFINISHED}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(unfinished, flags, _GROUP_READS), "wb") as file:
        os.fchmod(file.fileno(), _GROUP_READS)  # whatever the umask says
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(target)


def _settle(directory: Path) -> None:
    """Make the names of files outlive a loss of power."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
