"""The composition of the API: it puts the routes together and holds no behaviour of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable

from aiohttp import web

from ..deploy.deployer import Deployer
from ..recording.recordings import Recordings
from ..security.rights import EVERY_RIGHT, Right
from ..security.security import Security
from ..security.start_token import StartToken
from ..tls.certificates import Certificates
from . import (
    ca,
    dead_letters,
    deploy,
    drafts,
    events,
    flows,
    health,
    history,
    node_types,
    plugins,
    project,
    receive,
    recordings,
    release,
    replay,
    secrets,
    state,
)
from .body import LARGEST
from .guard import Guard
from .headers import add_headers
from .openapi import openapi_route
from .pages import ANY_PAGE, serve_pages
from .problem import problems
from .served import Served

ROUTES = [
    *node_types.ROUTES,
    *plugins.ROUTES,
    *flows.ROUTES,
    *drafts.ROUTES,
    *deploy.ROUTES,
    *history.ROUTES,
    *state.ROUTES,
    *receive.ROUTES,
    *release.ROUTES,
    *dead_letters.ROUTES,
    *recordings.ROUTES,
    *replay.ROUTES,
    *project.ROUTES,
    *secrets.ROUTES,
    *events.ROUTES,
    *health.ROUTES,
    *ca.ROUTES,
]


SERVED = web.AppKey("served", Served)


def build_app(
    deployer: Deployer,
    security: Security,
    token: str,
    *,
    rights: frozenset[Right] = EVERY_RIGHT,
    host: str = "127.0.0.1",
    names: Iterable[str] = (),
    patience: float = 5.0,
    recorded: Recordings | None = None,
    certificates: Certificates | None = None,
) -> web.Application:
    """The application to `serve`: the face of what is deployed.

    `token` is the start token and `rights` what its bearer may do. `host` and `names` are those that callers use for
    this machine; loopback names always count. `patience`: seconds that a given message waits for room before it is
    refused. `recorded` is open already. `certificates`: what is served with, None without TLS.
    """
    served = Served(deployer, security, deployer.engine.registry.pages, patience, recorded, certificates)
    needed: dict[web.AbstractRoute, Right | None] = {}
    guard = Guard(StartToken(token, rights), needed, [host, *names])
    app = web.Application(middlewares=[problems, guard.check], client_max_size=LARGEST)
    for route in [openapi_route(ROUTES), *ROUTES]:
        handler = route.handle(served)
        for method in ("GET", "HEAD") if route.method == "GET" else (route.method,):
            needed[app.router.add_route(method, route.path, handler)] = route.right
    for method in ("GET", "HEAD"):
        needed[app.router.add_route(method, ANY_PAGE, serve_pages(served.pages))] = None
    app[SERVED] = served
    app[events.SOCKETS] = set()
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(events.close_all)
    if recorded is not None:
        app.on_shutdown.append(replay.end_all(recorded))
    app.cleanup_ctx.append(_measuring(served))
    return app


def _measuring(served: Served) -> Callable[[web.Application], AsyncIterator[None]]:
    async def measure(app: web.Application) -> AsyncIterator[None]:
        served.stalls.start()
        yield
        served.stalls.stop()
        served.rates.stop()

    return measure
