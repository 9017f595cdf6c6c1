"""What a form carries from page to page: sealed, so that it is neither read nor changed on the way.

A form of several pages knows no session. What was typed on earlier pages travels in a hidden field, encrypted
and authenticated (Fernet) with keys of the ring ``forms``; the oldest key that is still there opens old fields.
"""

import base64
import json
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from ikk_portal.platform import keys

_RING = "forms"


class SealBroken(Exception):
    """The text was not sealed here for this purpose, was changed, or is too old."""


def seal(purpose: str, content: dict[str, Any]) -> str:
    """Return ``content`` as text that only ``unseal`` with the same purpose opens; JSON types only."""
    return _fernet(purpose).encrypt(json.dumps(content).encode()).decode()


def unseal(purpose: str, text: str, *, max_age: timedelta) -> dict[str, Any]:
    """Return what was sealed.

    Raises:
        SealBroken: whatever is wrong with it.
    """
    try:
        opened = _fernet(purpose).decrypt(text.encode("utf-8", "surrogatepass"), ttl=int(max_age.total_seconds()))
    except InvalidToken:
        raise SealBroken from None
    content: dict[str, Any] = json.loads(opened)
    return content


def _fernet(purpose: str) -> MultiFernet:
    """Return the keys for one purpose: a seal for one opens nothing of another."""
    secrets = (keys.mac(key, "sealing/v1", purpose) for key in keys.ring(_RING).keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(secret)) for secret in secrets])
