"""``request.region``: lazy, one query at most, and no value of the cookie does harm."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from regions.middleware import RegionMiddleware, chosen_region
from regions.models import Region
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db

ASKED = "asked"
COOKIE = "ikk_region"


def answer(cookie: str | None, *, ask: bool = True, times: int = 1) -> tuple[HttpRequest, HttpResponse]:
    """Send one request through the middleware; the view asks for the region ``times`` times."""
    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES[COOKIE] = cookie

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse([str(bool(request.region)) for _ in range(times)] if ask else "")

    response = RegionMiddleware(view)(request)
    return request, response


def test_chosen_region_is_the_one_in_the_cookie(rheinland: Region, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        request, response = answer("rheinland", times=3)

    assert chosen_region(request) == rheinland
    assert request.region.name == "Muster-IKK Rheinland"
    assert response.headers["Vary"] == "Cookie"
    assert COOKIE not in response.cookies


def test_no_query_if_nobody_asks(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        _, response = answer("rheinland", ask=False)

    assert "Vary" not in response.headers
    assert COOKIE not in response.cookies


def test_no_query_without_a_cookie(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        request, response = answer(None)

    assert chosen_region(request) is None
    assert COOKIE not in response.cookies


def test_unknown_region_is_ignored_and_the_cookie_removed() -> None:
    request, response = answer("atlantis")

    assert chosen_region(request) is None
    assert (response.cookies[COOKIE].value, response.cookies[COOKIE]["max-age"]) == ("", 0)


def test_garbage_is_removed_without_a_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        _, response = answer("Rheinland'; DROP TABLE", ask=True)

    assert response.cookies[COOKIE]["max-age"] == 0


@hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.binary(max_size=80).map(lambda raw: raw.decode("latin-1")))
@example(value="rheinland\x00")
@example(value="")
@example(value="a" * 5_000)
def test_no_bytes_in_the_cookie_break_a_page(value: str) -> None:
    response = RoleClient().get("/hilfe/", headers={"cookie": f"{COOKIE}={value}"})

    assert response.status_code == 200
    assert "Sie haben noch keine IKK gewählt" in response.text
