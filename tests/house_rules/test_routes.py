"""The list of all addresses, and who may see each: a new or newly public one shows in the diff."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import pages
from tests.conftest import RoleClient

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "routes.txt"


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, bool]]:
    """Yield (pattern, whether it needs sign-in) of every address."""
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield pattern, getattr(entry.callback, "login_required", True)
        else:
            yield from routes(entry, pattern)


def test_routes_are_exactly_those_of_the_golden_file() -> None:
    found = "".join(
        f"{'sign-in' if closed else 'public '} /{pattern}\n" for pattern, closed in sorted(routes(get_resolver()))
    )
    actual = ROOT / "var" / "test" / GOLDEN.name
    actual.parent.mkdir(parents=True, exist_ok=True)
    actual.write_text(found)

    assert found == GOLDEN.read_text(), f"If this is meant: cp {actual} {GOLDEN}"


CLOSED = [pattern for pattern, closed in routes(get_resolver()) if closed]


@pytest.mark.parametrize("pattern", CLOSED)
def test_closed_address_leads_strangers_to_the_sign_in_page(client: Client, pattern: str) -> None:
    address = "/" + pattern.replace("<path:object_id>", "1").replace("<int:content_type_id>", "1")
    address = (
        address.replace("<path:object_id>", "1").replace("(?P<url>.*)$", "x").replace("(?P<app_label>", "").rstrip("$")
    )

    address = address.replace("<slug:slug>", "x").replace("<uuid:key>", "00000000-0000-4000-8000-000000000000")

    response = client.get(address.replace("<id>", "1"))

    assert response.status_code in (302, 301)
    if pattern.startswith("internetfiliale/"):
        assert response.headers["Location"] == f"/internetfiliale/anmelden/?weiter={address}"
    else:
        assert response.headers["Location"].startswith(("/verwaltung/login/", "/verwaltung/"))


#: Forms that check the origin themselves.
WITHOUT_TOKEN = (
    "/regionen/rheinland/",
    "/regionen/vergessen/",
    "/internetfiliale/registrieren/versicherte/",
    "/internetfiliale/registrieren/arbeitgeber/",
    "/internetfiliale/anmelden/",
    "/bescheinigung/pruefen/",
    *(page.path for page in pages.NATIONAL if page.path.startswith(("/kontakt/e-mail/", "/kontakt/brief/"))),
)
MACHINES = ("/robots.txt", "/sitemap.xml", "/site.webmanifest", "/.well-known/security.txt", "/gesund/bereit")
READ_ONLY = sorted({page.path for page in pages.NATIONAL} - set(WITHOUT_TOKEN)) + list(MACHINES)


@pytest.mark.django_db
@pytest.mark.parametrize("path", READ_ONLY)
def test_page_that_only_shows_refuses_a_form_without_speaking_of_tokens(path: str) -> None:
    response = RoleClient(enforce_csrf_checks=True).post(path, {"q": "Köln"})

    assert (response.status_code, response.headers.get("Allow")) == (405, "GET, HEAD")


def test_public_surface_has_no_staff_address_and_the_other_way_round() -> None:
    assert settings.SURFACE == "all"
    assert all(pattern.startswith(("verwaltung/", "internetfiliale/")) for pattern in CLOSED)
