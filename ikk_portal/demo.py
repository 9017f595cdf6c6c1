"""``manage.py demo``: the whole portal on one machine, with an embedded PostgreSQL and demo data.

The parent process knows no settings. It starts the database server, hands its URLs and fresh secrets to
children by the environment, and takes everything down again at Ctrl-C.
"""

import argparse
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"


def main(arguments: list[str]) -> int:
    """Set up what is missing, serve until Ctrl-C, and return the server's exit code."""
    parser = argparse.ArgumentParser(prog="manage.py demo", description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port to listen on")
    parser.add_argument("--data", type=Path, default=VAR / "demo", help="where database and keys are kept")
    options = parser.parse_args(arguments)
    options.data.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)

    with ExitStack() as stack:
        environment = demo_environment(options.data, options.bind)
        if "DATABASE_URL" not in os.environ:
            from ikk_portal.postgres import embedded_server

            server = stack.enter_context(embedded_server(options.data / "postgres"))
            environment |= {
                "ADMIN_DATABASE_URL": server.url("postgres", "postgres"),
                "OWNER_DATABASE_URL": server.url("ikk_owner", "ikk"),
                "DATABASE_URL": server.url("ikk_all", "ikk"),
            }
        try:
            _set_up(environment)
            return _serve(environment, options.bind)
        except subprocess.CalledProcessError as error:
            return error.returncode
        except KeyboardInterrupt:
            return 0


def demo_environment(data: Path, bind: str = "127.0.0.1:8000") -> dict[str, str]:
    """Return the environment of the demo's children, without the database URLs."""
    host = bind.rpartition(":")[0]
    return {
        **os.environ,
        "DEMO": "on",
        "SURFACE": "all",
        "SECRET_KEY": _kept_secret(data / "secret_key"),
        "ALLOWED_HOSTS": f"{host},localhost",
        "HOSTING_LOCATION": "diesem Rechner (Demo)",
        "SECURITY_CONTACT": "mailto:sicherheit@muster-ikk.example",
    }


def _kept_secret(path: Path) -> str:
    """Return the secret in ``path``, made at the first start and kept so that sessions outlive a restart."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


def _set_up(environment: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", "set_up_demo"]
    subprocess.run(command, cwd=BASE_DIR, env=environment, check=True)  # noqa: S603


def _serve(environment: dict[str, str], bind: str) -> int:
    """Run gunicorn until it ends; a Ctrl-C reaches it too, and it finishes its requests first."""
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", bind]
    with subprocess.Popen([*command, "ikk_portal.wsgi"], cwd=BASE_DIR, env=environment) as server:  # noqa: S603
        try:
            if _answers(f"http://{bind}/gesund/bereit", server):
                sys.stdout.write(f"\nThe portal is up: http://{bind}/   (Ctrl-C stops it)\n")
                sys.stdout.flush()
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            server.wait()
            return 0


def _answers(url: str, server: "subprocess.Popen[bytes]") -> bool:
    """Wait until the server answers ``url``; return False if it ended before."""
    while server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url):  # noqa: S310
            return True
        time.sleep(0.1)
    return False
