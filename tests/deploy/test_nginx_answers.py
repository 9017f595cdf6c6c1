"""What the front answers itself: in German, with the headers of the portal, under a real nginx."""

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import WORKER, make_database
from tests.database_server import TEMPLATE
from tests.deploy.fronts import HOST, Front, nginx_front, tls
from tests.html_page import HtmlPage
from tests.live import Portal, free_port, running_portal
from tests.staff import known_sign_in

pytestmark = pytest.mark.long

MIB = 1024 * 1024
UPLOAD = "/verwaltung/regions/picture/add/"
#: Headers that are another for each answer.
OWN = {
    "content-type",
    "transfer-encoding",
    "content-length",
    "date",
    "server",
    "connection",
    "etag",
    "last-modified",
    "accept-ranges",
}
BOUNDARY = "grenze-4711"


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    database = f"{TEMPLATE}_answers_{WORKER}"
    make_database(database)
    log = tmp_path_factory.mktemp("answers") / "stderr.log"
    production = {"DEMO": "off", "PIN_HASHING": "full", "ALLOWED_HOSTS": HOST, "SURFACE": "staff"}
    production["STAFF_NETWORKS"] = "127.0.0.0/8"
    with running_portal(database, log, role="ikk_staff", **production) as running:
        yield running


@pytest.fixture(scope="module")
def front(staff: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """In front of the staff group; the public one is away."""
    away = f"127.0.0.1:{free_port()}"
    with nginx_front(tmp_path_factory.mktemp("nginx"), away, staff.url.removeprefix("http://")) as running:
        yield running


class Answer:
    """One answer, read whole."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    def headers_of_the_house(self) -> dict[str, list[str]]:
        """Return lower-case name -> parts in order, without what each answer has of its own."""
        assert len(set(self.headers)) == len(self.headers.keys())  # none twice
        return {
            name.lower(): sorted(value.split("; ")) for name, value in self.headers.items() if name.lower() not in OWN
        }


def ask(front: Front, path: str, body: bytes | None = None, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1")
    connection.sock = tls(front)
    try:
        sent = {"Host": HOST, "Origin": f"https://{HOST}", **headers}
        connection.request("GET" if body is None else "POST", path, body, sent)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def assert_in_german(answer: Answer, status: int, title: str) -> None:
    assert answer.status == status
    assert HtmlPage("", answer.text).all("h1")[0].to_text() == title
    assert '<html lang="de">' in answer.text


TOO_LARGE = "Das waren zu viele Daten auf einmal"
AWAY = "Das Portal macht gerade eine Pause"


def picture(size: int, token: str = "") -> tuple[bytes, str]:
    """Return the body of a form with a file of ``size`` bytes, and its content type."""
    head = f'Content-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n--{BOUNDARY}\r\n'
    head += 'Content-Disposition: form-data; name="upload"; filename="foto.png"\r\nContent-Type: image/png\r\n\r\n'
    body = f"--{BOUNDARY}\r\n{head}".encode() + b"x" * size + f"\r\n--{BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={BOUNDARY}"


def upload(front: Front, size: int, cookie: str = "", token: str = "") -> Answer:
    body, content_type = picture(size, token)
    headers = {"Content-Type": content_type, "Referer": f"https://{HOST}{UPLOAD}", "Cookie": cookie}
    return ask(front, UPLOAD, body, **headers)


@pytest.mark.parametrize("round_", range(12))
def test_file_of_the_portals_limit_is_refused_by_the_portal(front: Front, round_: int) -> None:
    answer = upload(front, 10 * MIB)

    assert_in_german(answer, 413, TOO_LARGE)
    assert "Etag" not in answer.headers  # nginx gives one to its own


def test_file_below_the_limit_reaches_the_desk(front: Front, staff: Portal) -> None:
    cookie = signed_in(front, staff)
    answer = upload(front, 10_000_000, cookie, token_of(ask(front, UPLOAD, Cookie=cookie)))

    assert (answer.status, "Das Bild ist größer als 8 MB." in answer.text) == (200, True)


def signed_in(front: Front, staff: Portal) -> str:
    """Return the cookies of an editor, form token included."""
    form = ask(front, "/verwaltung/login/")
    sent = urlencode({"csrfmiddlewaretoken": token_of(form), **known_sign_in(staff.database, "ritter")})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}/verwaltung/login/"}
    answer = ask(front, "/verwaltung/login/", sent.encode(), Cookie=cookies_of(form), **kind)
    assert answer.status == 302
    return cookies_of(answer)


def token_of(form: Answer) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    assert found
    return found[1]


def cookies_of(answer: Answer) -> str:
    return "; ".join(line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie") or [])


def test_file_beyond_the_limit_is_answered_by_the_front_as_by_the_portal(front: Front) -> None:
    by_portal, by_front = upload(front, 10 * MIB), upload(front, 12 * MIB)

    assert_in_german(by_front, 413, TOO_LARGE)
    assert by_front.text == by_portal.text
    assert by_front.headers["Cache-Control"] == "no-store"
    assert "Etag" in by_front.headers


def test_headers_of_the_front_are_those_of_the_portal(front: Front) -> None:
    by_portal = ask(front, "/verwaltung/login/?q=%00").headers_of_the_house()
    by_front = ask(front, "/gesund/bereit").headers_of_the_house()

    by_portal["content-security-policy"].append("require-trusted-types-for 'script'")  # on public pages only
    by_portal["content-security-policy"].sort()
    assert by_front == by_portal


def test_group_that_is_away_is_a_german_page_that_says_when_to_come_back(front: Front) -> None:
    answer = ask(front, "/")

    assert_in_german(answer, 502, AWAY)
    assert answer.headers["Retry-After"] == "30"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=63072000; includeSubDomains"]
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_form_sent_to_a_group_that_is_away_gets_the_page_too(front: Front) -> None:
    assert_in_german(ask(front, "/regionen/nord/", b"zurueck=/"), 502, AWAY)


@pytest.mark.parametrize("length", [4_001, 7_000])
def test_long_address_is_refused_in_german(front: Front, length: int) -> None:
    assert_in_german(ask(front, f"/suche/?q={'x' * length}"), 414, "Diese Adresse ist zu lang")


def test_line_that_no_buffer_holds_is_refused_with_the_headers(front: Front) -> None:
    """nginx has no address yet for which it could look up a page; what it shows is its own."""
    answer = ask(front, f"/suche/?q={'x' * 20_000}")

    assert answer.status == 414
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_headers_that_no_buffer_holds_are_refused_in_german(front: Front) -> None:
    answer = ask(front, "/", **{"X-Lang": "x" * 20_000})

    assert_in_german(answer, 400, "Diese Anfrage konnten wir nicht lesen")


def test_name_in_host_that_differs_from_that_in_tls_is_refused_in_german(front: Front) -> None:
    assert_in_german(ask(front, "/", Host="portal.boese.example"), 421, "Diese Anfrage konnten wir nicht lesen")


def test_page_that_the_front_hides_is_a_german_404(front: Front) -> None:
    assert_in_german(ask(front, "/gesund/bereit"), 404, "Diese Seite gibt es hier nicht")


@pytest.mark.parametrize("status", [404, 413, 502])
def test_files_of_the_front_have_no_address(front: Front, status: int) -> None:
    assert ask(front, f"/fehler-der-front/{status}.html").status == 404


@pytest.mark.parametrize("path", ["/verwaltung/", UPLOAD, "/verwaltung/regions/download/1/change/"])
def test_staff_area_opens_from_its_network_only(front: Front, staff: Portal, path: str, tmp_path: Path) -> None:
    address = staff.url.removeprefix("http://")
    with nginx_front(tmp_path, address, address, staff_network="192.0.2.0/24") as elsewhere:
        assert_in_german(ask(elsewhere, path), 403, "Dieser Bereich ist von hier nicht zu erreichen")
        assert ask(elsewhere, path, picture(11 * MIB - 1000)[0]).status in (403, 413)
    assert ask(front, path).status == 302  # to sign in
