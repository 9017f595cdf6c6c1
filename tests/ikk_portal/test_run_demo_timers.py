"""The demo's timers end with the demo."""

import os
import time

from django.core.management import call_command


def test_timers_that_begin_after_their_demo_was_killed_end_at_once() -> None:
    begin = time.monotonic()

    call_command("run_demo_timers", parent=os.getpid())  # the parent of this process is another one

    assert time.monotonic() - begin < 1
