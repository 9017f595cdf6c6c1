"""Texts in files: Markdown that begins with TOML between two lines of ``+++``, as the demo's texts are kept."""

import re
import tomllib
from pathlib import Path
from typing import Any

_PARTS = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)


def read_text(file: Path) -> tuple[dict[str, Any], str]:
    """Return the TOML and the Markdown of a text.

    Raises:
        ValueError: the file has no head.
    """
    found = _PARTS.fullmatch(file.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{file} does not begin with TOML between two lines of +++.")
    return tomllib.loads(found[1]), found[2].strip() + "\n"
