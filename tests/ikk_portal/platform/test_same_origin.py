"""Only the browser's own statements about the origin let a form without token in."""

import pytest
from django.test import RequestFactory

from ikk_portal.platform.same_origin import is_same_origin

OWN = "http://testserver"


def ask(site: str | None, origin: str | None) -> bool:
    headers = {"Sec-Fetch-Site": site, "Origin": origin}
    return is_same_origin(
        RequestFactory().post("/", headers={name: value for name, value in headers.items() if value is not None})
    )


@pytest.mark.parametrize(("site", "origin"), [("same-origin", OWN), ("same-origin", None), (None, OWN)])
def test_form_of_this_site_is_let_in(site: str | None, origin: str | None) -> None:
    assert ask(site, origin) is True


@pytest.mark.parametrize(
    ("site", "origin"),
    [
        (None, None),
        ("cross-site", None),
        ("same-site", OWN),
        ("none", None),
        ("", None),
        (None, "null"),
        (None, "http://evil.example"),
        (None, "https://testserver"),
        (None, "http://testserver.evil.example"),
        ("same-origin", "http://evil.example"),
        ("cross-site", OWN),
    ],
)
def test_form_of_another_site_is_kept_out(site: str | None, origin: str | None) -> None:
    assert ask(site, origin) is False
