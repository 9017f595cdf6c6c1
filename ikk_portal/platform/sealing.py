"""What is neither read nor changed on its way or where it lies: encrypted and authenticated (Fernet) with a key ring.

A form of several pages knows no session. What was typed on earlier pages travels in a hidden field, sealed with keys
of the ring ``forms``. What lies in a table longer than that is sealed with a ring of its own. The oldest key that is
still there opens old seals.
"""

import base64
import json
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from ikk_portal.platform import keys

_FORMS = "forms"


class SealBroken(Exception):
    """The text was not sealed here for this purpose, was changed, or is too old."""


def seal(purpose: str, content: dict[str, Any], *, ring: str = _FORMS) -> str:
    """Return ``content`` as text that only ``unseal`` with the same purpose and ring opens; JSON types only."""
    return _fernet(purpose, ring).encrypt(json.dumps(content).encode()).decode()


def unseal(purpose: str, text: str, *, max_age: timedelta | None, ring: str = _FORMS) -> dict[str, Any]:
    """Return what was sealed; ``max_age`` is None for what does not grow old.

    Raises:
        SealBroken: whatever is wrong with it.
    """
    ttl = None if max_age is None else int(max_age.total_seconds())
    try:
        opened = _fernet(purpose, ring).decrypt(text.encode("utf-8", "surrogatepass"), ttl=ttl)
    except InvalidToken:
        raise SealBroken from None
    content: dict[str, Any] = json.loads(opened)
    return content


def _fernet(purpose: str, ring: str) -> MultiFernet:
    """Return the keys for one purpose: a seal for one opens nothing of another."""
    secrets = (keys.mac(key, "sealing/v1", purpose) for key in keys.ring(ring).keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(secret)) for secret in secrets])
