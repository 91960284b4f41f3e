"""Who is let in: the right machine, the right page, the right token, the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from ..faults import fault
from ..security.caller import Caller, Callers
from ..security.rights import Right
from .problem import Problem

CALLER: ContextVar[Caller] = ContextVar("sinterflow_caller")
"""Who makes the request that is being handled."""
SUBPROTOCOL = "sinterflow"
BEARER = "bearer."
"""A browser cannot set headers on a WebSocket: there the token is a sub-protocol `bearer.<token>`."""


class Guard:
    """Checks each request before its handler. Routes that `rights` does not name need a token and no right.

    `hosts` are names and addresses that this machine goes by.
    """

    def __init__(
        self, callers: Callers, rights: Mapping[web.AbstractRoute, Right | None], hosts: Iterable[str]
    ) -> None:
        self._callers = callers
        self._rights = rights
        self._hosts = {"localhost", *(one.lower() for one in hosts)}

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._check_host(request)
        check_origin(request)
        route = request.match_info.route
        right = self._rights.get(route)
        if right is not None or route not in self._rights:
            caller = self._authenticated(request)
            CALLER.set(caller)
            if right is not None:
                need(caller, right)
        return await handler(request)

    def _check_host(self, request: web.Request) -> None:
        """A page of another site whose name was made to point here (DNS rebinding) names that site."""
        given = request.headers.get(hdrs.HOST, "")
        host = host_of(given)
        if host in self._hosts or is_loopback(host) or host == address_of(request, "sockname"):
            return
        raise Problem(403, fault("foreign-host", host=given))

    def _authenticated(self, request: web.Request) -> Caller:
        peer = address_of(request, "peername")
        if self._callers.loopback_only and not is_loopback(peer):
            raise Problem(403, fault("not-loopback", peer=peer))
        token = bearer_token(request)
        challenge = {"WWW-Authenticate": 'Bearer realm="sinterflow"'}
        if token is None:
            raise Problem(401, fault("no-token", url=request.path), headers=challenge)
        caller = self._callers.caller(token)
        if caller is None:
            raise Problem(401, fault("wrong-token"), headers=challenge)
        return caller


def need(caller: Caller, right: Right) -> None:
    """Refuse who lacks `right`."""
    if right not in caller.rights:
        raise Problem(403, fault("missing-right", author=caller.author, right=right))


def need_all(caller: Caller, rights: Iterable[Right]) -> None:
    """Refuse who lacks one of them."""
    for right in sorted(rights):
        need(caller, right)


def check_origin(request: web.Request) -> None:
    """A browser says which site's page makes the request: only our own may."""
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get(hdrs.HOST, "").lower():
        raise Problem(403, fault("foreign-origin", origin=origin))


def bearer_token(request: web.Request) -> str | None:
    """The token of the Authorization header or, on a WebSocket, of the sub-protocols."""
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    offered = request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "").split(",")
    tokens = [one.strip().removeprefix(BEARER) for one in offered if one.strip().startswith(BEARER)]
    return tokens[0] if tokens else None


def is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def host_of(header: str) -> str:
    """The host of a Host header, without port and brackets; empty when it is none."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def address_of(request: web.Request, end: str) -> str:
    """The IP address of the connection's `peername` or `sockname`; empty where there is none."""
    found = request.transport.get_extra_info(end) if request.transport is not None else None
    return found[0] if isinstance(found, tuple) else ""
