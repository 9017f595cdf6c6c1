"""Codes of certificates, "7KQ2-M9XD-4F8T-0ZPC": made of what a certificate says, and checked without keeping anything.

A code binds name, day and IKK, and how and since when somebody is insured. Who checks it types the code, the name and
the day. How and since when lie in the code itself, hidden by the key: an answer can name them, so that a paper on which
they were altered is found out.

The 80 bits are 62 of an HMAC over all that is bound, then 18 of facts, hidden by a mask that hangs on the first 62.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bestand.models import InsuredPerson
from ikk_portal.platform import keys

InsuredAs = InsuredPerson.InsuredAs

RING = "certificates"

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that looks like something else
_MEANT = str.maketrans("OIL", "011")  # none of them is a digit
_BETWEEN = re.compile(r"[\W_]+")
_CODE = re.compile(rf"[{_DIGITS}]{{16}}")

_TAG_BITS = 62
_DAY_BITS = 17
_FACT_BITS = _DAY_BITS + 1
_FIRST_DAY = date(1850, 1, 1).toordinal()  # the last one is in 2208
_KINDS = (InsuredAs.MEMBER, InsuredAs.FAMILY)  # by the bit that says which

_TITLES = re.compile(r"(?:\w+\.[\s-]*|(?:dr|prof)\s+)+", re.IGNORECASE)
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True)
class Certified:
    """What a code vouches for, besides name and day.

    Attributes:
        institutionskennzeichen: of the IKK that has issued the certificate.
        insured_as: member or family.
        insured_since: a day from 1850 to 2208.
    """

    institutionskennzeichen: str
    insured_as: InsuredAs
    insured_since: date


def code_of(certified: Certified, *, name: str, issued_on: date) -> str:
    """Return the code of a certificate, as it is printed."""
    key = keys.ring(RING).newest
    facts = _packed(certified)
    tag = _tag(key, certified.institutionskennzeichen, facts, name, issued_on)
    return _written(tag << _FACT_BITS | facts ^ _mask(key, tag))


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
    tag, hidden = value >> _FACT_BITS, value & (1 << _FACT_BITS) - 1
    found = None
    for key in keys.ring(RING).keys:
        facts = hidden ^ _mask(key, tag)
        for issuer in sorted(issuers):
            made = _tag(key, issuer, facts, name, issued_on)
            if hmac.compare_digest(made.to_bytes(8), tag.to_bytes(8)):
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
    return int.from_bytes(made[:8]) >> 64 - _TAG_BITS


def _mask(key: keys.Key, tag: int) -> int:
    return int.from_bytes(keys.mac(key, "certificate/facts/v1", str(tag))[:3]) >> 24 - _FACT_BITS


def _packed(certified: Certified) -> int:
    """Return how and since when somebody is insured as one number.

    Raises:
        ValueError: the day is out of range.
    """
    days = certified.insured_since.toordinal() - _FIRST_DAY
    if not 0 <= days < 1 << _DAY_BITS:
        raise ValueError("A certificate tells days from 1850 to 2208 only.")
    return _KINDS.index(certified.insured_as) << _DAY_BITS | days


def _unpacked(issuer: str, facts: int) -> Certified:
    since = date.fromordinal(_FIRST_DAY + (facts & (1 << _DAY_BITS) - 1))
    return Certified(issuer, _KINDS[facts >> _DAY_BITS], since)


def _written(value: int) -> str:
    return _grouped("".join(_DIGITS[value >> shift & 31] for shift in range(75, -1, -5)))


def _grouped(digits: str) -> str:
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def _value(code: str) -> int:
    value = 0
    for digit in code.replace("-", ""):
        value = value << 5 | _DIGITS.index(digit)
    return value
