"""Where a request comes from: the visitor's address behind the TLS front, and the nets that are charged for it.

The front overwrites what visitors say of themselves; its headers are believed only if the connection comes
from ``TRUSTED_PROXIES``, and then from the right: what stands left of the first foreign address was written by
that stranger. Budgets keep addresses as HMACs only; the access log keeps them for days.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address

_SOURCE = {4: 32, 6: 64}  # one connection: with IPv6 a household or a phone has a /64
_NETWORK = {4: 24, 6: 48}  # its neighbourhood: with IPv6 what one customer may get


def client_address(request: HttpRequest) -> Address | None:
    """Return the visitor's address; None if even the connection has none that can be read."""
    nearest = request.META.get("REMOTE_ADDR", "")
    if nearest and not _is_trusted(_address(nearest)):  # over a socket of the same machine there is none
        return _address(nearest)
    known = _address(nearest)
    for text in reversed(_forwarded(request)):
        address = _address(text)
        if address is None:  # a front writes addresses; this is somebody's fancy
            return known
        known = address
        if not _is_trusted(address):
            return address
    return known


def source_of(address: Address | None) -> str:
    """Return the /32 or /64 of ``address``; all that have none share one."""
    return _net(address, _SOURCE)


def network_of(address: Address | None) -> str:
    """Return the /24 or /48 of ``address``; all that have none share one."""
    return _net(address, _NETWORK)


def _net(address: Address | None, prefixes: dict[int, int]) -> str:
    if address is None:
        return "unknown"
    return str(ip_network((address.packed, prefixes[address.version]), strict=False))


def _forwarded(request: HttpRequest) -> list[str]:
    """Return the addresses that the fronts have noted, the visitor's side first."""
    noted = request.META.get("HTTP_X_FORWARDED_FOR") or request.META.get("HTTP_X_REAL_IP", "")
    return noted.split(",") if noted else []


def _is_trusted(address: Address | None) -> bool:
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


@lru_cache(maxsize=1_024)  # fronts come with every request, visitors with several
def _address(text: str) -> Address | None:
    """Return the address ``text`` names, without a zone; IPv4 within IPv6 as what it is."""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
