"""Who is let in: the right machine, the right page, the right token, the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hmac import compare_digest
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from ..addresses import is_loopback
from ..faults import fault
from ..security.caller import Caller
from ..security.command_token import CommandToken
from ..security.directory import Directory
from ..security.methods import METHOD_TITLES
from ..security.rights import Right
from ..security.sessions import csrf_of
from ..security.start_token import StartToken
from .cookies import CSRF_HEADER, session_token, station_token
from .problem import Problem

Need: TypeAlias = Right | Literal["signed-in"] | None
"""What a call asks of its caller; None: nothing."""
STILL: web.RequestKey[Callable[[], Caller | None]] = web.RequestKey("still")
"""The key of a request that holds the question who makes it by now; None: it would not be let in any more."""
CALLER = web.RequestKey("caller", Caller)
"""The key of a request that holds who makes it."""
SUBPROTOCOL = "sinterflow"
BEARER = "bearer."
"""A browser cannot set headers on a WebSocket: there the token is a sub-protocol `bearer.<token>`."""
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="sinterflow"'}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing: a page of another site could only make a browser send them, not read the answer."""


class Door(NamedTuple):
    """What a route asks for, as `Route` declares it. `scoped`: the route itself looks where the right counts."""

    right: Need = "signed-in"
    scoped: bool = False
    first: bool = False


class Guard:
    """Checks each request before its handler. Routes that `doors` does not name need a caller and no right.

    `start`: the start token, as long as it counts. `hosts` are names and addresses that this machine goes by.
    `commands` knows the commands of this machine.
    """

    def __init__(
        self,
        directory: Directory,
        start: StartToken,
        doors: Mapping[web.AbstractRoute, Door],
        hosts: Iterable[str],
        commands: CommandToken | None = None,
    ) -> None:
        self._directory = directory
        self._start = start
        self._commands = commands
        self._doors = doors
        self._hosts = {"localhost", *(one.lower() for one in hosts)}

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._check_host(request)
        check_origin(request)
        door = self._doors.get(request.match_info.route, Door())
        if door.right is not None:
            caller = self.caller(request)
            request[CALLER] = caller
            request[STILL] = lambda: self._still(request)
            if caller.must_change and not door.first:
                raise Problem(403, fault("password-to-change"))
            if door.right != "signed-in":
                need(caller, door.right, anywhere=door.scoped)
        return await handler(request)

    def endpoint(self, request: web.Request, right: Right | None, area: str, origins: Sequence[str]) -> Caller | None:
        """Let in who calls a path of a flow in this area; None for one that is open.

        An open path takes any host name, for there are no credentials that a rebound name could make use of. `origins`
        are the other sites whose pages may call it. What a browser sends by itself counts only with the CSRF header,
        whatever the method: a flow may do anything.
        """
        origin = request.headers.get(hdrs.ORIGIN)
        if origin is not None and not allowed_origin(origin, origins):
            check_origin(request)
        if right is None:
            return None
        self._check_host(request)
        caller = self.caller(request, safe=frozenset())
        if caller.must_change:
            raise Problem(403, fault("password-to-change"))
        if not caller.rights.has(right, area):
            raise missing(caller, right)
        return caller

    def _check_host(self, request: web.Request) -> None:
        """A page of another site whose name was made to point here (DNS rebinding) names that site."""
        given = request.headers.get(hdrs.HOST, "")
        host = host_of(given)
        if host in self._hosts or is_loopback(host) or host == _address_here(request):
            return
        _, dot, domain = host.partition(".")
        if dot and f"*.{domain}" in self._hosts:
            return  # of a certificate for all names of a domain
        raise Problem(403, fault("foreign-host", host=given))

    def _still(self, request: web.Request) -> Caller | None:
        try:
            return self.caller(request, use=False)
        except Problem:
            return None

    def caller(self, request: web.Request, *, use: bool = True, safe: frozenset[str] = SAFE) -> Caller:
        """Who makes this request; to `use` a session keeps it alive. Raises Problem.

        With methods that are not `safe` a cookie counts only together with the CSRF header.
        """
        token, cookie = bearer_token(request), session_token(request)
        if token is not None:
            return self._of_token(request, token, use)
        caller = self._directory.caller_of_session(cookie, use=use) if cookie is not None else None
        if cookie is None or (caller is None and station_token(request) is not None):
            return self._of_station(request, safe)  # nobody is signed on there any more
        if caller is None:
            raise Problem(401, fault("session-over"), headers=CHALLENGE)
        if request.method not in safe:
            check_csrf(request, cookie)
        return caller

    def _of_station(self, request: web.Request, safe: frozenset[str]) -> Caller:
        """The device itself, known by its cookie."""
        token = station_token(request)
        if token is None:
            raise Problem(401, fault("no-token", url=request.path), headers=CHALLENGE)
        caller = self._directory.caller_of_station(token)
        if caller is None:
            raise Problem(401, fault("station-unpaired"), headers=CHALLENGE)
        if request.method not in safe:
            check_csrf(request, token)
        return caller

    def _of_token(self, request: web.Request, token: str, use: bool) -> Caller:
        if caller := self._directory.caller_of_token(token, use=use):
            return caller
        if caller := self._directory.caller_of_station(token):
            person = self._directory.caller_of_session(session_token(request) or "", use=use)
            return person if person is not None and person.station == caller.station else caller
        if caller := self._of_command(request, token):
            return caller
        caller = self._start.caller(token)
        if caller is None:
            raise Problem(401, fault("wrong-token"), headers=CHALLENGE)
        if not self._start.counts(self._directory.people_exist):
            raise Problem(401, fault("start-token-over"), headers=CHALLENGE)
        peer = request.remote or ""
        if not peer:
            raise Problem(403, fault("proxy-silent"))
        if not is_loopback(peer):
            raise Problem(403, fault("not-loopback", peer=peer))
        return caller

    def _of_command(self, request: web.Request, token: str) -> Caller | None:
        if self._commands is None or not is_loopback(request.remote or ""):
            return None
        return self._commands.caller(token)


def need(caller: Caller, right: Right, *, anywhere: bool = False) -> None:
    """Refuse who lacks `right` everywhere, or does not have it `anywhere`."""
    if not (caller.rights.anywhere(right) if anywhere else right in caller.rights.everywhere):
        raise missing(caller, right)


def missing(caller: Caller, right: Right) -> Problem:
    """Who lacks `right` is told so; and how to sign on, when that is what is missing."""
    if caller.by == "station":
        return Problem(401, fault("sign-on-needed", station=caller.station), headers=CHALLENGE)
    if right in caller.withheld:
        method = METHOD_TITLES[caller.withheld[right]]
        return Problem(403, fault("sign-on-too-weak", author=caller.author, right=right, method=method))
    return Problem(403, fault("missing-right", author=caller.author, right=right))


def check_csrf(request: web.Request, cookie: str) -> None:
    """A page of another site makes the browser send the cookie, but cannot know what goes with it."""
    given = request.headers.get(CSRF_HEADER, "")
    if not compare_digest(given.encode(errors="replace"), csrf_of(cookie).encode()):
        raise Problem(403, fault("wrong-csrf"))


def check_origin(request: web.Request) -> None:
    """A browser says which site's page makes the request: only our own may."""
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get(hdrs.HOST, "").lower():
        raise Problem(403, fault("foreign-origin", origin=origin))


def allowed_origin(origin: str, origins: Sequence[str]) -> bool:
    """Whether a site is among these; `*` is every site."""
    return "*" in origins or origin.lower() in origins


def bearer_token(request: web.Request) -> str | None:
    """The token of the Authorization header or, on a WebSocket, of the sub-protocols."""
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    offered = request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "").split(",")
    tokens = [one.strip().removeprefix(BEARER) for one in offered if one.strip().startswith(BEARER)]
    return tokens[0] if tokens else None


def host_of(header: str) -> str:
    """The host of a Host header, without port and brackets; empty when it is none."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _address_here(request: web.Request) -> str:
    """The IP address that the connection came to; empty where there is none."""
    found = request.transport.get_extra_info("sockname") if request.transport is not None else None
    return found[0] if isinstance(found, tuple) else ""
