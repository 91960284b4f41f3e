"""The composition of the API: it puts the routes together and holds no behaviour of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable

from aiohttp import web

from ..engine import Engine
from ..faults import Fault
from ..flow.project import Project
from ..held import OnHold
from ..recording.recordings import Recordings
from ..security.caller import EVERY_RIGHT, Right
from ..security.start_token import StartToken
from ..usercode.disabled import DisabledNode
from . import (
    dead_letters,
    events,
    flows,
    health,
    node_types,
    project,
    receive,
    recordings,
    release,
    replay,
    state,
)
from .body import LARGEST
from .guard import Guard
from .headers import add_headers
from .loaded import Loaded
from .openapi import openapi_route
from .pages import ANY_PAGE, serve_pages
from .problem import problems
from .served import Served

ROUTES = [
    *node_types.ROUTES,
    *flows.ROUTES,
    *state.ROUTES,
    *receive.ROUTES,
    *release.ROUTES,
    *dead_letters.ROUTES,
    *recordings.ROUTES,
    *replay.ROUTES,
    *project.ROUTES,
    *events.ROUTES,
    *health.ROUTES,
]


def build_app(
    engine: Engine,
    project: Project,
    token: str,
    *,
    faults: Iterable[Fault] = (),
    rights: frozenset[Right] = EVERY_RIGHT,
    host: str = "127.0.0.1",
    held: bool = False,
    on_hold: OnHold | None = None,
    disabled: Iterable[DisabledNode] = (),
    patience: float = 5.0,
    recorded: Recordings | None = None,
) -> web.Application:
    """The application to `serve`.

    `faults` are those of loading the project and resolving its flows. `token` is the start token and `rights` what
    its bearer may do. `host` is the name that callers use for this machine; loopback names always count. `held`: the
    engine was started with no flow, on purpose. `on_hold` are flows that are held because of crashes, `disabled` nodes
    that are left off because they hung. `patience`: seconds that a given message waits for room before it is
    refused. `recorded` is open already.
    """
    loaded = Loaded(project, engine.registry, faults)
    on_hold = on_hold or OnHold(engine)
    served = Served(engine, loaded, engine.registry.pages, held, patience, on_hold, tuple(disabled), recorded)
    needed: dict[web.AbstractRoute, Right | None] = {}
    guard = Guard(StartToken(token, rights), needed, host)
    app = web.Application(middlewares=[problems, guard.check], client_max_size=LARGEST)
    for route in [openapi_route(ROUTES), *ROUTES]:
        handler = route.handle(served)
        for method in ("GET", "HEAD") if route.method == "GET" else (route.method,):
            needed[app.router.add_route(method, route.path, handler)] = route.right
    for method in ("GET", "HEAD"):
        needed[app.router.add_route(method, ANY_PAGE, serve_pages(served.pages))] = None
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
