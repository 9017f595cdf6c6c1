"""The staff area is there for its networks only; for others nothing is."""

from ipaddress import ip_network
from typing import Any

import pytest

from accounts.models import User
from tests.conftest import RoleClient, signed_in

OFFICE = [ip_network("192.0.2.0/24"), ip_network("2001:db8::/48")]
PATHS = ["/verwaltung/", "/verwaltung/login/", "/verwaltung/einrichten/abc/", "/verwaltung/gibt-es-nicht/"]


@pytest.fixture
def office(settings: Any) -> None:
    settings.STAFF_NETWORKS = OFFICE


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("address", ["198.51.100.7", "2001:db8:1::7", "nonsense"])
def test_stranger_finds_nothing(client: RoleClient, office: None, path: str, address: str) -> None:
    for answer in (client.get(path, REMOTE_ADDR=address), client.post(path, REMOTE_ADDR=address)):
        elsewhere = client.generic(answer.request["REQUEST_METHOD"], "/gibt-es-nicht/", REMOTE_ADDR=address)
        # The way back in its links, and what a form at the foot says of the page.
        nothing = elsewhere.text.replace("?zurueck=%2Fgibt-es-nicht%2F", "").replace("/gibt-es-nicht/", path)

        assert (answer.status_code, answer.text) == (404, nothing)
        assert not answer.cookies


@pytest.mark.parametrize("address", ["192.0.2.200", "2001:db8::7", "::ffff:192.0.2.1"])
def test_network_of_the_staff_is_let_in(client: RoleClient, office: None, address: str) -> None:
    assert client.get("/verwaltung/login/", REMOTE_ADDR=address).status_code == 200


def test_address_is_that_of_the_visitor_and_not_of_the_front(client: RoleClient, office: None) -> None:
    def through_the_front(address: str) -> int:
        return client.get("/verwaltung/login/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=address).status_code

    assert (through_the_front("192.0.2.9"), through_the_front("198.51.100.9")) == (200, 404)
    assert through_the_front("192.0.2.9, 198.51.100.9") == 404  # the left one is what the stranger says


def test_open_session_ends_at_the_door(office: None, sander: User) -> None:
    client = signed_in(sander)

    assert client.get("/verwaltung/", REMOTE_ADDR="192.0.2.9").status_code == 200
    assert client.get("/verwaltung/", REMOTE_ADDR="198.51.100.9").status_code == 404


def test_public_pages_are_for_everybody(client: RoleClient, office: None) -> None:
    assert client.get("/", REMOTE_ADDR="198.51.100.9").status_code == 200
