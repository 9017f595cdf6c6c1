"""The servers of a run: PostgreSQL, the portal (twice), a bare Django view and nginx, each on a free port."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pyrage import x25519

from bench import BODY
from ikk_portal.platform import keys
from ikk_portal.postgres import embedded_server

ROOT = Path(__file__).resolve().parent.parent
_GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
_NGINX = """
daemon off; worker_processes 2; pid {directory}/nginx.pid; error_log stderr crit;
events {{ worker_connections 512; }}
http {{
    access_log off; keepalive_requests 1000000; sendfile on; {temporary}
    server {{ listen 127.0.0.1:{port}; root {directory}/www; }}
}}
"""


@dataclass(frozen=True)
class Server:
    """A running server: its port and the process id of its master."""

    port: int
    pid: int


@dataclass(frozen=True)
class Servers:
    """All servers of a run, and the environment under which commands see the portal's database."""

    portal: Server
    emptied: Server
    bare: Server
    nginx: Server
    environment: dict[str, str]


@contextmanager
def demo_database(directory: Path) -> Iterator[dict[str, str]]:
    """Start PostgreSQL with the demo's data; yield the environment under which the portal sees it."""
    with embedded_server(directory / "postgres") as database:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ikk_portal.settings",
            "DEMO": "on",
            "SURFACE": "all",
            "KEYS_DIRECTORY": str(keys.make_missing(directory / "keys")),
            "ACCESS_LOG_DIRECTORY": str(directory / "access-log"),
            "SECRET_KEY": "only-for-measurements" * 3,
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "HOSTING_LOCATION": "Messplatz",
            "SECURITY_CONTACT": "mailto:sicherheit@muster-ikk.example",
            "NATIONAL_PHONE": "+49 30 23125 000",
            "CORE_SYSTEM_PUBLIC_KEY": str(x25519.Identity.generate().to_public()),
            "STATIC_ROOT": str(directory / "static"),
            **database.settings(),
        }
        command = [sys.executable, "manage.py", "set_up_demo"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield environment


@contextmanager
def all_servers(directory: Path) -> Iterator[Servers]:
    """Start everything below ``directory`` and stop it at the end."""
    with ExitStack() as stack:
        environment = stack.enter_context(demo_database(directory))
        yield Servers(
            portal=stack.enter_context(gunicorn("ikk_portal.wsgi", "/gesund/bereit", environment)),
            emptied=stack.enter_context(gunicorn("bench.emptied", "/gesund/bereit", environment)),
            bare=stack.enter_context(gunicorn("bench.bare", "/", dict(os.environ))),
            nginx=stack.enter_context(_nginx(directory / "nginx")),
            environment=environment,
        )


@contextmanager
def gunicorn(application: str, path: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve ``application`` as in production; it is ready when it answers ``path``."""
    port = free_port()
    command = [*_GUNICORN, "--bind", f"127.0.0.1:{port}", application]
    with _running(command, f"http://127.0.0.1:{port}{path}", environment) as pid:
        yield Server(port, pid)


@contextmanager
def _nginx(directory: Path) -> Iterator[Server]:
    program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if program is None:
        sys.exit("nginx is missing. On Debian type: sudo apt-get install nginx-light")
    port = free_port()
    (directory / "www").mkdir(parents=True)
    (directory / "www" / "index.html").write_bytes(BODY)
    for part in (directory, directory / "www", directory / "www" / "index.html"):
        part.chmod(0o755)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {directory / kind};" for kind in kinds)
    configuration = directory / "nginx.conf"
    configuration.write_text(_NGINX.format(directory=directory, port=port, temporary=temporary))
    command = [program, "-p", str(directory), "-c", str(configuration), "-e", "stderr"]
    with _running(command, f"http://127.0.0.1:{port}/", dict(os.environ)) as pid:
        yield Server(port, pid)


@contextmanager
def _running(command: list[str], url: str, environment: dict[str, str]) -> Iterator[int]:
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            while process.poll() is None:
                with suppress(OSError), urllib.request.urlopen(url):  # noqa: S310
                    break
                time.sleep(0.05)
            if process.returncode is not None:
                sys.exit(f"{command[0]} did not start.")
            yield process.pid
        finally:
            process.terminate()
            process.wait(timeout=20)


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
