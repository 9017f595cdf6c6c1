"""The visitor's address: from the connection, from a trusted front, never from the visitor's own words."""

from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from ikk_portal.platform.throttle.sources import client_address, network_of, source_of

VISITOR = "198.51.100.7"


@pytest.fixture(autouse=True)
def _front(settings: Any) -> None:
    """Two fronts: on this machine, and a load balancer's network."""
    settings.TRUSTED_PROXIES = [ip_network(text) for text in ("127.0.0.1", "::1", "10.0.0.0/24")]


def address_of(remote: str, forwarded: str | None = None, real: str | None = None) -> str:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_REAL_IP": real}
    given_headers = {name: value for name, value in headers.items() if value is not None}
    return str(client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **given_headers)))


@pytest.mark.parametrize(
    ("remote", "forwarded", "real"),
    [
        (VISITOR, None, None),
        (VISITOR, "192.0.2.66", "192.0.2.66"),  # a stranger's own headers
        (VISITOR, "127.0.0.1", None),
        ("127.0.0.1", VISITOR, None),
        ("127.0.0.1", None, VISITOR),
        ("127.0.0.1", VISITOR, "192.0.2.66"),
        ("", VISITOR, None),  # over a Unix socket
        ("::1", VISITOR, None),
        ("::ffff:127.0.0.1", f"::ffff:{VISITOR}", None),
        ("127.0.0.1", f"{VISITOR}, 10.0.0.9", None),  # two fronts in a row
        ("127.0.0.1", f"192.0.2.66, {VISITOR}", None),  # the left part is the visitor's own
        ("127.0.0.1", f"127.0.0.1,10.0.0.1,{VISITOR},10.0.0.9", None),
        ("127.0.0.1", f"<script>, {VISITOR}", None),
    ],
)
def test_visitor_is_the_rightmost_stranger(remote: str, forwarded: str | None, real: str | None) -> None:
    assert address_of(remote, forwarded, real) == VISITOR


@pytest.mark.parametrize("forwarded", ["", "unknown", "1.2.3", f"{VISITOR}:80", f"{VISITOR}, nonsense", "\x00", ","])
def test_header_that_no_front_writes_leaves_the_front_itself(forwarded: str) -> None:
    assert address_of("127.0.0.1", forwarded) == "127.0.0.1"


def test_nonsense_instead_of_a_connection_is_nobody() -> None:
    assert address_of("nonsense", VISITOR) == "None"
    assert source_of(None) == network_of(None) == "unknown"


@given(text=st.text(max_size=50), left=st.text(max_size=50))
def test_no_header_of_a_stranger_changes_the_address(text: str, left: str) -> None:
    assert address_of(VISITOR, text, left) == VISITOR
    assert address_of("127.0.0.1", f"{left},{VISITOR}") == VISITOR


@pytest.mark.parametrize(
    ("address", "source", "network"),
    [
        ("198.51.100.7", "198.51.100.7/32", "198.51.100.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("fe80::1", "fe80::/64", "fe80::/48"),
    ],
)
def test_nets_that_are_charged(address: str, source: str, network: str) -> None:
    assert (source_of(ip_address(address)), network_of(ip_address(address))) == (source, network)


def test_zone_of_a_link_local_address_does_not_make_another_source() -> None:
    assert address_of("fe80::1%eth0") == address_of("fe80::1%eth1") == "fe80::1"
