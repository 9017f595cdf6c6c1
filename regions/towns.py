"""Names of towns as people type them: one folded form for both sides of every comparison.

Pure craft, no queries. "Koln", "Köln", "Koeln" and " KÖLN " all fold to "koln".
"""

import re
import unicodedata
from difflib import SequenceMatcher

_NOT_A_WORD = re.compile(r"[\W_]+")
_LENGTHENED = re.compile(r"([aou])e+")
_SAINT = re.compile(r"\bsankt\b")


def fold(text: str) -> str:
    """Return the search form of a name: lower case, no accents, ss for ß, words separated by one blank.

    "ae", "oe" and "ue" lose their "e", because an umlaut loses its dots; "Sankt" becomes "st". Anything
    that is neither letter nor digit separates words; a text without either folds to "".
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    words = _NOT_A_WORD.sub(" ", letters.casefold()).strip()
    return _LENGTHENED.sub(r"\1", _SAINT.sub("st", words))


def likeness(one: str, other: str) -> float:
    """Return how alike two folded names are, from 0 (nothing in common) to 1 (the same)."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
