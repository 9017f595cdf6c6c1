"""P08: the portal is protected by TLS. Production settings, both process groups, behind a real TLS front.

With a small front in every run; with nginx and the configuration of ``deploy/`` in `make test-long`.
"""

import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
import pytest_django

from tests.accounts.live_members import cookie_of, working_on
from tests.conftest import WORKER, make_database
from tests.database_server import TEMPLATE
from tests.deploy.fronts import HOST, PEM, Front, nginx_front, small_front
from tests.live import Portal, running_portal
from tests.staff import known_sign_in

PRODUCTION = {"DEMO": "off", "PIN_HASHING": "full", "ALLOWED_HOSTS": HOST, "STAFF_NETWORKS": "127.0.0.0/8"}


@dataclass
class Answer:
    """Status, headers and text of one answer."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    def cookies(self) -> dict[str, str]:
        """Return name -> whole Set-Cookie line."""
        return {line.partition("=")[0]: line for line in self.headers.get_all("Set-Cookie") or []}


@dataclass
class Site:
    """Both process groups and the front before them."""

    front: Front
    public: Portal
    staff: Portal

    def http(self, path: str, host: str = HOST) -> Answer:
        """Ask without TLS."""
        return _ask(http.client.HTTPConnection("127.0.0.1", self.front.http_port, timeout=15), path, {"Host": host})

    def https(self, path: str, data: dict[str, str] | None = None, **headers: str) -> Answer:
        """Ask over TLS, checking the certificate; POST if ``data`` is given."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.front.https_port, timeout=15)
        connection.sock = self.tls_socket()
        return _ask(connection, path, {"Host": HOST, **headers}, data)

    def tls_socket(self, context: ssl.SSLContext | None = None, name: str = HOST) -> ssl.SSLSocket:
        """Return a connection with its handshake done."""
        context = context or ssl.create_default_context(cafile=str(PEM))
        plain = socket.create_connection(("127.0.0.1", self.front.https_port), timeout=15)
        try:
            return context.wrap_socket(plain, server_hostname=name)
        except BaseException:
            plain.close()
            raise


def _ask(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str], data: dict[str, str] | None = None
) -> Answer:
    try:
        if data is not None:
            headers = {"Origin": f"https://{HOST}", "Content-Type": "application/x-www-form-urlencoded", **headers}
        connection.request("GET" if data is None else "POST", path, urlencode(data) if data else None, headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read().decode())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, Portal]]:
    """The public and the staff process group, each under its own database role."""
    database = f"{TEMPLATE}_tls_{WORKER}"
    make_database(database)
    logs = tmp_path_factory.mktemp("groups")
    with (
        running_portal(database, logs / "public.log", role="ikk_public", SURFACE="public", **PRODUCTION) as public,
        running_portal(database, logs / "staff.log", role="ikk_staff", SURFACE="staff", **PRODUCTION) as staff,
    ):
        yield public, staff


@pytest.fixture(scope="module", params=["small", pytest.param("nginx", marks=pytest.mark.long)])
def site(
    request: pytest.FixtureRequest, groups: tuple[Portal, Portal], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    addresses = [group.url.removeprefix("http://") for group in groups]
    with ExitStack() as stack:
        if request.param == "nginx":
            front = stack.enter_context(nginx_front(tmp_path_factory.mktemp("nginx"), *addresses))
        else:
            front = stack.enter_context(small_front(*addresses))
        yield Site(front, *groups)


@pytest.mark.parametrize(
    "path", ["/", "/regionen/?q=K%C3%B6ln", "/verwaltung/login/", "/static/css/portal.css", "/gibt-es-nicht/"]
)
def test_http_answers_with_a_redirect_only(site: Site, path: str) -> None:
    answer = site.http(path)

    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}{path}")
    assert answer.cookies() == {}
    assert "<main" not in answer.text


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/gibt-es-nicht/", 404), ("/verwaltung/login/", 200), ("/regionen/?q=%00", 400)]
)
def test_every_answer_orders_tls_for_two_years(site: Site, path: str, status: int) -> None:
    answer = site.https(path)

    assert answer.status == status
    assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=63072000; includeSubDomains"]
    assert "upgrade-insecure-requests" in answer.headers["Content-Security-Policy"].split("; ")


def test_static_files_order_tls_and_are_found(site: Site) -> None:
    (stylesheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', site.https("/").text)

    answer = site.https(stylesheet)

    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def assert_bound_to_host(line: str, *, same_site: str) -> None:
    """Check one Set-Cookie line: Secure, out of reach of scripts, this host only, ends with the browser."""
    name, _, rest = line.partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name.startswith("__Host-")
    assert attributes == {"secure", "httponly", "path=/", f"samesite={same_site.lower()}"}


def test_region_cookie_is_bound_to_host_and_browser_session(site: Site) -> None:
    answer = site.https("/regionen/nord/", {"zurueck": "/"})

    assert (answer.status, answer.headers["Location"]) == (303, "/#gewaehlt")
    assert list(answer.cookies()) == ["__Host-ikk_region"]
    assert_bound_to_host(answer.cookies()["__Host-ikk_region"], same_site="Lax")
    assert "Muster-IKK Nord" in site.https("/", Cookie="__Host-ikk_region=nord").text


def test_staff_cookies_are_bound_to_host_and_browser_session(site: Site) -> None:
    form = site.https("/verwaltung/login/")
    assert list(form.cookies()) == ["__Host-ikk_csrf"]
    assert_bound_to_host(form.cookies()["__Host-ikk_csrf"], same_site="Lax")

    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    assert token
    cookies = SimpleCookie(form.headers["Set-Cookie"])
    answer = site.https(
        "/verwaltung/login/?next=/verwaltung/",
        {"csrfmiddlewaretoken": token[1], **known_sign_in(site.staff.database, "sander")},
        Cookie=f"__Host-ikk_csrf={cookies['__Host-ikk_csrf'].value}",
        Referer=f"https://{HOST}/verwaltung/login/",
    )

    assert (answer.status, answer.headers["Location"]) == (302, "/verwaltung/")
    assert set(answer.cookies()) == {"__Host-ikk_csrf", "__Host-ikk_staff"}
    assert_bound_to_host(answer.cookies()["__Host-ikk_csrf"], same_site="Lax")
    assert_bound_to_host(answer.cookies()["__Host-ikk_staff"], same_site="Strict")
    session = SimpleCookie(answer.cookies()["__Host-ikk_staff"])["__Host-ikk_staff"].value
    assert site.https("/verwaltung/", Cookie=f"__Host-ikk_staff={session}").status == 200


def test_member_cookies_are_bound_to_host_and_browser_session(
    site: Site, django_db_setup: None, django_db_blocker: pytest_django.plugin.DjangoDbBlocker
) -> None:
    with working_on(site.public, django_db_blocker):
        (key,) = cookie_of("A765432103").values()

    answer = site.https("/internetfiliale/nachweis/", Cookie=f"__Host-ikk_session={key}")

    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    assert set(answer.cookies()) == {"__Host-ikk_csrf", "__Host-ikk_session"}
    for line in answer.cookies().values():
        assert_bound_to_host(line, same_site="Lax")
    assert site.http("/internetfiliale/anmelden/").status == 301
    assert site.https("/internetfiliale/nachweis/", Cookie=f"ikk_session={key}").status == 302


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_protocols_are_refused(site: Site, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=str(PEM))
    context.set_ciphers("ALL:@SECLEVEL=0")  # this side would speak them
    context.minimum_version = context.maximum_version = version

    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        site.tls_socket(context)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_current_protocols_are_spoken(site: Site, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=str(PEM))
    context.minimum_version = context.maximum_version = version

    with site.tls_socket(context) as connection:
        assert connection.version() == version.name.replace("_", ".")


def test_foreign_host_gets_no_page(site: Site) -> None:
    answer = site.https("/", Host="portal.boese.example")

    assert answer.status in (400, 421)
    assert "boese.example" not in answer.text


def test_headers_of_the_client_about_itself_are_overwritten(site: Site) -> None:
    answer = site.https(
        "/", **{"X-Forwarded-Proto": "http", "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Host": "x.example"}
    )

    assert answer.status == 200  # else: a redirect to https, for ever


def test_portal_without_the_front_answers_with_a_redirect_only(site: Site) -> None:
    for group, path in ((site.public, "/"), (site.staff, "/verwaltung/login/")):
        answer = _ask(_direct(group), path, {"Host": HOST})

        assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}{path}")
        assert answer.cookies() == {}


def test_transport_claimed_by_a_trusted_front_is_believed(site: Site) -> None:
    assert _ask(_direct(site.public), "/", {"Host": HOST, "X-Forwarded-Proto": "https"}).status == 200


def test_transport_claimed_by_anybody_else_is_not_believed(groups: tuple[Portal, Portal], tmp_path) -> None:
    elsewhere = {"TRUSTED_PROXIES": "192.0.2.1", "SURFACE": "public", **PRODUCTION}
    with running_portal(groups[0].database, tmp_path / "log", role="ikk_public", **elsewhere) as portal:
        for header in ("X-Forwarded-Proto", "X-Forwarded-Ssl", "X-Forwarded-Protocol"):
            assert _ask(_direct(portal), "/", {"Host": HOST, header: "https"}).status == 301


def _direct(portal: Portal) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(portal.url.removeprefix("http://"), timeout=15)


BEHIND_TLS = {"Host": HOST, "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize("path", ["/verwaltung/", "/verwaltung/login/", "/verwaltung/regions/region/"])
def test_public_group_has_no_staff_area(groups: tuple[Portal, Portal], path: str) -> None:
    assert _ask(_direct(groups[0]), path, BEHIND_TLS).status == 404


@pytest.mark.parametrize("path", ["/", "/regionen/", "/datenschutz/", "/impressum/", "/sitemap.xml"])
def test_staff_group_has_no_public_pages(groups: tuple[Portal, Portal], path: str) -> None:
    assert _ask(_direct(groups[1]), path, BEHIND_TLS).status == 404


def test_health_answers_on_the_machine_without_tls(groups: tuple[Portal, Portal]) -> None:
    for group in groups:
        for path in ("/gesund/live", "/gesund/bereit"):
            assert _ask(_direct(group), path, {"Host": HOST}).status == 200
