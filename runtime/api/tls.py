"""What HTTPS needs: the state of the certificate, and the small door in the clear through which phones get the CA's."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import hdrs, web

from ..addresses import is_loopback
from ..faults import Fault, fault
from . import ca
from .guard import host_of
from .headers import add_headers
from .problem import problems
from .served import Served

if TYPE_CHECKING:
    from ..tls.certificates import Certificates


def tls_faults(certificates: Certificates | None) -> Iterator[Fault]:
    """What needs attention."""
    if certificates is None:
        return
    from ..tls.certificates import WARN  # there with the certificates: without HTTPS it is never loaded

    date = f"{certificates.certificate.not_valid_after_utc:%Y-%m-%d}"
    if certificates.left < timedelta():
        yield fault("certificate-expired", date=date)
    elif certificates.left < WARN:
        yield fault("certificate-expires", date=date)
    if certificates.problem:
        yield fault("certificate-refused", reason=certificates.problem)


def build_plain_app(served: Served, hosts: Collection[str], port: int) -> web.Application:
    """What is served in the clear: the public certificate of the authority; everything else is sent to HTTPS.

    `hosts` are names and addresses of this machine: nobody is sent elsewhere. No call of the API, no token, no cookie.
    """
    app = web.Application(middlewares=[problems], client_max_size=1024)
    for route in ca.ROUTES:
        app.router.add_get(route.path, route.handle(served))

    async def to_https(request: web.Request) -> web.StreamResponse:
        host = host_of(request.headers.get(hdrs.HOST, ""))
        if host not in hosts and not is_loopback(host):
            raise web.HTTPNotFound
        shown = f"[{host}]" if ":" in host else host
        raise web.HTTPPermanentRedirect(f"https://{shown}:{port}/")

    app.router.add_get("/{anything:.*}", to_https)
    app.on_response_prepare.append(add_headers)
    return app
