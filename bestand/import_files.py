"""Reading the import files: encoding, header, blocks of whole lines, and what a worker makes of a block.

One line is one row: quoted values may hold semicolons and doubled quotes (RFC 4180), but no line break. So a
file can be cut at any line's end and read by several processes at once.
"""

import codecs
import csv
import os
import threading
import unicodedata
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import BinaryIO

from bestand.row_checks import EMPLOYERS, INSURED, Refused

KINDS = {"insured": INSURED, "employers": EMPLOYERS}

_BLOCK = 1024 * 1024  # bytes
_LONGEST_LINE = 64 * 1024  # bytes; longer is no line of a register
_WORKERS = 2
_AHEAD = 4  # blocks that workers may have done before they are needed


class UnusableFileError(Exception):
    """A file as a whole cannot be imported; the message says why, in one line."""


@dataclass
class Block:
    """Lines as they were read, or what a worker made of them.

    Attributes:
        line: number of the first line, from 1, the header included.
        lines: how many there are.
        size: bytes in the file.
    """

    line: int
    lines: int
    size: int


@dataclass
class Checked(Block):
    """What became of a block.

    Attributes:
        rows, accounts: bytes for COPY.
        good: how many lines are in ``rows``.
        refused: number of the line and reason of the others.
    """

    rows: bytes = b""
    accounts: bytes = b""
    good: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


class RegisterFile:
    """One of the two files, open; closes with the ``with`` block.

    Raises:
        UnusableFileError: when the block begins, if it is missing or has another header.
    """

    def __init__(self, path: Path, kind: str) -> None:
        self.path = path
        self.kind = kind

    def __enter__(self) -> "RegisterFile":
        try:
            self._file: BinaryIO = self.path.open("rb")
        except OSError as error:
            raise UnusableFileError(f"{self.path} cannot be read: {error.strerror}.") from error
        try:
            self.size = os.fstat(self._file.fileno()).st_size
            self.encoding = self._recognise()
            self._require_header()
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _recognise(self) -> str:
        """Return UTF-8 if the whole file is, else Windows-1252, of which Latin-1's letters are a part."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := self._file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
        return "utf-8"

    def _require_header(self) -> None:
        self._file.seek(0)
        first = self._file.readline(_LONGEST_LINE).removeprefix(codecs.BOM_UTF8)
        header = KINDS[self.kind].header
        if first.strip().replace(b'"', b"") != header.encode():
            raise UnusableFileError(f"{self.path} does not begin with the header {header}")

    def blocks(self) -> Iterator[tuple[Block, bytes]]:
        """Yield the lines below the header in blocks that end where a line ends.

        Raises:
            UnusableFileError: if a line is too long to be one, or the file shrinks meanwhile.
        """
        self._file.seek(0)
        self._file.readline(_LONGEST_LINE)
        line = 2
        while data := self._file.read(_BLOCK):
            if not data.endswith(b"\n"):
                data += self._file.readline(_LONGEST_LINE)
                if not data.endswith(b"\n") and self._file.read(1):
                    raise UnusableFileError(f"{self.path} has a line longer than {_LONGEST_LINE} bytes.")
            count = data.count(b"\n") + (not data.endswith(b"\n"))
            yield Block(line, count, len(data)), data
            line += count
        if self._file.tell() != self.size:
            raise UnusableFileError(f"{self.path} changed while it was read.")

    def good_lines_of(self, numbers: set[str], known: frozenset[str]) -> Iterator[tuple[str, int, bytes, bytes]]:
        """Yield number, line, and bytes for COPY of rows and accounts, of the good lines with one of ``numbers``."""
        for block, data in self.blocks():
            for line, text in enumerate(data.split(b"\n"), start=block.line):
                number = text.partition(b";")[0].strip(b'" ').decode("ascii", "replace")
                if number in numbers:
                    one = check(self.kind, self.encoding, known, Block(line, 1, len(text)), text)
                    if one.good:
                        yield number, line, one.rows, one.accounts


def check(kind: str, encoding: str, known: frozenset[str], block: Block, data: bytes) -> Checked:
    """Check every line of a block; a worker's task."""
    checks = KINDS[kind]
    checked = Checked(block.line, block.lines, block.size)
    rows: list[str] = []
    accounts: list[str] = []
    texts = data.decode(encoding, "replace").removesuffix("\n").split("\n")
    for number, text in enumerate(texts, start=block.line):
        try:
            row = checks.row(fields_of(text), known)
        except Refused as refused:
            checked.refused.append((number, str(refused)))
        else:
            rows.append(row.copy)
            if row.accounts:
                accounts.append(row.accounts)
    checked.good = len(rows)
    checked.rows = "".join(f"{row}\n" for row in rows).replace("\\", "\\\\").encode()
    checked.accounts = "".join(accounts).encode()
    return checked


def fields_of(line: str) -> list[str]:
    """Return the values of one line, composed (NFC) and without blanks around them.

    Raises:
        Refused: if quotes do not pair, or something in it cannot be printed.
    """
    if not (line.isascii() and line.isprintable()):
        line = _printable(line)
    if '"' in line:
        try:
            (fields,) = csv.reader([line], delimiter=";", strict=True)
        except (csv.Error, ValueError):
            raise Refused("quotes do not pair (a value with a line break?)") from None
    else:
        fields = line.split(";")
    if " ;" in line or "; " in line or line[:1] == " " or line[-1:] == " " or '"' in line:
        fields = [value.strip() for value in fields]
    return fields


def _printable(line: str) -> str:
    line = line.removesuffix("\r")
    if not unicodedata.is_normalized("NFC", line):
        line = unicodedata.normalize("NFC", line)
    if line.isprintable() and "\ufffd" not in line:
        return line
    line = "".join(" " if char == "\u00a0" else char for char in line if unicodedata.category(char) != "Cf")
    if not line.isprintable() or "\ufffd" in line:
        raise Refused("a character is unreadable")
    return line


class Checkers:
    """Worker processes that check blocks of lines; results come in the order of the file."""

    def __init__(self, pool: ProcessPoolExecutor, known: frozenset[str]) -> None:
        self._pool = pool
        self.known = known

    def checked(self, file: RegisterFile) -> Iterator[Checked]:
        """Yield what became of each block of ``file``.

        Raises:
            UnusableFileError: if the file cannot be read to its end, or a worker was ended from outside.
        """
        waiting: deque[Future[Checked]] = deque()
        try:
            for block, data in file.blocks():
                waiting.append(self._pool.submit(check, file.kind, file.encoding, self.known, block, data))
                if len(waiting) > _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise UnusableFileError("A worker process was ended from outside.") from None


@contextmanager
def checkers(known: frozenset[str]) -> Iterator[Checkers]:
    """Start the workers for as long as the block lasts.

    They are started afresh, not forked: they hold neither settings nor connections.
    """
    context = get_context("spawn")
    with ProcessPoolExecutor(_WORKERS, mp_context=context, initializer=_end_with_parent) as pool:
        yield Checkers(pool, known)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
