"""A process that asks the register without a pause, as the portal does; ends when its input ends.

``python -m tests.bestand.asker NUMBER …`` prints "ready", and at the end how often it asked, how often somebody
was missing, and every kind of error.
"""

import json
import os
import sys
import threading
from itertools import cycle
from pathlib import Path

import django


def main(numbers: list[str]) -> None:
    """Ask for the insured persons with these numbers, one after the other, again and again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikk_portal.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    django.setup()
    from bestand import register

    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    asked = missing = 0
    errors = set()
    for number in cycle(numbers):
        if ended.is_set():
            break
        try:
            missing += register.insured_person(number) is None
        except Exception as error:
            errors.add(repr(error))
        asked += 1
        if asked == len(numbers):
            sys.stdout.write("ready\n")
            sys.stdout.flush()
    sys.stdout.write(json.dumps({"asked": asked, "missing": missing, "errors": sorted(errors)}))


if __name__ == "__main__":
    main(sys.argv[1:])
