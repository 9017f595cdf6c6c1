"""Finds numbers that do not belong into an e-mail: Versichertennummern and IBANs, each by its check digits.

What has the shape of such a number but the wrong check digit is something else, so ordinary text raises no alarm.
"""

import re
from collections.abc import Iterator

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from bestand.numbers import Versichertennummer

VERSICHERTENNUMMER = "Versichertennummer"
BANK_ACCOUNT = "IBAN"

_BETWEEN = r"[ \t\u00a0\u202f\u2007-]?"  # blanks and hyphens, as cards and bank statements print them
_APART = re.compile(r"[ \t\u00a0\u202f\u2007-]")
_END = r"(?![0-9])|(?=[0-9]{10}(?:[0-9]{10})?(?![0-9]))"  # or what the card prints behind the number
# Candidates may overlap: what only looks like the beginning of a number must not hide a real one.
_INSURED = re.compile(rf"(?<![A-Z0-9])(?=([A-Z](?:{_BETWEEN}[0-9]){{9}})(?:{_END}))", re.IGNORECASE | re.ASCII)
# An IBAN proves itself by its length and two check digits, so a word may stand right before it ("IBANDE89 …").
_ACCOUNT = re.compile(
    rf"(?=([A-Z]{{2}}(?:{_BETWEEN}[0-9]){{2}}(?:{_BETWEEN}[A-Z0-9]){{11,30}}))", re.IGNORECASE | re.ASCII
)


def private_numbers(text: str) -> tuple[str, ...]:
    """Return the names of the kinds of private numbers that stand in ``text``, in German; mostly none."""
    found = {VERSICHERTENNUMMER: any(_insured(text)), BANK_ACCOUNT: any(_accounts(text))}
    return tuple(name for name, is_there in found.items() if is_there)


def _insured(text: str) -> Iterator[bool]:
    for match in _INSURED.finditer(text):
        yield Versichertennummer.is_valid(_APART.sub("", match[1]).upper())


def _accounts(text: str) -> Iterator[bool]:
    """Yield for each candidate whether it is an IBAN; words may follow without a stop, so its country says how long."""
    for match in _ACCOUNT.finditer(text):
        candidate = _APART.sub("", match[1]).upper()
        length = _length_in(candidate[:2])
        yield 0 < length <= len(candidate) and IBAN(candidate[:length], allow_invalid=True).is_valid


def _length_in(country: str) -> int:
    """Return how long IBANs of a country are; 0 where there are none."""
    try:
        return int(IBAN(f"{country}00", allow_invalid=True).spec.iban_length)
    except SchwiftyException:
        return 0
