"""Places for dear work: so many on one machine, over threads and processes, and none is lost."""

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from ikk_portal.platform.host_slots import NoSlotFree, slot

_HOLD = """
import fcntl, os, sys, time
for path in sys.argv[1:]:
    fcntl.flock(os.open(path, os.O_RDWR), fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, settings: Any) -> Path:
    settings.RUNTIME_DIRECTORY = tmp_path
    return tmp_path


def is_free(name: str = "dear", slots: int = 2) -> bool:
    try:
        with slot(name, slots=slots, patience=0):
            return True
    except NoSlotFree:
        return False


def test_no_more_than_the_slots_are_taken_at_once() -> None:
    with slot("dear", slots=2, patience=0):
        assert is_free()
        with slot("dear", slots=2, patience=0):
            assert not is_free()
            assert is_free("another")
    assert is_free()


def test_slot_is_free_again_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), slot("dear", slots=1, patience=0):
        raise ZeroDivisionError

    assert is_free(slots=1)


def test_threads_never_work_at_once_in_more_than_their_slots() -> None:
    busy: list[int] = []
    most: list[int] = []

    def work() -> None:
        with slot("dear", slots=2, patience=10):
            busy.append(1)
            most.append(len(busy))
            time.sleep(0.005)
            busy.pop()

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(most), max(most)) == (12, 2)


def test_killed_process_leaves_its_slots(directory: Path) -> None:
    with slot("dear", slots=2, patience=0), slot("dear", slots=2, patience=0):
        files = sorted(directory.iterdir())
    with subprocess.Popen([sys.executable, "-c", _HOLD, *files], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        assert not is_free()

        holder.kill()

    assert is_free()


def test_file_of_a_slot_is_closed_to_others_and_no_link(directory: Path) -> None:
    assert is_free(slots=1)
    (file,) = directory.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600

    file.unlink()
    file.symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="symbolic links"), slot("dear", slots=1, patience=0):
        pass
