"""Headers on every kind of answer, foreign hosts, limits, forbidden bytes, a database that is away."""

from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.templatetags.static import static
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from ikk_portal.platform.throttle import TooManyTries

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
}


def _broken(request: HttpRequest) -> None:
    raise OperationalError("the server closed the connection")


def _unexpected(request: HttpRequest) -> None:
    raise ZeroDivisionError


def _too_many(request: HttpRequest) -> None:
    raise TooManyTries(until=timezone.now() + timezone.timedelta(minutes=7))


for _view in (_broken, _unexpected, _too_many):
    _view.login_required = False  # type: ignore[attr-defined]

from ikk_portal.urls import *  # noqa: E402, F403  (the faults stand beside the real addresses)
from ikk_portal.urls import urlpatterns as real_patterns  # noqa: E402

urlpatterns = [
    path("fehler/datenbank/", _broken),
    path("fehler/unerwartet/", _unexpected),
    path("fehler/zu-viele/", _too_many),
    *real_patterns,
]

with_faults = override_settings(ROOT_URLCONF="tests.ikk_portal.test_middleware")


def assert_headers(response: Any, *, staff: bool = False) -> None:
    policy = set(response.headers["Content-Security-Policy"].split("; "))
    assert policy == CSP | (set() if staff else {"require-trusted-types-for 'script'"})
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/regionen/", 200),
        ("/datenschutz/", 200),
        ("/robots.txt", 200),
        ("/sitemap.xml", 200),
        ("/gesund/live", 200),
        ("/.well-known/security.txt", 200),
        (static("css/portal.css"), 200),
        ("/gibt-es-nicht/", 404),
        ("/regionen/?q=%00", 400),
    ],
)
def test_headers_stand_on_every_public_answer(client: Client, address: str, status: int) -> None:
    response = client.get(address)
    assert response.getvalue()  # a static file stays open until it is read

    assert response.status_code == status
    assert_headers(response)


def test_headers_stand_on_staff_pages_and_nothing_of_them_is_kept(client: Client) -> None:
    response = client.get("/verwaltung/login/")

    assert_headers(response, staff=True)
    assert "no-store" in response.headers["Cache-Control"]


@with_faults
@pytest.mark.parametrize(("address", "status"), [("/fehler/datenbank/", 503), ("/fehler/zu-viele/", 429)])
def test_faults_have_their_page_their_headers_and_say_when_to_retry(client: Client, address: str, status: int) -> None:
    response = client.get(address)

    assert response.status_code == status
    assert int(response.headers["Retry-After"]) > 0
    assert_headers(response)


@with_faults
def test_unexpected_error_answers_500_with_own_page_and_no_detail(client: Client, caplog: Any) -> None:
    client.raise_request_exception = False

    response = client.get("/fehler/unerwartet/")

    assert response.status_code == 500
    assert_headers(response)
    assert "ZeroDivisionError" not in response.content.decode()
    assert "<h1>" in response.content.decode()


def test_foreign_host_is_refused(client: Client) -> None:
    response = client.get("/", headers={"host": "portal.boese.example"})

    assert response.status_code == 400
    assert_headers(response)


def test_public_body_beyond_the_limit_is_refused_unread(client: Client) -> None:
    response = client.post("/regionen/nord/", data=b"x" * (64 * 1024 + 1), content_type="text/plain")

    assert response.status_code == 413
    assert_headers(response)


@pytest.mark.parametrize("query", ["q=%00", "q=a%00b", "zurueck=%00"])
def test_nul_bytes_are_refused(client: Client, query: str) -> None:
    assert client.get(f"/regionen/?{query}").status_code == 400


@pytest.mark.parametrize("raw", [b"\xed\xa0\x80", b"\xff\xfe", b"%ED%A0%80", b"\xc3\x28"])
def test_broken_bytes_never_end_in_a_server_error(client: Client, raw: bytes) -> None:
    query = raw.decode("latin-1")

    response = client.get("/regionen/", QUERY_STRING=f"q={query}", HTTP_COOKIE=f"ikk_region={query}")

    assert response.status_code in (200, 400)


def test_public_pages_set_no_cookie_and_open_no_session(client: Client, django_assert_num_queries: Any) -> None:
    response = client.get("/hilfe/")

    assert response.cookies == {}
    assert "ikk_staff" not in client.cookies


@pytest.mark.parametrize("address", ["/verwaltung/../hilfe/", "/./hilfe/", "/hilfe/.."])
def test_dot_segments_are_refused(client: Client, address: str) -> None:
    assert client.get("/", PATH_INFO=address).status_code == 400


def test_staff_body_beyond_the_limit_is_refused_unread(client: Client) -> None:
    response = client.post("/verwaltung/login/", data=b"x" * (1024 * 1024 + 1), content_type="text/plain")

    assert response.status_code == 413


@override_settings(SURFACE="public")
def test_public_surface_knows_no_staff_path(client: Client) -> None:
    response = client.post("/verwaltung/login/", data=b"x" * (64 * 1024 + 1), content_type="text/plain")

    assert response.status_code == 413
    assert response.cookies == {}
