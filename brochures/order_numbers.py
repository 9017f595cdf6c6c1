"""An order's number, "B-7KQ2-M9XD": made of its key, and read as people type it or scanners read it."""

import re
from uuid import UUID

from ikk_portal.platform.readable_numbers import DIGITS, readable_number

_BETWEEN = re.compile(r"[\s\-‐-―_ßẞ]+")  # a scanner that takes the keyboard for an American one types ß for -
_MARKED = re.compile(r"\s*B[^0-9A-Z]")  # the B stands by itself: it is not the first of the eight
_MEANT = str.maketrans("OIL", "011")  # none of them is a digit
_NUMBER = re.compile(rf"B([{DIGITS}]{{4}})([{DIGITS}]{{4}})")


def order_number(key: UUID) -> str:
    """Return what people read of an order's key: 40 bits of its hash, which tell nothing of the rest."""
    return readable_number("B", b"order/number/v1", key)


def read_order_number(text: str) -> str | None:
    """Return the number that ``text`` names ("B-7KQ2-M9XD"), however it is typed; None if it names none."""
    plain = _BETWEEN.sub("", text).upper()
    if len(plain) == 8 and not _MARKED.match(text.upper()):
        plain = f"B{plain}"
    found = _NUMBER.fullmatch(plain[:1] + plain[1:].translate(_MEANT))
    return f"B-{found[1]}-{found[2]}" if found else None
