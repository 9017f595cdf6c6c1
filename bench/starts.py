"""How long the demo takes to come up: the first time, and with its data in place."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench.servers import ROOT, free_port


def start_seconds(data: Path) -> float:
    """Start ``manage.py demo`` on ``data``, stop it again, and return the seconds until it was up."""
    environment = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    command = [sys.executable, "manage.py", "demo", "--bind", f"127.0.0.1:{free_port()}", "--data", str(data)]
    start = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, process_group=0
    ) as process:
        for line in process.stdout or ():
            if re.search("The portal is up", line):
                break
        elapsed = time.monotonic() - start
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    if process.returncode:
        raise RuntimeError("the demo did not start")
    return elapsed
