"""One-time codes as authenticator apps know them (TOTP, RFC 6238): SHA-1, six digits, a new one every 30 seconds.

Pure craft: keys and codes, no tables. Who has which key: ``accounts.models.SecondFactor``.
"""

import base64
import re
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from django_otp.oath import TOTP

ISSUER = "IKK-Portal"  # as apps show it above the code
_KEY = 20  # bytes, as RFC 4226 recommends
_DIGITS = 6
_DRIFT = 1  # steps that a clock may be early or late
_CODE = re.compile(rf"[0-9]{{{_DIGITS}}}")


def new_key() -> bytes:
    """Return a random key."""
    return secrets.token_bytes(_KEY)


def digits_of(text: str) -> str | None:
    """Return the six digits that somebody typed, with blanks or without; None for anything else."""
    code = "".join(text.split())
    return code if _CODE.fullmatch(code) else None


def step_at(moment: datetime) -> int:
    """Return the number of the step of ``moment``, counted from 1970."""
    return _clock(b"", moment).t()


def code_at(key: bytes, moment: datetime) -> str:
    """Return the code of ``moment``."""
    return f"{_clock(key, moment).token():0{_DIGITS}}"


def matching_step(key: bytes, code: str, moment: datetime, *, after: int) -> int | None:
    """Return the step whose code this is, one early or late included; None if it is of none after ``after``.

    Args:
        code: six digits.
        after: the newest step whose code was used already: no code counts twice.
    """
    clock = _clock(key, moment)
    return clock.t() if clock.verify(int(code), tolerance=_DRIFT, min_t=after + 1) else None


def as_text(key: bytes) -> str:
    """Return the key as people type it into an app: base 32, in groups of four."""
    text = _base32(key)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address(key: bytes, username: str) -> str:
    """Return the address that apps read from a QR code (Google Authenticator's key URI format)."""
    query = urlencode({"secret": _base32(key), "issuer": ISSUER})
    return f"otpauth://totp/{quote(ISSUER)}:{quote(username)}?{query}"


def _base32(key: bytes) -> str:
    return base64.b32encode(key).decode()


def _clock(key: bytes, moment: datetime) -> TOTP:
    clock = TOTP(key, digits=_DIGITS)
    clock.time = moment.timestamp()
    return clock
