"""How laws are written: a number stays on the line of the sign or word that it belongs to. Pure."""

import re

_BEFORE_A_NUMBER = re.compile(r"(§|Art\.|Abs\.|Satz|Nr\.|Buchst\.|SGB) (?=\d|[IVX]+\b|[a-z]\b)")


def unbroken(text: str) -> str:
    """Return ``text`` with "§ 35 Abs. 1 SGB I" held together by spaces where no line breaks."""
    return _BEFORE_A_NUMBER.sub("\\1\N{NO-BREAK SPACE}", text)
