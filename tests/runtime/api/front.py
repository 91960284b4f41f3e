"""A real engine behind a real server on a free loopback port, with small node types of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from yarl import URL

from sinterflow.runtime import Connection, Message, Node, NodeConfig, Out, Port, Source, text
from sinterflow.runtime.api.app import ROUTES, build_app
from sinterflow.runtime.api.openapi import openapi_route
from sinterflow.runtime.api.server import Server, serve
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.deploy.deployer import Deployer
from sinterflow.runtime.deploy.desk import Desk
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.gateway.watch import Watch
from sinterflow.runtime.keeping.backups import Backups
from sinterflow.runtime.keeping.belongs import Place
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.security import audit
from sinterflow.runtime.security.security import Security
from tests.runtime.api.described import Description

MakeWatch = Callable[[Engine, Deployer], Watch]
TOKEN = "a-token-of-the-test"
BASE = "/api/v1"
DESCRIBED = Description([openapi_route(ROUTES), *ROUTES])


class Feed(Source):
    """Starts what it is given by hand, as an inject node does."""

    type = "test.feed"
    title = text(en="Feed", zh="给料")

    def receive(self, message: Message, port: str = "in") -> Message:
        message.setdefault("payload", "its own")
        return message


class Pass(Node):
    """Hands on what it gets."""

    type = "test.pass"
    title = text(en="Pass", zh="传递")
    help = text(en="Hands on what it gets.", zh="原样传递。")
    icon = "pass"
    writes = ()

    class Config(NodeConfig):
        label: str = "none"

    def receive(self, message: Message, port: str = "in") -> Message:
        return message


class Keep(Node):
    """Keeps what it gets, for the test to see."""

    type = "test.keep"
    title = text(en="Keep", zh="留存")
    outputs = ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.seen: list[Message] = []

    def receive(self, message: Message, port: str = "in") -> None:
        self.seen.append(message)


class Fail(Node):
    """Fails on everything."""

    type = "test.fail"
    title = text(en="Fail", zh="失败")

    def receive(self, message: Message, port: str = "in") -> None:
        raise ValueError("no good")


class Slow(Node):
    """Finishes a message when the test says so."""

    type = "test.slow"
    title = text(en="Slow", zh="慢")
    concurrency = 2

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.arrived = asyncio.Semaphore(0)
        self.go_on = asyncio.Event()

    async def receive(self, message: Message, port: str = "in") -> Message:
        self.arrived.release()
        await self.go_on.wait()
        return message


class Write(Node):
    """Would write to a device."""

    type = "test.write"
    title = text(en="Write", zh="写入")
    effect = "physical"
    outputs = ()

    def receive(self, message: Message, port: str = "in") -> None:
        """It does what a device would see as nothing."""


class Plc(Connection):
    """Is always there."""

    type = "test.plc"
    title = text(en="PLC", zh="PLC")

    class Config(NodeConfig):
        password: str


class Split(Node):
    """Two inputs, two outputs."""

    type = "test.split"
    title = text(en="Split", zh="分流")
    inputs = (Port("in"), Port("second", message=True, title=text(en="Second", zh="第二")))
    outputs = (Port("1"), Port("2"))

    def receive(self, message: Message, port: str = "in") -> list[Out]:
        return [Out("1" if port == "in" else "2", message)]


CONNECTIONS: list[type[Connection]] = [Plc]
TYPES = (Feed, Pass, Keep, Fail, Slow, Write, Split)


@dataclass
class Drawn:
    """A flow's document, and the types it is made of."""

    document: dict[str, Any]
    kinds: set[type[Node]]

    @property
    def id(self) -> str:
        found: str = self.document["id"]
        return found


def flow(id: str, nodes: dict[str, type[Node]], *wires: str, size: int | None = None, **more: Any) -> Drawn:
    """A flow of these nodes; a wire is written `a:out>b:in` or `a>b`, all with a queue of `size` when it is given."""
    policy = [] if size is None else [{"policy": "bounded", "size": size}]
    document = {
        "format": 1,
        "id": id,
        "name": id.title(),
        "nodes": {name: {"type": kind.type} for name, kind in nodes.items()},
        "wires": [[*wire.split(">"), *policy] for wire in wires],
        **more,
    }
    return Drawn(document, set(nodes.values()))


def written(folder: Path, flows: tuple[Drawn, ...], files: dict[str, bytes], project: dict[str, Any]) -> None:
    """A project folder with these flows."""
    for inner in ("flows", "subflows"):
        (folder / inner).mkdir()
    order = [one.id for one in flows]
    settings = {"timezone": "Asia/Shanghai"}
    document = {"format": 1, "name": {"en": "Plant 1", "zh": "一厂"}, "flow_order": order, "settings": settings}
    (folder / "project.json").write_text(json.dumps({**document, **project}))
    for one in flows:
        (folder / "flows" / f"{one.id}.json").write_text(json.dumps(one.document))
    for name, content in files.items():
        (folder / name).write_bytes(content)


@dataclass
class Answer:
    status: int
    headers: Any
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def codes(self) -> list[str]:
        """The codes of a problem's faults."""
        assert self.headers["Content-Type"].startswith("application/problem+json")
        return [fault["code"] for fault in self.json["errors"]]


@dataclass
class Front:
    """The front door: calls to the running server as any program makes them."""

    engine: Engine
    server: Server
    session: aiohttp.ClientSession
    folder: Path
    deployer: Deployer
    security: Security

    def node(self, flow: str, id: str) -> Any:
        return self.engine.flows[flow].nodes[id].node

    async def call(self, method: str, path: str, *, token: str | None = TOKEN, **more: Any) -> Answer:
        headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **more.pop("headers", {})}
        url = URL(self.server.url + path, encoded=True)
        async with self.session.request(method, url, headers=headers, allow_redirects=False, **more) as answered:
            raw = await answered.read()
        DESCRIBED.check(method, path, answered.status, answered.headers, raw)
        return Answer(answered.status, answered.headers, raw)

    async def get(self, path: str, **more: Any) -> Answer:
        return await self.call("GET", path, **more)

    async def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        kind = {"Content-Type": "application/json", **more.pop("headers", {})}
        return await self.call("POST", path, data=BytesIO(json.dumps(body).encode()), headers=kind, **more)

    async def events(self, **more: Any) -> aiohttp.ClientWebSocketResponse:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        more = {"headers": headers, **more}
        socket: aiohttp.ClientWebSocketResponse = await self.session.ws_connect(
            f"{self.server.url}{BASE}/events", **more
        )
        return socket


@asynccontextmanager
async def opened(
    *flows: Drawn,
    pages: dict[str, Path] | None = None,
    files: dict[str, bytes] | None = None,
    project: dict[str, Any] | None = None,
    data: Path | None = None,
    registry: Registry | None = None,
    connections: Sequence[type[Connection]] = (),
    **app: Any,
) -> AsyncIterator[Front]:
    """A running engine and server with a project of these flows; `files` are more of its files.

    `data`: the folder of its journal. `registry` is used in place of the types of the tests.
    """
    registry = registry or Registry(
        {*TYPES, *(kind for one in flows for kind in one.kinds)}, [*CONNECTIONS, *connections]
    )
    registry.pages = pages or {}
    with TemporaryDirectory() as folder:
        await asyncio.to_thread(written, Path(folder), flows, files or {}, project or {})
        async with served(Path(folder), registry, data=data, **app) as front:
            yield front


@asynccontextmanager
async def served(
    folder: Path,
    registry: Registry,
    *,
    held: bool = False,
    data: Path | None = None,
    watch: MakeWatch | None = None,
    engine: dict[str, Any] | None = None,
    backed_up: bool = False,
    **app: Any,
) -> AsyncIterator[Front]:
    """A running engine and server with the project in a folder, its data in `data`; `watch` looks at the machine;
    `backed_up`: with backups."""
    security = await asyncio.to_thread(Security, folder / "data", lambda: datetime.now(UTC))
    desk = await asyncio.to_thread(Desk, folder, registry, folder / "data", security.vault)
    parts = {"make_program": Compiled, **(engine or {})}
    runs = Engine(registry, Clock(desk.opened.project.calendar), data=data, **parts)
    deployer = Deployer(desk, runs, held=held)
    await deployer.start()
    looks = watch(runs, deployer) if watch is not None else None
    backups = Backups(deployer, folder / "data", Place(folder, folder / "data"), runs.shared.clock.now)
    if backed_up:
        await backups.start()
        app["backups"] = backups
    server = await serve(build_app(deployer, security, TOKEN, watch=looks, **app), "127.0.0.1", 0)
    try:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            yield Front(runs, server, session, folder, deployer, security)
    finally:
        await backups.stop()
        await deployer.finish()
        await server.stop()
        await runs.stop(drain=0.05)
        await deployer.close()
        await asyncio.to_thread(security.close)


async def audited(front: Front) -> list[str]:
    """What was done through the API, the oldest first."""
    kept = await front.security.store.reading(lambda db: audit.page(db, None, 1000))
    return [one.entry.action for one in kept][::-1]


LINE = flow("line", {"feed": Feed, "pass": Pass, "keep": Keep}, "feed>pass", "pass>keep")
