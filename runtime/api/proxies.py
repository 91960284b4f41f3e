"""Reverse proxies before the server: who called, and over what, is as they say."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aiohttp import hdrs, web

from ..addresses import read_address
from ..endpoints import Peer

if TYPE_CHECKING:
    from multidict import MultiMapping

Network: TypeAlias = IPv4Network | IPv6Network


class Called(NamedTuple):
    """Who called by way of a proxy."""

    remote: str | None


class Proxies:
    """Those whose word is taken, by address or network. Everybody else may write into these headers what they like."""

    def __init__(self, networks: Iterable[Network] = ()) -> None:
        self._networks = tuple(networks)
        self._known = lru_cache(maxsize=1024)(self._look)

    def __contains__(self, address: str | None) -> bool:
        return bool(self._networks) and address is not None and self._known(address)

    def _look(self, address: str) -> bool:
        found = read_address(address)
        return found is not None and any(found in network for network in self._networks)

    def caller(self, headers: MultiMapping[str]) -> str:
        """The last address of X-Forwarded-For that is no proxy's; empty when the proxy does not say it."""
        told = ",".join(headers.getall(hdrs.X_FORWARDED_FOR, []))
        caller = ""
        for each in reversed(told.split(",")):
            address = read_address(each.strip().strip("[]"))
            if address is None:
                return ""
            caller = str(address)
            if caller not in self:
                break
        return caller

    def peer(self, peer: Peer, headers: MultiMapping[str]) -> Peer:
        """Who is behind a connection."""
        return Called(self.caller(headers)) if peer.remote in self else peer

    def request(self, request: web.BaseRequest) -> web.BaseRequest:
        """The request as its caller made it."""
        if request.remote not in self:
            return request
        told = ",".join(request.headers.getall(hdrs.X_FORWARDED_PROTO, []))
        scheme = "https" if told.rpartition(",")[2].strip().lower() == "https" else request.scheme
        return request.clone(remote=self.caller(request.headers), scheme=scheme)


NO_PROXIES = Proxies()
