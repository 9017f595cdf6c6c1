"""The core system in tests: it has the private key, which nothing of the portal has."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pyrage
import pytest

from internetfiliale.models import CasePayload

IDENTITY = pyrage.x25519.Identity.generate()


def opened(sealed: bytes | memoryview) -> dict[str, Any]:
    """Return what was sealed, as the core system reads it."""
    payload: dict[str, Any] = json.loads(pyrage.decrypt(bytes(sealed), [IDENTITY]))
    return payload


@pytest.fixture
def opens(settings: Any) -> Callable[[UUID], dict[str, Any]]:
    """Let this process seal to a key that the test has; return what opens the payload of a case."""
    settings.CORE_SYSTEM_PUBLIC_KEY = str(IDENTITY.to_public())
    return lambda key: opened(CasePayload.objects.get(pk=key).sealed)
