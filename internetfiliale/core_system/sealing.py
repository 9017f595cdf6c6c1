"""Sealing what was typed so that only the core system opens it (age format: X25519, ChaCha20-Poly1305).

The portal has the public key, whose form the settings check at the start. It cannot open what it has sealed.
"""

import json
from typing import Any

import pyrage
from django.conf import settings
from django.views.decorators.debug import sensitive_variables


@sensitive_variables()
def seal(payload: dict[str, Any]) -> bytes:
    """Return ``payload`` as JSON (UTF-8), sealed to the core system's public key; JSON types only."""
    text = json.dumps(payload, ensure_ascii=False).encode()
    recipient = pyrage.x25519.Recipient.from_str(settings.CORE_SYSTEM_PUBLIC_KEY)
    sealed: bytes = pyrage.encrypt(text, [recipient])
    return sealed
