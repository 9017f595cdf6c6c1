"""Runs a command of manage.py and kills it with -9 at one step: ``python killed_at.py EVENT ENDING COMMAND …``.

EVENT is an audit event of Python (PEP 578) and ENDING how the path ends that it names: the kill comes just before.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

EVENT, ENDING, *COMMAND = sys.argv[1:]
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def _kill(event: str, arguments: tuple[Any, ...]) -> None:
    if event == EVENT and str(arguments[0]).endswith(ENDING):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    sys.addaudithook(_kill)
    execute_from_command_line(["manage.py", *COMMAND])
