"""The letter id as it stands on a letter, and reading it from a scanner or from a keyboard."""

import re
from uuid import UUID

_BETWEEN = re.compile(r"[\s\-‐-―_ßẞ]+")  # a scanner that takes the keyboard for an American one types ß for -
_MEANT = str.maketrans("OIL", "011")  # neither letter is a hexadecimal digit
_SECRETS = re.compile(r"pin|entsperr", re.IGNORECASE)


class InvalidLetterId(ValueError):
    """What was scanned or typed is no letter id; the text says in German what to do.

    Attributes:
        is_secret: it comes from the code that reads PIN and Entsperrcode aloud, and must not be shown again.
    """

    def __init__(self, message: str, *, is_secret: bool = False) -> None:
        super().__init__(message)
        self.is_secret = is_secret


def written_letter_id(letter: UUID) -> str:
    """Return the id as letters bear it: capitals, digits and hyphens."""
    return str(letter).upper()


def read_letter_id(text: str) -> UUID:
    """Return the id that ``text`` names, however it is typed.

    Raises:
        InvalidLetterId
    """
    if _SECRETS.search(text):
        raise InvalidLetterId(
            "Das war der Code zum Vorlesen. Bitte scannen Sie den kleinen Code ganz unten auf dem Blatt.",
            is_secret=True,
        )
    plain = _BETWEEN.sub("", text).upper().translate(_MEANT)
    if strange := re.sub(r"[0-9A-F]", "", plain):
        raise InvalidLetterId(
            f"Eine Briefnummer besteht aus Ziffern und den Buchstaben A bis F. „{strange[0]}“ kommt darin nicht vor."
        )
    if len(plain) != 32:
        raise InvalidLetterId(
            f"Eine Briefnummer hat 32 Zeichen, hier sind es {len(plain)}. Bitte scannen Sie den Code noch einmal."
        )
    return UUID(plain)
