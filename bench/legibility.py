"""``python -m bench.legibility``: how often a machine reads PIN and Entsperrcode exactly, from whole letters.

Letters with random secrets become pictures (grey, 300 dpi, as a scanner makes them), Tesseract reads each with its
German model and nothing else set, and the portal's own tolerant parsing takes what stands behind the names.
Needs ``tesseract`` (``tools/need.py``); takes about two seconds a letter.
"""

import argparse
import io
import os
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pypdfium2

from accounts.pins import parse_pin, parse_unlock_code, written_pin, written_unlock_code
from bench.letters import LETTER
from letters.pin_letter import Form, PinLetterData, pin_letters

DPI = 300
_READ = ("tesseract", "-", "-", "-l", "deu")


def some_letters(count: int, form: Form) -> Iterator[PinLetterData]:
    """Yield letters with secrets that are the same in each run."""
    chance = random.Random(1)  # noqa: S311 no secrets: letters to measure
    for number in range(count):
        pin, code = written_pin(f"{chance.randrange(10**8):08}"), written_unlock_code(f"{chance.randrange(10**18):018}")
        yield replace(LETTER, form=form, letter_id=f"BRIEF-{number:04}", pin=pin, unlock_code=code)


def pictures(pdf: bytes) -> Iterator[bytes]:
    """Yield the pages as PNG."""
    for page in pypdfium2.PdfDocument(pdf):
        file = io.BytesIO()
        page.render(scale=DPI / 72, grayscale=True).to_pil().save(file, "png", compress_level=1, dpi=(DPI, DPI))
        yield file.getvalue()


def read(picture: bytes) -> str:
    """Return the text that Tesseract finds in a picture."""
    alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(_READ, input=picture, env=alone, capture_output=True, check=True).stdout.decode()


def found(text: str, name: str, parse: Callable[[str], str | None]) -> str | None:
    """Return the secret that stands behind its name."""
    line = re.search(rf"{name}: *(.+)", text)
    return parse(line[1]) if line else None


def measure(count: int, form: Form) -> tuple[int, int]:
    """Return how many PINs and Entsperrcodes were read exactly."""
    letters = list(some_letters(count, form))
    (part,) = pin_letters(letters, sheets_per_part=count)
    with ThreadPoolExecutor(os.cpu_count()) as readers:
        texts = list(readers.map(read, pictures(part.pdf)))
    pins = codes = 0
    for letter, text in zip(letters, texts, strict=True):
        pins += found(text, "PIN", parse_pin) == parse_pin(letter.pin)
        codes += found(text, "Entsperrcode", parse_unlock_code) == parse_unlock_code(letter.unlock_code)
    return pins, codes


def main() -> None:
    """Measure each form, print one line each."""
    parser = argparse.ArgumentParser(prog="python -m bench.legibility", description=__doc__)
    parser.add_argument("--letters", type=int, default=50)
    count = parser.parse_args().letters
    version = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True).stdout
    print(f"{version.splitlines()[0]}, deu, {count} letters of each form, whole pages, {DPI} dpi grey\n")
    print("| form | PIN read exactly | Entsperrcode read exactly |\n|---|---|---|")
    for form in Form:
        pins, codes = measure(count, form)
        print(f"| {form} | {pins / count:.0%} | {codes / count:.0%} |")


if __name__ == "__main__":
    main()
