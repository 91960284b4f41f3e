"""Where requests may go: hosts by name, and the addresses that a name may stand for (against SSRF)."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

SECRET_SERVICES: tuple[Network, ...] = tuple(
    ip_network(one)
    for one in (
        "169.254.0.0/16",  # link-local: where clouds answer machines with their credentials (RFC 3927)
        "fe80::/10",  # link-local (RFC 4291)
        "fd00:ec2::/32",  # the same service of one cloud over IPv6
        "100.100.100.200/32",  # and of another one
        "192.0.0.192/32",
    )
)
NOWHERE: tuple[Network, ...] = tuple(
    ip_network(one) for one in ("0.0.0.0/8", "::/128", "224.0.0.0/4", "ff00::/8", "255.255.255.255/32")
)
_NAT64 = ip_network("64:ff9b::/96")


class Hosts:
    """An allow-list: names (`*.example.com` too), addresses and networks. Raises ValueError for an entry that is none.

    `own` are the hosts that the config itself calls: they may be anywhere but where secrets are given out.
    """

    def __init__(self, allowed: Sequence[str], own: Sequence[str] = ()) -> None:
        self._own = {one.lower() for one in own}
        self._names: list[str] = []
        self._networks: list[Network] = []
        for one in allowed:
            try:
                self._networks.append(ip_network(one.strip("[]"), strict=False))
            except ValueError:
                name = one.lower().rstrip(".")
                if not name or set(name) & set(" /:@?#[]\\") or "*" in name.removeprefix("*."):
                    raise ValueError(f"{one!r} is neither a host name nor an address") from None
                self._names.append(name)

    def allows(self, host: str) -> bool:
        """Whether a message may name this host."""
        host = host.lower().rstrip(".")
        if host in self._own or any(fnmatchcase(host, name) for name in self._names):
            return True
        address = as_address(host)
        return address is not None and self._named(address)

    def allows_address(self, host: str, text: str) -> bool:
        """Whether a host that may be called may stand for this address."""
        address = as_address(text)
        if address is None:
            return False
        host = host.lower().rstrip(".")
        own = host in self._own
        if self._named(address) or (own and as_address(host) == address):
            return True
        if _within(address, NOWHERE) or _within(address, SECRET_SERVICES):
            return False
        return not address.is_loopback or own or host == "localhost" or host.endswith(".localhost")

    def _named(self, address: Address) -> bool:
        return _within(address, self._networks)


def as_address(text: str) -> Address | None:
    """The address that packets would go to: those that carry an IPv4 address count as that one."""
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        return inner or address
    return address


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == one.version and address in one for one in networks)
