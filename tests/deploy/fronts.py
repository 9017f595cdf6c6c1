"""TLS fronts for tests: nginx with the configuration of ``deploy/``, and a small one that needs nothing installed."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from tests.database_server import BASE_DIR
from tests.faults.processes import wait_until
from tests.live import free_port

HOST = "portal.muster-ikk.example"
#: Certificate and key of HOST for these tests. They protect nothing: the key is public.
PEM = Path(__file__).with_name("only-for-tests.pem")
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
#: The files of tests belong to whoever runs them; nginx asks only where that is root.
_USER = "" if os.geteuid() else "user root;"


@dataclass
class Front:
    """A running front: ports of the loopback address."""

    name: str
    http_port: int
    https_port: int


def tls(front: Front, name: str = HOST) -> ssl.SSLSocket:
    """Return a connection to the front with its handshake done, asking for ``name``."""
    plain = socket.create_connection(("127.0.0.1", front.https_port), timeout=20)
    try:
        return ssl.create_default_context(cafile=str(PEM)).wrap_socket(plain, server_hostname=name)
    except BaseException:
        plain.close()
        raise


class _Handler(BaseHTTPRequestHandler):
    """Passes a request on to the process group of its path, with the headers of ``deploy/nginx.conf``."""

    protocol_version = "HTTP/1.1"
    upstreams: tuple[str, str]
    secure: bool

    def do_GET(self) -> None:
        if not self.secure:
            self._answer(301, [("Location", f"https://{HOST}{self.path}")], b"")
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        public, staff = self.upstreams
        connection = http.client.HTTPConnection(staff if self.path.startswith("/verwaltung/") else public)
        dropped = ("connection", "x-forwarded-for", "x-real-ip", "x-forwarded-proto", "forwarded")
        headers = {name: value for name, value in self.headers.items() if name.lower() not in dropped}
        headers |= {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1", "X-Forwarded-Proto": "https"}
        connection.request(self.command, self.path, body, headers)
        response = connection.getresponse()
        kept = [
            (n, v)
            for n, v in response.getheaders()
            if n.lower() not in ("connection", "content-length", "transfer-encoding")
        ]
        self._answer(response.status, kept, response.read())
        connection.close()

    do_POST = do_GET  # noqa: N815 (the standard library's name)

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def small_front(public: str, staff: str) -> Iterator[Front]:
    """Serve both process groups ("address:port") over TLS 1.2 or newer from threads of this process."""
    servers = []
    for secure in (False, True):
        handler = type("Handler", (_Handler,), {"upstreams": (public, staff), "secure": secure})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(PEM)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
    try:
        yield Front("small", *(server.server_port for server in servers))
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def nginx_configuration(
    directory: Path, public: str, staff: str, front: Front, staff_network: str = "127.0.0.1"
) -> str:
    """Return ``deploy/nginx.conf`` with its placeholders filled, all files below ``directory``."""
    call_command("write_front_pages", str(directory / "pages"), stdout=StringIO())
    text = (BASE_DIR / "deploy" / "nginx.conf").read_text()
    values = {
        "user www-data;": f"daemon off; {_USER}",
        "/run/nginx.pid": str(directory / "nginx.pid"),
        "/var/log/nginx/error.log": str(directory / "error.log"),
        "access_log off;": f"access_log off; {_temporary_paths(directory)}",
        "CERTIFICATE_FILE": str(PEM),
        "KEY_FILE": str(PEM),
        "PUBLIC_ADDRESS": public,
        "STAFF_ADDRESS": staff,
        "STAFF_NETWORK": staff_network,
        "PAGES_DIRECTORY": str(directory / "pages"),
        "HTTPS_LISTEN": f"127.0.0.1:{front.https_port}",
        "HTTP_LISTEN": f"127.0.0.1:{front.http_port}",
        "HOST_NAME": HOST,
    }
    for placeholder, value in values.items():
        assert placeholder in text
        text = text.replace(placeholder, value)
    return text


def _temporary_paths(directory: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return " ".join(f"{kind}_temp_path {directory / kind};" for kind in kinds)


@contextmanager
def nginx_front(directory: Path, public: str, staff: str, staff_network: str = "127.0.0.1") -> Iterator[Front]:
    """Serve both process groups through nginx with the production configuration."""
    assert NGINX, "nginx is missing; `make test-long` installs it"
    front = Front("nginx", free_port(), free_port())
    configuration = directory / "nginx.conf"
    configuration.write_text(nginx_configuration(directory, public, staff, front, staff_network))
    command = [NGINX, "-p", str(directory), "-c", str(configuration), "-e", str(directory / "error.log")]
    with subprocess.Popen(command) as process:
        try:
            pid_file = directory / "nginx.pid"
            assert wait_until(lambda: pid_file.exists() or process.poll() is not None, 10)
            assert process.poll() is None
            yield front
        finally:
            process.terminate()
            process.wait(timeout=10)
