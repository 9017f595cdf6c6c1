"""Key rings: secrets that lie neither in the database nor in its backups, and what is derived from them.

``KEYS_DIRECTORY`` holds one folder for each ring, and in it one file for each key: its name is the key's
identifier (kid), its content 32 random bytes in hexadecimal. The newest key, the last by name, makes new
values; the older ones stay as long as something is kept that they made. A process needs only the folders of
the rings it uses.
"""

import hmac
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings

#: What each ring is for.
RINGS = {
    "limits": "counters of tries",
    "forms": "what forms carry from page to page",
    "pins": "what PINs are checked against",
    "factors": "keys of the second factor of staff",
    "certificates": "codes by which certificates are checked",
}
#: Rings that every process needs. Who needs another one asks for it by ``require``, before the work begins.
EVERYWHERE = ("limits", "forms")
#: Rings that a server of the staff area needs besides: second factors.
STAFF_AREA = ("factors",)
#: Rings that a server of the public site needs besides: members sign in there, and certificates are made and checked.
_PUBLIC_SITE = ("pins", "certificates")
#: Rings that the processes of one surface need besides.
_OF_SURFACE = {"public": _PUBLIC_SITE, "staff": STAFF_AREA, "all": (*_PUBLIC_SITE, *STAFF_AREA)}

_SIZE = 32  # bytes
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_FORBIDDEN_BITS = 0o137  # executable, writable for the group, anything for others; the group may read


class KeysUnusable(Exception):
    """A ring cannot be used; the text says in one line which file is wrong and what to do."""


@dataclass(frozen=True)
class Key:
    """One key of a ring."""

    kid: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class KeyRing:
    """The keys of one purpose, newest first; never empty."""

    keys: tuple[Key, ...]

    @property
    def newest(self) -> Key:
        return self.keys[0]

    def by_kid(self, kid: str) -> Key:
        """Return the key that made a kept value.

        Raises:
            KeysUnusable: if it was taken away while something still needs it.
        """
        for key in self.keys:
            if key.kid == kid:
                return key
        raise KeysUnusable(f"The key {kid} is missing. Put its file back from the sealed copy.")


def needed_by(surface: str) -> tuple[str, ...]:
    """Return the rings that a process of ``surface`` needs from its start."""
    return (*EVERYWHERE, *_OF_SURFACE.get(surface, ()))


def ring(name: str) -> KeyRing:
    """Return the ring ``name`` of this installation; read once per process.

    Raises:
        KeysUnusable: if it is missing, open to others, or damaged.
    """
    return _read(Path(settings.KEYS_DIRECTORY), name)


def mac(key: Key, purpose: str, *parts: str) -> bytes:
    """Return HMAC-SHA256 of ``parts`` for one purpose: 32 bytes that say nothing without the key.

    Each part carries its length, so that no two lists of parts give the same bytes; purposes never meet.
    """
    message = b"".join(_with_length(part) for part in (purpose, *parts))
    return hmac.digest(key.secret, message, "sha256")


def add_key(directory: Path, name: str) -> Path:
    """Make a new key for the ring ``name``; it becomes the newest one when processes start again.

    The file is complete from the moment it has its name.
    """
    folder = directory / name
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    target = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    unfinished = target.with_name(f".{target.name}")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123
        file.write(secrets.token_hex(_SIZE) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return unfinished.rename(target)


def make_missing(directory: Path) -> Path:
    """Make a first key for each ring that has none yet; for demo and tests. Return ``directory``."""
    for name in RINGS:
        if not _files(directory / name):
            add_key(directory, name)
    return directory


def problems(directory: Path, names: Iterable[str] = EVERYWHERE) -> list[str]:
    """Return one line for each of the rings ``names`` that cannot be used."""
    found = []
    for name in names:
        try:
            _read(directory, name)
        except KeysUnusable as unusable:
            found.append(str(unusable))
    return found


def require(directory: Path, names: Iterable[str] = EVERYWHERE) -> None:
    """Stop a server that would fail later, at the first person who needs a key of the rings ``names``.

    Raises:
        KeysUnusable: naming the first ring that cannot be used.
    """
    for problem in problems(directory, names):
        raise KeysUnusable(problem)


def _with_length(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")  # what people type may hold anything
    return len(data).to_bytes(4, "big") + data


def _files(folder: Path) -> list[Path]:
    """Return the key files of a ring, newest first."""
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if not path.name.startswith(".")), reverse=True)


@cache
def _read(directory: Path, name: str) -> KeyRing:
    try:
        keys = tuple(_key(path) for path in _files(directory / name))
    except OSError as error:
        raise KeysUnusable(f"The keys in {directory / name} cannot be read: {error.strerror}.") from None
    if not keys:
        raise KeysUnusable(f"There is no key in {directory / name}. Make one: manage.py add_key {name}")
    return KeyRing(keys)


def _key(path: Path) -> Key:
    mode = path.stat().st_mode & 0o777
    if mode & _FORBIDDEN_BITS:
        raise KeysUnusable(f"{path} has the mode {mode:o}. Close it to others: chmod 600 {path}")
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        secret = b""
    if len(secret) != _SIZE or not _NAME.fullmatch(path.name):
        raise KeysUnusable(f"{path} is no key: {_SIZE} bytes in hexadecimal, with a name of small letters and digits.")
    return Key(path.name, secret)
