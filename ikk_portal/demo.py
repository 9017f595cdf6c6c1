"""``manage.py demo``: the whole portal on one machine, with an embedded PostgreSQL and demo data.

The parent process knows no settings. It starts the database server, hands its URLs and fresh secrets to
children by the environment, and takes everything down again at Ctrl-C.
"""

import argparse
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ikk_portal import demo_core_system
from ikk_portal.platform import keys

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
_DATA = VAR / "demo"

#: Seconds that requests in flight get at Ctrl-C.
_GRACE = 3


def main(arguments: list[str]) -> int:
    """Set up what is missing, serve until Ctrl-C, and return the server's exit code."""
    parser = argparse.ArgumentParser(prog="manage.py demo", description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port to listen on")
    parser.add_argument("--data", type=Path, default=_DATA, help="where database and keys are kept")
    options = parser.parse_args(arguments)
    options.data.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)

    with ExitStack() as stack:
        try:
            stack.enter_context(_only_one(options.data))
            _end_leftover(options.data / "gunicorn.pid")
            _require_free(options.bind)
            environment = demo_environment(options.data, options.bind)
            if "DATABASE_URL" not in os.environ:
                environment |= _embedded_database(stack, options.data / "postgres")
            environment |= _browser_printing(environment)
            _set_up(environment, options.data)
            return _serve(environment, options.bind, options.data / "gunicorn.pid")
        except _CannotStart as reason:
            sys.stderr.write(f"{reason}\n")
            return 1
        except subprocess.CalledProcessError as error:
            return error.returncode
        except KeyboardInterrupt:
            return 0


class _CannotStart(Exception):
    """One line that says why, and what to do."""


@contextmanager
def _only_one(data: Path) -> Iterator[None]:
    """Hold the data directory; the system lets go of it even when this process is killed."""
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _CannotStart(f"The demo is running already. Stop it, or choose other data than {data}.") from None
        yield


def _end_leftover(pid_file: Path) -> None:
    """End the server of a demo whose parent was killed; it would hold the address."""
    if not pid_file.exists():
        return
    import psutil  # comes with the embedded PostgreSQL

    with suppress(psutil.NoSuchProcess, ValueError):
        leftover = psutil.Process(int(pid_file.read_text()))
        if "gunicorn" in leftover.cmdline() and str(pid_file) in leftover.cmdline():
            leftover.terminate()
            with suppress(psutil.TimeoutExpired):
                leftover.wait(_GRACE + 2)
    pid_file.unlink(missing_ok=True)


def _require_free(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            raise _CannotStart(
                f"Another program listens on {bind}. Stop it, or choose: manage.py demo --bind {host}:{int(port) + 1}"
            ) from None


def _embedded_database(stack: ExitStack, directory: Path) -> dict[str, str]:
    """Start the embedded server for as long as ``stack`` lasts; return its URLs."""
    from ikk_portal.postgres import INVENTED, embedded_server  # not installed where DATABASE_URL names a real server

    return stack.enter_context(embedded_server(directory, INVENTED)).settings()


def _browser_printing(environment: dict[str, str]) -> dict[str, str]:
    """Switch on that letters are printed in the browser; the demo's role may do everything."""
    names = ("DATABASE_URL", "BESTAND_DATABASE_URL")
    return {f"PRINT_{name}": environment[name] for name in names if name in environment}


def demo_environment(data: Path, bind: str = "127.0.0.1:8000") -> dict[str, str]:
    """Return the environment of the demo's children, without the database URLs."""
    host = bind.rpartition(":")[0]
    return {
        **os.environ,
        "DEMO": "on",
        "SURFACE": "all",
        "SECRET_KEY": _kept_secret(data / "secret_key"),
        "KEYS_DIRECTORY": str(keys.make_missing(data.resolve() / "keys")),
        "ACCESS_LOG_DIRECTORY": str(data.resolve() / "access-log"),
        "ALLOWED_HOSTS": f"{host},localhost",
        "PORTAL_ADDRESS": bind,
        "HOSTING_LOCATION": "diesem Rechner (Demo)",
        "SECURITY_CONTACT": "mailto:sicherheit@muster-ikk.example",
        "NATIONAL_PHONE": "+49 30 23125 000",
        "CORE_SYSTEM_PUBLIC_KEY": demo_core_system.kept_key(data.resolve() / "core-system"),
        "EMAIL_URL": f"filemail:///{VAR / 'mail'}",  # four slashes: an absolute path
    }


def join_running_demo(arguments: list[str]) -> None:
    """Give this process the settings of the demo that runs; end it with one line if none does.

    ``arguments`` may name its data as those of the demo do; what else they say is for the command itself.
    """
    from ikk_portal.postgres import running_server  # not installed where DATABASE_URL names a real server

    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path, default=_DATA)
    data = parser.parse_known_args(arguments)[0].data
    server = running_server(data / "postgres")
    if server is None:
        raise SystemExit("The demo does not run. Start it in another terminal: make run")
    exchange = demo_core_system.exchange(data / "core-system")
    os.environ.update(demo_environment(data) | exchange | server.settings())


def _kept_secret(path: Path) -> str:
    """Return the secret in ``path``, made at the first start and kept so that sessions outlive a restart."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


def _set_up(environment: dict[str, str], data: Path) -> None:
    command = [sys.executable, "manage.py", "set_up_demo", "--members", "--statistics"]
    if data != _DATA:
        command += ["--data", str(data)]
    subprocess.run(command, cwd=BASE_DIR, env=environment, check=True)  # noqa: S603


def _serve(environment: dict[str, str], bind: str, pid_file: Path) -> int:
    """Run gunicorn until Ctrl-C, then let it finish its requests.

    It has a process group of its own: a Ctrl-C in the terminal reaches this process only.
    """
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", bind]
    command += ["--pid", str(pid_file), "--graceful-timeout", str(_GRACE), "ikk_portal.wsgi"]
    exchange = demo_core_system.exchange(pid_file.parent / "core-system")
    with (
        subprocess.Popen(command, cwd=BASE_DIR, env=environment, process_group=0) as server,  # noqa: S603
        ExitStack() as beside,
    ):
        try:
            if _answers(f"http://{bind}/gesund/bereit", server):
                beside.enter_context(_timers({**environment, **exchange}))  # only now: they would slow the start down
                sys.stdout.write(f"\nThe portal is up: http://{bind}/   (Ctrl-C stops it)\n")
                sys.stdout.flush()
            return server.wait()
        except KeyboardInterrupt:
            _ignore_further_signals()
            server.terminate()
            server.wait()
            return 0


@contextmanager
def _timers(environment: dict[str, str]) -> Iterator[None]:
    """Run the time-driven commands for as long as the block lasts; ending them at any point loses nothing."""
    command = [sys.executable, "manage.py", "run_demo_timers", "--parent", str(os.getpid())]
    with subprocess.Popen(command, cwd=BASE_DIR, env=environment, process_group=0) as timers:  # noqa: S603
        try:
            yield
        finally:
            timers.kill()


def _ignore_further_signals() -> None:
    """An impatient second Ctrl-C must not leave the server or the database behind."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _answers(url: str, server: "subprocess.Popen[bytes]") -> bool:
    """Wait until the server answers ``url``; return False if it ended before."""
    while server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url):  # noqa: S310
            return True
        time.sleep(0.1)
    return False
