"""Nothing that a request says of its character set reaches Django."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from urllib.request import Request, urlopen
from wsgiref.util import setup_testing_defaults

import pytest

from ikk_portal.wsgi import PlainContentType
from tests.live import Portal

HOSTILE = [
    "text/plain; charset*=nonexist''%41",
    "text/plain; charset=rot13",
    "text/plain; charset=unicode_escape",
    "text/plain; x*=nonexist''%41",
    'multipart/form-data; boundary="x"; charset=rot13',
    "multipart/form-data; charset=utf-7; boundary=x",
]


def ask(application: Any, content_type: str, **environ: Any) -> tuple[str, bytes]:
    """Return status line and body of one request."""
    answer: dict[str, Any] = {}
    request = {"CONTENT_TYPE": content_type, "HTTP_HOST": "testserver", "wsgi.input": BytesIO(), **environ}
    setup_testing_defaults(request)

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        answer["status"] = status

    body = b"".join(application(request, start_response))
    return answer["status"], body


def told(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [environ["CONTENT_TYPE"].encode()]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("text/plain", "text/plain"),
        ("application/x-www-form-urlencoded; charset=utf-8", "application/x-www-form-urlencoded"),
        ("multipart/form-data; boundary=abc", "multipart/form-data; boundary=abc"),
        ('multipart/form-data; boundary="a;b"; charset=rot13', 'multipart/form-data; boundary="a;b"'),
        ("text/plain; charset*=nonexist''%41", "text/plain"),
    ],
)
def test_type_and_boundary_are_all_that_is_kept(sent: str, kept: str) -> None:
    assert ask(PlainContentType(told), sent) == ("200 OK", kept.encode())


@pytest.mark.parametrize("content_type", HOSTILE)
@pytest.mark.parametrize("query", ["q=Geheim", "q=%5Cud800abc"])
def test_hostile_character_set_is_answered_as_if_it_were_not_there(
    portal: Portal, content_type: str, query: str
) -> None:
    request = Request(f"{portal.url}/regionen/?{query}", headers={"Content-Type": content_type})

    with urlopen(request) as response:
        page = response.read().decode()

    assert "<h1>" in page
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "Geheim" not in portal.log.read_text()
