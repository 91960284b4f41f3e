"""The composition of the API: it puts the routes together and holds no behaviour of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from ..deploy.deployer import Deployer
from ..gateway.watch import Watch
from ..keeping.backups import Backups
from ..recording.recordings import Recordings
from ..retry import reaches_device
from ..security.command_token import CommandToken
from ..security.rights import EVERY_RIGHT, Right
from ..security.security import Security
from ..security.start_token import StartToken
from . import (
    audit_log,
    backup,
    badges,
    breakpoints,
    ca,
    connections,
    dead_letters,
    deploy,
    drafts,
    equipment,
    events,
    flows,
    health,
    history,
    login,
    logs,
    me,
    me_totp,
    node_types,
    oidc,
    plugins,
    project,
    project_parts,
    receive,
    recordings,
    release,
    replay,
    roles,
    secrets,
    signatures,
    state,
    station,
    stations,
    subflows,
    tags,
    templates,
    tests,
    tokens,
    users,
)
from .about import About
from .body import LARGEST
from .endpoints import FlowPaths
from .guard import Door, Guard
from .headers import add_headers
from .limits import Limits
from .openapi import openapi_route
from .pages import ANY_PAGE, serve_pages
from .problem import problems
from .protocol import CALLERS, Callers
from .proxies import NO_PROXIES, Proxies
from .served import Served
from .server import FIRST
from .traffic import Traffic

if TYPE_CHECKING:
    from ..tls.certificates import Certificates

ROUTES = [
    *node_types.ROUTES,
    *plugins.ROUTES,
    *templates.ROUTES,
    *flows.ROUTES,
    *drafts.ROUTES,
    *deploy.ROUTES,
    *history.ROUTES,
    *state.ROUTES,
    *receive.ROUTES,
    *breakpoints.ROUTES,
    *release.ROUTES,
    *dead_letters.ROUTES,
    *recordings.ROUTES,
    *replay.ROUTES,
    *project.ROUTES,
    *project_parts.ROUTES,
    *connections.ROUTES,
    *tests.ROUTES,
    *tags.ROUTES,
    *equipment.ROUTES,
    *subflows.ROUTES,
    *events.ROUTES,
    *health.ROUTES,
    *audit_log.ROUTES,
    *login.ROUTES,
    *oidc.ROUTES,
    *me.ROUTES,
    *me_totp.ROUTES,
    *users.ROUTES,
    *roles.ROUTES,
    *tokens.ROUTES,
    *stations.ROUTES,
    *station.ROUTES,
    *badges.ROUTES,
    *signatures.ROUTES,
    *logs.ROUTES,
    *backup.ROUTES,
    *secrets.ROUTES,
    *ca.ROUTES,
]


SERVED = web.AppKey("served", Served)


def build_app(
    deployer: Deployer,
    security: Security,
    token: str,
    *,
    rights: frozenset[Right] = EVERY_RIGHT,
    lasting: bool = False,
    host: str = "127.0.0.1",
    names: Iterable[str] = (),
    patience: float = 5.0,
    recorded: Recordings | None = None,
    watch: Watch | None = None,
    backups: Backups | None = None,
    commands: CommandToken | None = None,
    certificates: Certificates | None = None,
    proxies: Proxies = NO_PROXIES,
) -> web.Application:
    """The application to `serve`: the face of what is deployed.

    `token` is the start token and `rights` what its bearer may do, `lasting`: also when people exist. `host` and
    `names` are those that callers use for this machine; loopback names always count. `patience`: seconds that a given
    message waits for room before it is refused. `recorded` is open already, `backups` started. `watch` is started and
    stopped with the application. `commands` knows the commands of this machine. `certificates`: what is served with,
    None without TLS. `proxies` stand before the server.
    """
    start = StartToken(token, rights, ends=not lasting)
    pages = deployer.engine.registry.pages
    served = Served(deployer, security, start, pages, patience, recorded, watch, backups, certificates=certificates)
    doors: dict[web.AbstractRoute, Door] = {}
    guard = Guard(security.directory, start, doors, [host, *names], commands)
    traffic, limits = Traffic(), Limits()
    middlewares = [traffic.count, problems, limits.check, guard.check, limits.check_caller]
    app = web.Application(middlewares=middlewares, client_max_size=LARGEST)
    for route in [openapi_route(ROUTES), *ROUTES]:
        handler = route.handle(served)
        for method in ("GET", "HEAD") if route.method == "GET" else (route.method,):
            doors[app.router.add_route(method, route.path, handler)] = route.door
    for method in ("GET", "HEAD"):
        doors[app.router.add_route(method, ANY_PAGE, serve_pages(served.pages))] = Door(None)
    sockets = app[events.SOCKETS] = set()
    served.measured.append(traffic)
    served.asked.append(About(lambda: len(sockets), lambda: len(served.on_hold.flows)))
    app[FIRST] = FlowPaths(
        deployer.engine.shared.endpoints, guard, served.area_of, partial(reaches_device, deployer.engine), traffic
    )
    app[SERVED] = served
    app[CALLERS] = Callers(lambda: deployer.opened.project.document.settings.http.connections_each, proxies)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(events.close_all)
    if recorded is not None:
        app.on_shutdown.append(replay.end_all(recorded))
    app.cleanup_ctx.append(_measuring(served))
    return app


def _measuring(served: Served) -> Callable[[web.Application], AsyncIterator[None]]:
    async def measure(app: web.Application) -> AsyncIterator[None]:
        served.stalls.start()
        watching = asyncio.create_task(served.security.watch())
        served.pauses.start()
        if served.watch is not None:
            served.watch.start()
        unwatch = logs.publish(served)
        yield
        watching.cancel()
        unwatch()
        if served.watch is not None:
            await served.watch.stop()
        served.stalls.stop()
        served.pauses.stop()
        served.rates.stop()
        served.presence.stop()
        await served.metrics.stop()

    return measure
