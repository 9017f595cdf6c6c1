"""The versions of the privacy statement: Markdown files named by the day from which they hold.

A version's text stands in ``YYYY-MM-DD.md``; the tables it was published with in ``YYYY-MM-DD.json``, so
that the archive shows what held then. A line ``[[name]]`` marks where a table or an address is put in.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from privacy.laws import unbroken

DIRECTORY = Path(__file__).parent
_MARK = re.compile(r"^\[\[([a-z]+)\]\]$", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A piece of a statement: ready HTML, or the name of what the page puts in its place."""

    html: str = ""
    insert: str = ""


@dataclass(frozen=True)
class Statement:
    """One version.

    Attributes:
        valid_from: the day from which it holds.
        changes: what is new against the version before, one sentence in German.
        parts: its text in order.
        tables: the tables as published ("data", "cookies"): lists of rows.
    """

    valid_from: date
    changes: str
    parts: tuple[Part, ...]
    tables: dict[str, list[dict[str, Any]]]


@cache
def all_statements() -> tuple[Statement, ...]:
    """Return every version, the newest first; read once per process."""
    files = sorted(DIRECTORY.glob("????-??-??.md"), reverse=True)
    return tuple(_read(file) for file in files)


def published_statements(today: date) -> list[Statement]:
    """Return the versions in force today or before, the newest first."""
    return [statement for statement in all_statements() if statement.valid_from <= today]


def current_statement(today: date) -> Statement:
    """Return the version in force today."""
    return published_statements(today)[0]


def newest_file() -> Path:
    """Return the text of the newest version, whether it holds already or not."""
    return max(DIRECTORY.glob("????-??-??.md"))


def tables_file(text_file: Path) -> Path:
    """Return where the tables of a version are kept: beside its text."""
    return text_file.with_suffix(".json")


def _read(file: Path) -> Statement:
    first_line, _, text = unbroken(file.read_text(encoding="utf-8")).partition("\n")
    valid_from = date.fromisoformat(file.stem)
    tables = json.loads(tables_file(file).read_text(encoding="utf-8"))
    return Statement(valid_from, first_line.removeprefix("Neu: "), tuple(_parts(text)), tables)


def _parts(text: str) -> list[Part]:
    markdown = MarkdownIt("commonmark", {"html": False})
    pieces = _MARK.split(text)  # text, name, text, name, … text
    return [
        Part(insert=piece) if index % 2 else Part(html=markdown.render(piece)) for index, piece in enumerate(pieces)
    ]
