"""What the front does before the portal hears of a request: ``deploy/nginx.conf`` under a real nginx."""

import http.client
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WORKER, make_database
from tests.database_server import TEMPLATE
from tests.deploy.fronts import HOST, NGINX, Front, nginx_configuration, nginx_front, tls
from tests.live import Portal, running_portal

pytestmark = pytest.mark.long

PRODUCTION = {"DEMO": "off", "PIN_HASHING": "full", "ALLOWED_HOSTS": HOST, "SURFACE": "public"}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    database = f"{TEMPLATE}_nginx_{WORKER}"
    make_database(database)
    log = tmp_path_factory.mktemp("nginx-public") / "stderr.log"
    with running_portal(database, log, role="ikk_public", **PRODUCTION) as running:
        yield running


@pytest.fixture(scope="module")
def front(directory: Path, public: Portal) -> Iterator[Front]:
    address = public.url.removeprefix("http://")
    with nginx_front(directory, address, address) as running:
        yield running


def status(front: Front, request: bytes) -> int:
    with tls(front) as connection:
        connection.sendall(request)
        return int(connection.recv(1000).split()[1])


def test_configuration_is_valid_without_a_warning(tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text(
        nginx_configuration(tmp_path, "127.0.0.1:1", "127.0.0.1:2", Front("", 8080, 8443))
    )

    result = subprocess.run(
        [str(NGINX), "-t", "-q", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-e", "stderr"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (result.returncode, result.stderr) == (0, "")


def test_unknown_name_gets_no_handshake(front: Front) -> None:
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        tls(front, "portal.boese.example")


def test_unknown_name_over_http_gets_no_answer(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.http_port, timeout=10)
    connection.request("GET", "/", headers={"Host": "portal.boese.example"})
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        connection.getresponse()
    connection.close()


def test_body_beyond_the_limit_is_refused_by_its_announcement(front: Front) -> None:
    head = f"POST /regionen/nord/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 131073\r\n\r\n"

    assert status(front, head.encode()) == 413


def test_body_just_beyond_the_portals_limit_gets_its_german_page(front: Front) -> None:
    head = f"POST /regionen/nord/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 65537\r\nConnection: close\r\n\r\n"
    with tls(front) as connection:
        connection.sendall(head.encode() + b"x" * 65537)
        answer = connection.makefile("rb").read().decode()

    assert answer.startswith("HTTP/1.1 413 ")
    assert "default-src 'none'" in answer
    assert '<html lang="de">' in answer


def test_health_is_not_shown_to_the_world(front: Front) -> None:
    assert status(front, f"GET /gesund/bereit HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()) == 404


def test_slow_clients_are_cut_off_and_hold_up_nobody(front: Front) -> None:
    slow = [tls(front) for _ in range(30)]
    for connection in slow:
        connection.sendall(f"POST /regionen/nord/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100\r\n\r\nzur".encode())

    start = time.monotonic()
    assert status(front, f"GET /regionen/?q=Kiel HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()) == 200
    assert time.monotonic() - start < 2

    for connection in slow:
        connection.settimeout(20)
        assert connection.recv(1000) == b"" or b" 408 " in connection.recv(1000)
        connection.close()


def test_front_writes_no_addresses_into_a_log(front: Front, directory: Path) -> None:
    assert status(front, f"GET /hilfe/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()) == 200

    assert [path.name for path in directory.glob("*.log")] == ["error.log"]
    assert (directory / "error.log").read_text() == ""


def test_reload_under_load_fails_no_request(front: Front, public: Portal) -> None:
    """A new release: gunicorn's master gets SIGHUP and replaces its workers while visitors read."""
    answers = []
    for number in range(150):
        if number == 30:
            public.process.send_signal(1)
        answers.append(status(front, f"GET /regionen/?q=Kiel HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()))

    assert answers == [200] * 150
