"""Addresses of callers: which are this machine itself, and which of them are one caller's."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address


@lru_cache(maxsize=4096)
def is_loopback(address: str) -> bool:
    """Whether it is an address of this machine that nobody else reaches."""
    found = read_address(address)
    return found is not None and found.is_loopback


@lru_cache(maxsize=4096)
def network(address: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 one: who has one of those has all of them."""
    found = read_address(address)
    if found is None:
        return address
    return str(found) if isinstance(found, IPv4Address) else found.exploded[:19]


def read_address(address: str) -> IPv4Address | IPv6Address | None:
    """What an address says, None when it is none. An IPv4 address in an IPv6 one is that IPv4 address."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
