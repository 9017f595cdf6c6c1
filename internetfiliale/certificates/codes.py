"""Codes of certificates, "7KQ2-M9XD-4F8T-0ZPC": made of what a certificate says, and checked without keeping anything.

A code binds name, day and IKK, how somebody is insured, since when, and until when if that is known. Who checks it
types the code, the name and the day. What is not typed lies in the code itself, hidden by the key: an answer can name
it, so that a paper on which it was altered is found out.

The 80 bits are 45 of an HMAC over all that is bound, then 35 of facts, hidden by a mask that hangs on the first 45.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bestand.models import InsuredPerson
from ikk_portal.platform import keys
from ikk_portal.platform.readable_numbers import DIGITS

InsuredAs = InsuredPerson.InsuredAs

RING = "certificates"

_MEANT = str.maketrans("OIL", "011")  # none of them is a digit
_BETWEEN = re.compile(r"[\W_]+")
_CODE = re.compile(rf"[{DIGITS}]{{16}}")

_DAY_BITS = 17
_FACT_BITS = 1 + 2 * _DAY_BITS
_TAG_BITS = 80 - _FACT_BITS
_BEFORE_THE_FIRST_DAY = date(1849, 12, 31).toordinal()
LAST_DAY = date.fromordinal(_BEFORE_THE_FIRST_DAY + 2**_DAY_BITS - 1)  # in 2208
_KINDS = (InsuredAs.MEMBER, InsuredAs.FAMILY)  # by the bit that says which

_TITLES = re.compile(r"(?:\w+\.[\s-]*|(?:dr|prof)\s+)+", re.IGNORECASE)
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True)
class Certified:
    """What a code vouches for, besides name and day.

    Attributes:
        institutionskennzeichen: of the IKK that has issued the certificate.
        insured_as: member or family.
        insured_since: a day from 1850 to 2208, as the next one.
        insured_until: None if no end is known.
    """

    institutionskennzeichen: str
    insured_as: InsuredAs
    insured_since: date
    insured_until: date | None = None


def code_of(certified: Certified, *, name: str, issued_on: date) -> str:
    """Return the code of a certificate, as it is printed."""
    key = keys.ring(RING).newest
    facts = _packed(certified)
    tag = _tag(key, certified.institutionskennzeichen, facts, name, issued_on)
    return _written(tag << _FACT_BITS | (facts ^ _mask(key, tag)))


def certified_by(code: str, *, name: str, issued_on: date, issuers: Iterable[str]) -> Certified | None:
    """Return what the certificate with this code says; None if no IKK has issued it for this name on this day.

    Right and wrong codes cost the same work.

    Args:
        code: as ``read_code`` returns it.
        name: as it was typed; case, accents, blanks and academic titles do not count.
        issued_on: the date of the certificate.
        issuers: Institutionskennzeichen of all the IKKs that issue certificates.
    """
    value = _value(code)
    tag, hidden = value >> _FACT_BITS, value & ((1 << _FACT_BITS) - 1)
    found = None
    for key in keys.ring(RING).keys:
        facts = hidden ^ _mask(key, tag)
        for issuer in sorted(issuers):
            made = _tag(key, issuer, facts, name, issued_on)
            if hmac.compare_digest(made.to_bytes(6), tag.to_bytes(6)):
                found = _unpacked(issuer, facts)
    return found


def read_code(text: str) -> str | None:
    """Return the code that somebody has typed, as it is printed; None if it is none."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_MEANT)
    return _grouped(plain) if _CODE.fullmatch(plain) else None


def folded(name: str) -> str:
    """Return what of a name counts: its letters and digits, without accents, case and academic titles."""
    plain = unicodedata.normalize("NFC", name).strip()
    titles = _TITLES.match(plain)
    counting = plain[titles.end() :] if titles else plain
    spelt = unicodedata.normalize("NFC", (counting or plain).casefold()).translate(_SPELT)
    return "".join(char for char in unicodedata.normalize("NFKD", spelt) if char.isalnum())


def _tag(key: keys.Key, issuer: str, facts: int, name: str, issued_on: date) -> int:
    made = keys.mac(key, "certificate/v1", issuer, str(facts), folded(name), issued_on.isoformat())
    return int.from_bytes(made[:8]) >> (64 - _TAG_BITS)


def _mask(key: keys.Key, tag: int) -> int:
    return int.from_bytes(keys.mac(key, "certificate/facts/v1", str(tag))[:8]) >> (64 - _FACT_BITS)


def _packed(certified: Certified) -> int:
    """Return how, since and until when somebody is insured as one number.

    Raises:
        ValueError: a day is out of range.
    """
    since, until = _day_number(certified.insured_since), _day_number(certified.insured_until)
    return (_KINDS.index(certified.insured_as) << _DAY_BITS | since) << _DAY_BITS | until


def _day_number(day: date | None) -> int:
    """Return 0 for no day, else how many days it is after the last one of 1849."""
    if day is None:
        return 0
    number = day.toordinal() - _BEFORE_THE_FIRST_DAY
    if not 0 < number < 1 << _DAY_BITS:
        raise ValueError("A certificate tells days from 1850 to 2208 only.")
    return number


def _unpacked(issuer: str, facts: int) -> Certified:
    of_a_day = (1 << _DAY_BITS) - 1
    kind, since, until = facts >> 2 * _DAY_BITS, facts >> _DAY_BITS & of_a_day, facts & of_a_day
    return Certified(
        issuer,
        _KINDS[kind],
        date.fromordinal(_BEFORE_THE_FIRST_DAY + since),
        date.fromordinal(_BEFORE_THE_FIRST_DAY + until) if until else None,
    )


def _written(value: int) -> str:
    return _grouped("".join(DIGITS[value >> shift & 31] for shift in range(75, -1, -5)))


def _grouped(digits: str) -> str:
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def _value(code: str) -> int:
    value = 0
    for digit in code.replace("-", ""):
        value = value << 5 | DIGITS.index(digit)
    return value
