"""Who asks, as far as limits for one client are concerned."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.types import Scope

_SITE = 64
"""Bits of an IPv6 address that name a network: whoever has one has all addresses in it (RFC 4291,
section 2.5.1; RFC 6177)."""


@lru_cache(maxsize=4096)
def client_of(address: str) -> str:
    """Return what stands for everybody who can have an address.

    Args:
        address: of IP; of IPv6 its network counts, and one that maps IPv4 is that one (RFC 4291,
            section 2.5.5.2). What is no address stands for itself.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((found, _SITE), strict=False))


def asking(scope: Scope) -> str:
    """Return who sent a request; empty where that is not known, as over a Unix socket.

    Args:
        scope: of the request.
    """
    client = scope.get("client")
    return client_of(client[0]) if client else ""
