"""The demo's stand-in for the insurer's core system: a directory with its private key, an inbox, and its answers."""

import os
from pathlib import Path

from pyrage import x25519

_KEY = "private-key"


def kept_key(house: Path) -> str:
    """Return the public key of the stand-in in ``house``; its private one is made at the first start.

    Called by the demo's parent. The processes that serve pages get the public key and nothing else.
    """
    house.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = house / _KEY
    if not path.exists():
        unfinished = path.with_suffix(".part")
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123
            file.write(f"{x25519.Identity.generate()}\n")
        unfinished.rename(path)
    return str(private_key(house).to_public())


def private_key(house: Path) -> x25519.Identity:
    """Return the private key of the stand-in in ``house``."""
    return x25519.Identity.from_str((house / _KEY).read_text().strip())
