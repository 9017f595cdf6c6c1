"""A print command whose every step a test decides, and which keeps what it gets in the memory of the test only.

Run as a script it is the print command: it does what the test says over a socket, one byte for each step.
"""

import io
import os
import re
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

READ, SUCCEED, FAIL = b"r", b"0", b"1"


class Job:
    """One start of the print command; it waits until the test says what it does."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        connection.settimeout(60)

    def read(self) -> bytes:
        """Let it take the whole PDF, and return it."""
        self._connection.sendall(READ)
        return self._exactly(int.from_bytes(self._exactly(8), "big"))

    def end(self, how: bytes = SUCCEED) -> None:
        """Let it end."""
        self._connection.sendall(how)
        self._connection.close()

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self._connection.recv(count - len(data))
            assert more, "the print command has gone"
            data += more
        return data


class PrintDesk:
    """Waits for print commands; ``command`` is what the print run has to start."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "printer.sock"
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(self._path))
        self._server.listen()
        self._server.settimeout(60)
        self.command = f"{sys.executable} {Path(__file__).resolve()} {self._path}"

    def next_job(self) -> Job:
        """Wait for the next start of the print command."""
        return Job(self._server.accept()[0])

    def serve(self, pdfs: list[bytes]) -> threading.Thread:
        """Print whatever comes into ``pdfs``, in the background, until the desk is closed."""

        def work() -> None:
            with suppress(OSError):
                while True:
                    job = self.next_job()
                    pdfs.append(job.read())
                    job.end()

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF."""
    from pypdf import PdfReader  # the print command needs it not

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def secrets_of(pdf: bytes) -> list[tuple[str, str]]:
    """Return PIN and Entsperrcode of each sheet, as they are printed."""
    words = text_of(pdf)
    pins = re.findall(r"PIN: (\d{4} \d{4})(?![\d ])", words)
    codes = re.findall(r"Entsperrcode: (\d{3}(?: \d{3}){5})(?![\d ])", words)
    assert len(pins) == len(codes) > 0, words
    return list(zip(pins, codes, strict=True))


def files_holding(needles: list[str], *directories: Path) -> set[str]:
    """Return the names of those files below ``directories`` that hold one of the texts."""
    patterns = "\n".join(needles).encode()
    found = subprocess.run(
        ["grep", "-rlaF", "-f", "-", *map(str, directories)], input=patterns, capture_output=True, check=False
    )
    return set(found.stdout.decode().split())


def main(path: str) -> int:
    with socket.socket(socket.AF_UNIX) as test:
        test.connect(path)
        while step := test.recv(1):
            if step == READ:
                pdf = sys.stdin.buffer.read()
                test.sendall(len(pdf).to_bytes(8, "big") + pdf)
            else:
                return os.EX_OK if step == SUCCEED else os.EX_IOERR
    return os.EX_IOERR


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
