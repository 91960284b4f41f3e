"""What this machine is called by others on the network: its names and addresses."""

from __future__ import annotations

import re
import socket
import struct
import sys
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple, TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
_SOMEWHERE = ("10.255.255.255", "172.31.255.255", "192.168.255.255", "192.0.2.1", "2001:db8::1", "fd00::1")
"""Addresses that are asked for the way to them; nothing is sent there."""
_SIOCGIFADDR = 0x8915
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class Names(NamedTuple):
    """Host names and addresses for which a certificate is."""

    hosts: frozenset[str] = frozenset()
    addresses: frozenset[Address] = frozenset()

    @classmethod
    def of(cls, hosts: Iterable[str] = (), addresses: Iterable[str] = ()) -> Names:
        """Raises ValueError for what is no address."""
        return cls(frozenset(one.lower().rstrip(".") for one in hosts), frozenset(map(ip_address, addresses)))

    def __or__(self, other: object) -> Names:
        if not isinstance(other, Names):
            return NotImplemented
        return Names(self.hosts | other.hosts, self.addresses | other.addresses)

    def covers(self, other: Names) -> bool:
        return other.hosts <= self.hosts and other.addresses <= self.addresses

    @property
    def listed(self) -> list[str]:
        return [*sorted(self.hosts), *map(str, sorted(self.addresses, key=lambda one: (one.version, int(one))))]


def machine_names() -> Names:
    """Those of this machine, as far as it knows them without asking anybody. Blocks for a moment."""
    name = socket.gethostname().lower().rstrip(".")
    short = name.partition(".")[0]
    hosts = {"localhost", *(one for one in (name, short, f"{short}.local") if is_host(one))}
    loopback = {"127.0.0.1", "::1"}
    found = {ip_address(one) for one in loopback} | set(_addresses())
    return Names(frozenset(hosts), frozenset(one for one in found if not one.is_link_local and not one.is_multicast))


def is_host(name: str) -> bool:
    """A name as DNS has it (RFC 1123, 2.1)."""
    return len(name) <= 253 and all(_LABEL.fullmatch(label) for label in name.split("."))


def _addresses() -> Iterator[Address]:
    for somewhere in _SOMEWHERE:
        family = socket.AF_INET6 if ":" in somewhere else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as asking:
                asking.connect((somewhere, 9))
                yield ip_address(asking.getsockname()[0].partition("%")[0])
        except OSError:
            continue
    yield from _of_interfaces()


if sys.platform == "linux":
    import fcntl

    def _of_interfaces() -> Iterator[Address]:
        for _, name in socket.if_nameindex():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
                try:
                    answer = fcntl.ioctl(asking.fileno(), _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
                except OSError:
                    continue  # it has none
                yield IPv4Address(answer[20:24])

else:

    def _of_interfaces() -> Iterator[Address]:
        return iter(())
