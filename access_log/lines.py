"""What a line of the log is: how it is made of a request, and how it is checked before it goes into the database.

A line is one row as COPY reads it (text format): minute, address, method, page, status, region, duration class. Each
value is plain ASCII without blanks, backslashes and control characters: nothing has to be escaped, and nothing that
a visitor sends can end the line.
"""

import random
import re
import secrets
from bisect import bisect_left
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from access_log.models import DURATIONS_MS, METHODS, PAGE_LENGTH

#: In the order of a line.
COLUMNS = ("minute", "address", "method", "page", "status", "region", "duration_class")
UNKNOWN_ADDRESS = "\\N"

_MINUTE = "%Y-%m-%d %H:%M:00+00"
_AFTER_THE_ADDRESS = re.compile(
    rb"(?P<before>(?:%s)"
    rb"\t/[!-\[\]-~]{0,%d}"
    rb"\t[1-5][0-9]{2}\t)"
    rb"(?P<region>[a-z0-9-]{0,40})"
    rb"(?P<after>\t[0-7])" % ("|".join(METHODS).encode(), PAGE_LENGTH - 1)
)


@lru_cache(maxsize=4)
def minute_text(minute: datetime) -> str:
    """Return a minute (UTC) as lines begin with it."""
    return minute.strftime(_MINUTE)


def duration_class(seconds: float) -> int:
    """Return which of the eight classes a duration lies in; each includes its upper end."""
    return bisect_left(DURATIONS_MS, seconds * 1_000)


def duration_text(number: int) -> str:
    """Return what a duration class means ("<= 30 ms")."""
    if number < len(DURATIONS_MS):
        return f"<= {DURATIONS_MS[number]} ms"
    return f"> {DURATIONS_MS[-1]} ms"


def line_of(
    *,
    minute: str,
    address: IPv4Address | IPv6Address | None,
    method: str | None,
    page: str,
    status: int,
    region: str,
    seconds: float,
) -> bytes:
    """Return the line of one request.

    Args:
        minute: as ``minute_text`` gives it.
        page: as ``pages.page_of`` gives it.
        region: slug of the chosen IKK, or nothing.
    """
    known = method if method in METHODS else "OTHER"
    where = UNKNOWN_ADDRESS if address is None else address
    return f"{minute}\t{where!s}\t{known}\t{page}\t{status}\t{region}\t{duration_class(seconds)}\n".encode("ascii")


class Checker:
    """Sorts the lines of one minute into those that are and those that are not.

    In the request nobody knows whether a slug in the cookie names an IKK: it may be anything that a visitor's
    browser was told to send. So the names of the IKKs decide here, and any other is not kept.
    """

    def __init__(self, minute: datetime, regions: Collection[str]) -> None:
        self._minute = minute_text(minute).encode()
        self._regions = {b"", *(region.encode() for region in regions)}
        # Most addresses, and most of what follows them, come again and again.
        self._address = lru_cache(maxsize=65_536)(_address)
        self._rest = lru_cache(maxsize=65_536)(self._checked_rest)

    def sorted(self, content: bytes) -> tuple[list[bytes], list[bytes]]:
        """Return the lines of ``content`` that may be loaded, in random order, and what is none.

        The order of a file is the order of the requests. In the table it would be the order of the rows, and with
        it a time that is finer than the minute.
        """
        good, damaged = [], []
        for line in content.split(b"\n"):
            checked = self.checked(line)
            if checked is not None:
                good.append(checked)
            elif line:
                damaged.append(line)
        random.Random(secrets.randbits(256)).shuffle(good)  # noqa: S311  (seeded by the system)
        return good, damaged

    def checked(self, line: bytes) -> bytes | None:
        """Return ``line`` (without its end) as it may be loaded; None if it is damaged."""
        minute, _, after = line.partition(b"\t")
        address, _, rest = after.partition(b"\t")
        kept = self._rest(rest)
        if minute != self._minute or kept is None or not self._address(address):
            return None
        return line if kept == rest else b"\t".join((minute, address, kept))

    def _checked_rest(self, rest: bytes) -> bytes | None:
        """Return what follows the address as it may be loaded, without a slug that names no IKK."""
        match = _AFTER_THE_ADDRESS.fullmatch(rest)
        if match is None:
            return None
        return rest if match["region"] in self._regions else match["before"] + match["after"]


def _address(text: bytes) -> bool:
    """Whether PostgreSQL will read this as an address."""
    if text == UNKNOWN_ADDRESS.encode():
        return True
    try:
        ip_address(text.decode("ascii"))
    except ValueError:
        return False
    return b"%" not in text
