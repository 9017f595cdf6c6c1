"""Which requests are written, with what, and what happens when the disk does not want them."""

import os
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from access_log.lost import lost
from access_log.middleware import AccessLogMiddleware
from ikk_portal.platform import kept
from tests.access_log.logs import spool_names, written_fields, written_lines
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db
TOKEN = "s3cret-token-of-a-link"
CACHE = "ikk_portal.platform.page_cache.PageCacheMiddleware"


def pages() -> list[str]:
    """Return method, page, status and region of each line."""
    return [b" ".join(line.split(b"\t")[2:6]).decode().strip() for line in written_lines()]


def test_request_leaves_minute_address_method_page_status_region_and_duration(client: RoleClient) -> None:
    client.cookies["ikk_region"] = "rheinland"
    client.cookies["ikk_session"] = TOKEN
    client.get("/hilfe/?q=Diabetes", HTTP_USER_AGENT="Spy/1.0", HTTP_REFERER="https://elsewhere.example/")

    minute, address, method, page, status, region, duration = written_fields()
    assert (address, method, page, status, region) == ("127.0.0.1", "GET", "/hilfe/", "200", "rheinland")
    assert minute.endswith(":00+00")
    assert duration in "01234567"


@pytest.mark.parametrize("path", ["/static/css/portal.css", "/static/gibt-es-nicht", "/gesund/live", "/gesund/bereit"])
@pytest.mark.django_db(databases="__all__")
def test_static_files_and_health_checks_are_no_pages(client: RoleClient, path: str) -> None:
    client.get(path)
    client.get("/hilfe/")

    assert pages() == ["GET /hilfe/ 200"]


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("HEAD", "/hilfe/", "HEAD /hilfe/ 200"),
        ("POST", "/hilfe/", "POST /hilfe/ 405"),
        ("BREW", "/hilfe/", "OTHER /hilfe/ 405"),
        ("GET", "/wp-login.php?user=admin", "GET /wp-login.php 404"),
        ("GET", "/a%0Ab%09c", "GET /a%0Ab%09c 404"),
        ("GET", "/%00", "GET /%00 400"),
        ("GET", "/x/../y", "GET /x/../y 400"),
        ("GET", "/internetfiliale/meine-daten/", "GET /internetfiliale/meine-daten/ 302"),
        ("GET", "/internetfiliale/A123456780/", "GET /internetfiliale/<unknown> 404"),
        ("GET", f"/verwaltung/einrichten/{TOKEN}/", "GET /verwaltung/einrichten/<str:token>/ 404"),
        ("GET", f"/verwaltung/einrichten/{TOKEN}", "GET /verwaltung/<url> 302"),
        ("GET", f"/x//verwaltung/einrichten/{TOKEN}/", "GET /verwaltung/<unknown> 404"),
        ("GET", f"/Verwaltung/einrichten/{TOKEN}/", "GET /verwaltung/<unknown> 404"),
        ("GET", f"/x/verwaltung/einrichten/../{TOKEN}", "GET /verwaltung/<unknown> 400"),
        ("GET", f"/verwaltung/einrichten/%00{TOKEN}/", "GET /verwaltung/einrichten/<str:token>/ 400"),
        (
            "GET",
            "/verwaltung/regions/region/7/change/",
            "GET /verwaltung/regions/region/<path:object_id>/change/ 302",
        ),
        ("GET", "/verwaltung/regions/", "GET /verwaltung/<app_label>/ 302"),
    ],
)
def test_page_is_the_public_path_or_the_pattern_of_a_route_inside(method: str, path: str, expected: str) -> None:
    client = RoleClient()
    client.generic(method, path)

    assert pages() == [expected]
    assert TOKEN.encode() not in b"".join(written_lines())


def test_region_is_a_slug_by_form_and_never_what_else_a_cookie_holds(client: RoleClient) -> None:
    for value in ("nord", "Anna Muster", "x" * 41, "../etc", "a_b"):
        client.cookies["ikk_region"] = value
        client.get("/hilfe/")
    client.cookies["ikk_region"] = "nord"
    client.get("/internetfiliale/anmelden/")

    assert pages() == ["GET /hilfe/ 200 nord", *["GET /hilfe/ 200"] * 4, "GET /internetfiliale/anmelden/ 200"]


def test_address_is_the_one_that_the_front_has_seen(client: RoleClient, settings: Any) -> None:
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/24")]
    client.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.7, 10.0.0.9")
    client.get("/", REMOTE_ADDR="203.0.113.5", HTTP_X_FORWARDED_FOR="1.2.3.4", HTTP_X_REAL_IP="1.2.3.4")
    client.get("/", REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="gar keine\tAdresse")

    assert [line.split(b"\t")[1] for line in written_lines()] == [b"198.51.100.7", b"203.0.113.5", b"\\N"]


def test_page_that_is_ready_counts_too(client: RoleClient, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MIDDLEWARE = [settings.MIDDLEWARE[0], CACHE, *settings.MIDDLEWARE[1:]]
    monkeypatch.setattr(kept, "CHECK_EVERY", 60.0)
    client = RoleClient()
    etag = client.get("/hilfe/").headers["ETag"]
    client.get("/hilfe/")
    client.get("/hilfe/", HTTP_IF_NONE_MATCH=etag)
    client.get("/internetfiliale/registrieren/")
    client.get("/internetfiliale/registrieren/")

    register = "GET /internetfiliale/registrieren/ 200"
    assert pages() == ["GET /hilfe/ 200", "GET /hilfe/ 200", "GET /hilfe/ 304", register, register]


def test_log_is_outermost(settings: Any) -> None:
    assert settings.MIDDLEWARE[0] == "access_log.middleware.AccessLogMiddleware"


def test_request_that_ends_without_an_answer_counts_as_failed() -> None:
    def killed(request: HttpRequest) -> HttpResponse:
        raise SystemExit(1)

    with pytest.raises(SystemExit):
        AccessLogMiddleware(killed)(RequestFactory().get("/hilfe/"))

    assert pages() == ["GET /hilfe/ 500"]


def test_nothing_that_names_a_visitor_is_looked_at() -> None:
    class Closed(HttpRequest):
        """A request in which the session, the user and the body may not be touched."""

        def refused(self) -> None:
            pytest.fail("the log looked at what it must not know")

        session = user = body = property(refused)

    request = Closed()
    request.method, request.path_info = "POST", "/hilfe/"
    request.META = {"REMOTE_ADDR": "198.51.100.7", "HTTP_COOKIE": f"ikk_session={TOKEN}"}

    AccessLogMiddleware(lambda _: HttpResponse())(request)

    assert pages() == ["POST /hilfe/ 200"]


@pytest.fixture
def runtime(settings: Any, tmp_path: Path) -> Path:
    """A runtime directory of the test's own: what is lost is counted there."""
    settings.RUNTIME_DIRECTORY = tmp_path / "runtime"
    settings.RUNTIME_DIRECTORY.mkdir()
    return tmp_path / "runtime"


@pytest.fixture
def unwritable(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A spool that nobody can write, root included: its name is taken by a file."""
    settings.ACCESS_LOG_DIRECTORY = tmp_path / "spool-that-is-a-file"
    settings.ACCESS_LOG_DIRECTORY.write_text("")
    return settings.ACCESS_LOG_DIRECTORY


@pytest.mark.django_db(databases="__all__")
def test_spool_that_cannot_be_written_fails_no_request_and_stands_on_the_health_page(
    client: RoleClient, runtime: Path, unwritable: Path
) -> None:
    assert [client.get("/hilfe/").status_code for _ in range(3)] == [200, 200, 200]

    seen = lost()
    assert seen.lines == 3
    assert seen.last_at is not None
    expected = f"alarm: access log: 3 lines were lost on this machine, the last at {seen.last_at:%H:%M} UTC\n"
    assert expected in client.get("/gesund/bereit").content.decode()


def test_line_that_a_full_disk_takes_half_of_is_counted(
    client: RoleClient, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:20]))  # what ENOSPC does within a line
    assert client.get("/hilfe/").status_code == 200
    monkeypatch.undo()

    assert (lost().lines, len(spool_names())) == (1, 1)


def test_what_even_the_runtime_directory_does_not_take_is_counted_in_the_process(
    client: RoleClient, runtime: Path, unwritable: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("access_log.lost._InThisProcess.lines", 0)
    monkeypatch.setattr("access_log.lost._InThisProcess.last_at", None)
    settings.RUNTIME_DIRECTORY = unwritable
    assert client.get("/hilfe/").status_code == 200

    assert lost().lines == 1
