"""The way back never leaves the site."""

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from regions.return_path import return_path, return_query, safe_return_path, with_message

SITE = "https://portal.muster-ikk.example"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/hilfe/",
        "/regionen/?land=DE-NW",
        "/regionen/?q=K%C3%B6ln&x=http://evil.example",
        "/hilfe/#drucken",
    ],
)
def test_own_path_is_kept(path: str) -> None:
    assert safe_return_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "hilfe/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "/%2f/evil.example",
        "/%2F%2Fevil.example",
        "/.//evil.example",
        "/../verwaltung/",
        "/x/%2e%2e/verwaltung/",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\tevil",
        "/\n/evil.example",
        "/%0d%0aSet-Cookie:x",
        "/%00",
        "/hilfe/\r\nSet-Cookie: x=y",
        "/köln/",
        "/verwaltung",
        "/verwaltung/",
        "/Verwaltung/x",
        "/%76erwaltung/",
        "/" + "x" * 500,
    ],
)
def test_anything_else_leads_to_the_start_page(path: str | None) -> None:
    assert safe_return_path(path) == "/"


def test_path_that_only_begins_like_the_staff_area_is_kept() -> None:
    assert safe_return_path("/verwaltungsrat/") == "/verwaltungsrat/"


_PIECES = st.lists(
    st.sampled_from(
        [
            "/",
            "\\",
            "%2f",
            "%5C",
            "//",
            "..",
            ".",
            "evil.example",
            "@",
            ":",
            "?",
            "#",
            "\t",
            "verwaltung",
            "%",
        ]
    )
    | st.text(max_size=4),
    max_size=8,
)


@given(_PIECES.map("".join) | st.text())
@example("/\x85/evil.example")
@example("/@evil.example")
def test_no_text_leads_off_the_site(value: str) -> None:
    path = safe_return_path(value)
    target = urlsplit(urljoin(SITE + "/regionen/nord/", path))

    assert f"{target.scheme}://{target.netloc}" == SITE
    assert path.isascii()
    assert not target.path.startswith("/verwaltung/")
    assert safe_return_path(path) == path


def test_return_path_is_the_page_in_front_of_the_visitor() -> None:
    assert return_path(RequestFactory().get("/hilfe/?x=1")) == "/hilfe/?x=1"


def test_return_path_on_the_pages_of_the_choice_is_carried_on() -> None:
    assert return_path(RequestFactory().get("/regionen/nord/?zurueck=/hilfe/")) == "/hilfe/"
    assert return_path(RequestFactory().post("/regionen/nord/", {"zurueck": "/hilfe/"})) == "/hilfe/"
    assert return_path(RequestFactory().get("/regionen/?q=x")) == "/"


def test_return_query_carries_any_path() -> None:
    assert return_query("/") == ""
    assert parse_qs(return_query("/a/?b=c&d=e")) == {"zurueck": ["/a/?b=c&d=e"]}


@pytest.mark.parametrize("path", ["/hilfe/?q=a", "/hilfe/?q=a#drucken"])
def test_message_takes_the_place_of_the_fragment(path: str) -> None:
    assert with_message(path, "gewaehlt") == "/hilfe/?q=a#gewaehlt"
