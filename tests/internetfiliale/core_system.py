"""The core system in tests: it has the private key, which nothing of the portal has."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
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


@dataclass(frozen=True)
class Exchange:
    """The two directories between portal and core system, as the core system sees them."""

    inbox: Path
    answers: Path

    def received(self) -> list[str]:
        """Return the numbers under which sealed cases lie in the inbox."""
        return sorted(path.stem for path in self.inbox.glob("*.age"))

    def answer(self, *lines: str, name: str = "1.csv", header: str = "case;state;day") -> Path:
        """Put a file with answers into its place."""
        path = self.answers / name
        path.write_text("".join(f"{line}\n" for line in (header, *lines)))
        return path


@pytest.fixture
def exchange(settings: Any, tmp_path: Path) -> Exchange:
    """Two directories of this test, named in the settings."""
    made = Exchange(tmp_path / "inbox", tmp_path / "answers")
    for directory in (made.inbox, made.answers):
        directory.mkdir()
    (made.inbox / "INBOX").touch()
    settings.CORE_SYSTEM_INBOX, settings.CORE_SYSTEM_ANSWERS = str(made.inbox), str(made.answers)
    return made
