"""The spool: what requests leave behind on their own machine, in one file for each minute.

A process keeps the file of the minute open and appends each line with one ``os.write``, which the system never mixes
with that of another process. What is written is out of the process's hands: killing it loses nothing. Names of files:

- ``20261126T1707Z.HOST.log`` is being written, or waits;
- ``20261126T1707Z.HOST.TOKEN.taken`` belongs to the loader, under a name that no other file ever has;
- ``20261126T1707Z.HOST.TOKEN.START.damaged`` holds what is no line from byte START on.
"""

import os
import re
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from django.conf import settings

from access_log import lost

Kind = Literal["log", "taken", "damaged"]

HOST = re.sub(r"[^A-Za-z0-9-]+", "-", socket.gethostname())[:63]

_MINUTE = "%Y%m%dT%H%MZ"
_NAME = re.compile(r"(\d{8}T\d{4}Z)\.[A-Za-z0-9-]{1,63}(?:\.[0-9a-f]{16}(?:\.\d+)?)?\.(log|taken|damaged)")


@dataclass(frozen=True, order=True)
class SpoolFile:
    """A file of the spool, known by its name; the oldest sorts first."""

    minute: datetime
    path: Path
    kind: Kind


class _OpenFile:
    """The file of one minute, open until the last thread that is writing to it has let go."""

    def __init__(self, directory: Path, minute: datetime) -> None:
        self.directory, self.minute = directory, minute
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        self.descriptor = os.open(directory / f"{minute.strftime(_MINUTE)}.{HOST}.log", flags, 0o600)

    def __del__(self) -> None:
        if hasattr(self, "descriptor"):
            os.close(self.descriptor)


_open_file: _OpenFile | None = None

_ONE_MINUTE = timedelta(minutes=1)
_last_minute = datetime(2000, 1, 1, tzinfo=UTC)


def minute_of(moment: datetime) -> datetime:
    """Return the minute (UTC) that ``moment`` lies in: the same object for all requests of one."""
    global _last_minute  # noqa: PLW0603  (the threads of a process share one)
    minute = _last_minute
    if not minute <= moment < minute + _ONE_MINUTE:
        minute = _last_minute = moment.astimezone(UTC).replace(second=0, microsecond=0)
    return minute


def append(minute: datetime, line: bytes) -> None:
    """Append ``line`` to the file of ``minute``; a disk that does not take it costs the line, never the request."""
    try:
        file = _file_of(minute)  # held by this name until the line is written
        if os.write(file.descriptor, line) == len(line):
            return
    except OSError:  # counted below, like a line of which the disk has taken a part
        pass
    lost.count_one()


def _file_of(minute: datetime) -> _OpenFile:
    """Return the file of the minute; open it if the process has another one, or none."""
    global _open_file  # noqa: PLW0603  (the threads of a process share one)
    file = _open_file
    if file is None or file.minute != minute or file.directory is not settings.ACCESS_LOG_DIRECTORY:
        file = _open_file = _OpenFile(settings.ACCESS_LOG_DIRECTORY, minute)
    return file


def files(*kinds: Kind) -> list[SpoolFile]:
    """Return the files of these kinds, the oldest first; what has another name is not ours.

    Raises:
        OSError: the spool cannot be read. One that is not there yet is empty.
    """
    directory = settings.ACCESS_LOG_DIRECTORY
    with suppress(FileNotFoundError):
        found = [(path, _NAME.fullmatch(path.name)) for path in directory.iterdir()]
        return sorted(
            SpoolFile(datetime.strptime(match[1], _MINUTE).replace(tzinfo=UTC), path, match[2])
            for path, match in found
            if match and match[2] in kinds
        )
    return []


def take(file: SpoolFile) -> SpoolFile:
    """Give a waiting file to the loader, under a name that no other file has had or will have."""
    path = file.path.with_suffix(f".{secrets.token_hex(8)}.taken")
    file.path.rename(path)
    return SpoolFile(file.minute, path, "taken")


def settle() -> None:
    """Make the names of files outlive a loss of power: before what is loaded from them does."""
    directory = os.open(settings.ACCESS_LOG_DIRECTORY, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def content(file: SpoolFile, start: int) -> bytes:
    """Return what a taken file holds from byte ``start`` on."""
    with file.path.open("rb") as source:
        source.seek(start)
        return source.read()


def set_aside(file: SpoolFile, start: int, lines: list[bytes]) -> Path:
    """Keep what was no line, from byte ``start`` of a taken file on, for somebody to look at; return where.

    Done twice it leaves the same: the transaction that it belongs to may be killed and begin again.
    """
    path = file.path.with_suffix(f".{start}.damaged")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as target:
        target.write(b"".join(line + b"\n" for line in lines))
        target.flush()
        os.fsync(target.fileno())
    return path


def remove(file: SpoolFile, *, size: int) -> bool:
    """Remove a taken file of which ``size`` bytes are loaded; False if it has grown since, and stays for the rest."""
    if file.path.stat().st_size != size:
        return False
    file.path.unlink()
    return True
