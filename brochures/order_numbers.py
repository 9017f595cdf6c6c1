"""Reading an order's number as people type it or scanners read it."""

import re

_BETWEEN = re.compile(r"[\s\-‐-―_ßẞ]+")  # a scanner that takes the keyboard for an American one types ß for -
_MARKED = re.compile(r"\s*B[^0-9A-Z]")  # the B stands by itself: it is not the first of the eight
_MEANT = str.maketrans("OIL", "011")  # Crockford's base 32 has none of them
_NUMBER = re.compile(r"B([0-9A-HJKMNP-TV-Z]{4})([0-9A-HJKMNP-TV-Z]{4})")


def read_order_number(text: str) -> str | None:
    """Return the number that ``text`` names ("B-7KQ2-M9XD"), however it is typed; None if it names none."""
    plain = _BETWEEN.sub("", text).upper()
    if len(plain) == 8 and not _MARKED.match(text.upper()):
        plain = f"B{plain}"
    found = _NUMBER.fullmatch(plain[:1] + plain[1:].translate(_MEANT))
    return f"B-{found[1]}-{found[2]}" if found else None
