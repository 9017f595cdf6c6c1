"""The demo's stand-in for the insurer's core system: what it does with sealed cases, and what it answers.

It has a directory of its own with a private key, which no process that serves pages is told of. It knows nothing of the
portal but the files in its inbox. What it remembers of a case is a number, a time and a verdict.
"""

import json
import os
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
from django.utils import timezone

#: How long the stand-in thinks about a case.
TAKES = timedelta(seconds=30)
#: Whatever names this postcode is sent back: there is no such place.
NOWHERE = "99999"

_KEY, _INBOX, _ANSWERS, _CASES, _REFUSED = "private-key", "inbox", "answers", "cases", "refused"


def kept_key(house: Path) -> str:
    """Return the public key of the stand-in in ``house``; its private one is made at the first start.

    Called by the demo's parent. The processes that serve pages get the public key and nothing else.
    """
    house.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (_INBOX, _ANSWERS, _CASES, _REFUSED):
        (house / name).mkdir(mode=0o700, exist_ok=True)
    (house / _INBOX / "INBOX").touch()
    if not (house / _KEY).exists():
        _write(house / _KEY, f"{pyrage.x25519.Identity.generate()}\n")
    return str(_private_key(house).to_public())


def exchange(house: Path) -> dict[str, str]:
    """Return the settings of the two directories that the portal's timers share with the stand-in."""
    return {"CORE_SYSTEM_INBOX": str(house.resolve() / _INBOX), "CORE_SYSTEM_ANSWERS": str(house.resolve() / _ANSWERS)}


def work(house: Path, now: datetime) -> Iterator[str]:
    """Open what has come, answer what is due, and yield a line for each that says what a core system would do."""
    answers: dict[str, str] = {}
    identity = _private_key(house)
    for path in sorted((house / _INBOX).glob("*.age")):
        if not (house / _CASES / f"{path.stem}.json").exists():
            yield _taken_in(house, path, identity, answers, now)
        path.unlink(missing_ok=True)  # a second copy of what is known already goes unread
    due = [entry for entry in _entries(house) if not entry["answered"] and _is_due(entry, now)]
    answers |= {entry["case"]: entry["verdict"] for entry in due}
    if answers:
        _answer(house, answers, now)
    for entry in due:
        _keep(house, {**entry, "answered": True})
        yield f"{entry['case']}: {entry['verdict']}"


def _taken_in(house: Path, path: Path, identity: pyrage.x25519.Identity, answers: dict[str, str], now: datetime) -> str:
    """Open one sealed case and say what is to be done; what cannot be opened is laid aside."""
    try:
        payload: dict[str, Any] = json.loads(pyrage.decrypt(path.read_bytes(), [identity]))
    except (pyrage.DecryptError, ValueError):
        path.rename(house / _REFUSED / path.name)
        return f"{path.stem}: cannot be opened; laid aside in {house / _REFUSED}"
    verdict = "sent_back" if NOWHERE in payload["answers"].values() else "done"
    _keep(house, {"case": path.stem, "taken_at": now.isoformat(), "verdict": verdict, "answered": False})
    answers[path.stem] = "received"
    letter = "Brief an die bisherige Anschrift, dann " if payload["letter_before_change"] else ""
    fields = ", ".join(payload["answers"]) or "ohne Angaben"
    return f"{path.stem}: {letter}{payload['service']} ({fields})"


def _is_due(entry: dict[str, Any], now: datetime) -> bool:
    return now - datetime.fromisoformat(entry["taken_at"]) >= TAKES


def _entries(house: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((house / _CASES).glob("*.json"))]


def _keep(house: Path, entry: dict[str, Any]) -> None:
    _write(house / _CASES / f"{entry['case']}.json", json.dumps(entry))


def _answer(house: Path, answers: dict[str, str], now: datetime) -> None:
    """Write one file with answers; one that is written twice after a kill does no harm."""
    day = timezone.localdate(now)
    lines = ["case;state;day", *(f"{case};{state};{day}" for case, state in answers.items())]
    name = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.csv"
    _write(house / _ANSWERS / name, "\n".join(lines) + "\n")


def _private_key(house: Path) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str((house / _KEY).read_text().strip())


def _write(target: Path, text: str) -> None:
    """Let a file of nobody else's appear as a whole."""
    unfinished = target.with_name(f".{target.name}.part")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    unfinished.rename(target)
