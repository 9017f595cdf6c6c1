"""``manage.py demo``: starts, says how to get in, ends without a trace, and survives being killed."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.database_server import BASE_DIR
from tests.faults.processes import Demo, wait_until

pytestmark = pytest.mark.xdist_group("demo-command")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's data directory; each test of this file starts on what the one before has left."""
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def running(data: Path) -> Iterator[list[Demo]]:
    """The demo that runs on these data, or none: whoever does not end it leaves it to the next test."""
    demos: list[Demo] = []
    yield demos
    for demo in demos:
        stop(demo)


@pytest.fixture
def demo(data: Path, running: list[Demo]) -> Demo:
    """A demo that the test leaves running."""
    if not running or running[0].process.poll() is not None:
        running[:] = [Demo(data)]
    running[0].wait_until_up()
    return running[0]


@pytest.fixture
def last_demo(demo: Demo, running: list[Demo]) -> Iterator[Demo]:
    """A demo that the test ends."""
    running.remove(demo)
    yield demo
    stop(demo)


@pytest.fixture
def idle_visitors() -> Iterator[ExitStack]:
    """What is entered here is closed after the test, whatever became of it."""
    with ExitStack() as connections:
        yield connections


def stop(demo: Demo) -> None:
    if demo.process.poll() is None:
        demo.process.terminate()
        demo.process.wait(timeout=20)


def ended(processes: list[psutil.Process]) -> bool:
    return not psutil.wait_procs(processes, timeout=0)[1]


def test_demo_prints_address_and_staff_sign_ins(demo: Demo) -> None:
    assert f"The portal is up: http://{demo.bind}/" in demo.output
    assert "Staff sign-ins at /verwaltung/" in demo.output
    assert "  sander " in demo.output
    assert re.search(r"^  L765432106  \d{4} \d{4}  \d{3}(?: \d{3}){5}  Lena Muster", demo.output, re.MULTILINE)
    with urllib.request.urlopen(f"http://{demo.bind}/") as answer:
        assert answer.status == 200


def test_code_for_the_sign_in_is_told_in_a_second_terminal(demo: Demo, data: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.endswith("DATABASE_URL")}

    def told(directory: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", "demo_code", "sander", "--data", str(directory)]
        return subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False)

    code, nothing = told(data), told(data / "elsewhere")

    assert re.fullmatch(r"\d{6}\n", code.stdout), code.stderr
    assert nothing.stderr == "The demo does not run. Start it in another terminal: make run\n"
    assert re.search(r"^  sander +\S+ +(?:[A-Z2-7]{4} ){8}", demo.output, re.MULTILINE)
    assert f" in a second terminal: .venv/bin/python manage.py demo_code sander --data {data}\n" in demo.output


@pytest.mark.parametrize("how", ["ctrl-c", "term"])
def test_stopping_leaves_no_process_even_with_idle_and_half_connections(
    last_demo: Demo, how: str, idle_visitors: ExitStack
) -> None:
    host, _, port = last_demo.bind.rpartition(":")
    open_connections = [idle_visitors.enter_context(socket.create_connection((host, int(port)))) for _ in range(6)]
    open_connections[0].sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    family = last_demo.children()
    assert {process.name() for process in family} >= {"postgres"}

    if how == "ctrl-c":
        last_demo.interrupt()
    else:
        last_demo.process.send_signal(signal.SIGTERM)

    assert last_demo.process.wait(timeout=10) == 0
    assert wait_until(lambda: ended(family), 3)
    assert "SIGKILL" not in last_demo.output
    assert "Traceback" not in last_demo.output


def test_second_demo_on_the_same_data_is_refused_with_one_line(demo: Demo, data: Path) -> None:
    command = [sys.executable, "manage.py", "demo", "--data", str(data)]

    second = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=False)

    assert second.returncode == 1
    assert second.stderr == f"The demo is running already. Stop it, or choose other data than {data}.\n"


def test_taken_address_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "manage.py", "demo", "--data", str(tmp_path), "--bind", f"127.0.0.1:{port}"]

        result = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert result.stderr == (
        f"Another program listens on 127.0.0.1:{port}. Stop it, or choose: manage.py demo --bind 127.0.0.1:{port + 1}\n"
    )


def test_start_after_a_killed_parent_works_and_keeps_the_secret(
    last_demo: Demo, data: Path, running: list[Demo]
) -> None:
    family = last_demo.children()
    secrets = [(data / name).read_text() for name in ("secret_key", "core-system/private-key")]
    told = [process.environ() for process in family if "gunicorn" in process.cmdline()]
    assert [text for environment in told for text in environment.values() if "core-system" in text] == []
    assert {environment["CORE_SYSTEM_PUBLIC_KEY"][:4] for environment in told} == {"age1"}
    last_demo.kill()

    again = Demo(data)
    running.append(again)  # ended after the test if that does not
    again.wait_until_up()
    with urllib.request.urlopen(f"http://{again.bind}/") as answer:
        assert answer.status == 200
    family += again.children()
    again.interrupt()

    assert again.process.wait(timeout=15) == 0
    assert wait_until(lambda: ended(family), 3)
    assert [(data / name).read_text() for name in ("secret_key", "core-system/private-key")] == secrets
