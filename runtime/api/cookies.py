"""The cookie of a session, which only the browser sees, and the header that goes with it."""

from __future__ import annotations

from aiohttp import web

CSRF_HEADER = "X-CSRF-Token"
STATION = "-station"


def cookie_name(request: web.Request, what: str = "") -> str:
    """Browsers do not tell the ports of a host apart, so the name does: two gateways on one machine do not log each
    other's people out. `__Host-`: no other host of the domain can set it (RFC 6265bis, 4.1.3.2)."""
    transport = request.transport
    end = transport.get_extra_info("sockname") if transport is not None else None
    port = end[1] if isinstance(end, tuple) else 0
    return f"{'__Host-' if request.secure else ''}sinterflow{what}-{port}"


STATION_LASTS = 400 * 24 * 3600
"""Seconds for which a browser keeps the cookie of a station: as long as browsers keep any (RFC 6265bis, 5.5)."""


def session_token(request: web.Request) -> str | None:
    return request.cookies.get(cookie_name(request)) or None


def set_session(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Strict: not even a link on another site comes with the session. Our pages are static files that need none, and
    what they ask for comes from us. It ends with the browser; when it ends before, the server knows."""
    response.set_cookie(cookie_name(request), token, path="/", httponly=True, samesite="Strict", secure=request.secure)


def drop_session(request: web.Request, response: web.StreamResponse) -> None:
    response.del_cookie(cookie_name(request), path="/", httponly=True, samesite="Strict", secure=request.secure)


def station_token(request: web.Request) -> str | None:
    return request.cookies.get(cookie_name(request, STATION)) or None


def set_station(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """The device is a station from now on, whoever signs on at it."""
    name = cookie_name(request, STATION)
    response.set_cookie(
        name, token, path="/", httponly=True, samesite="Strict", secure=request.secure, max_age=STATION_LASTS
    )
