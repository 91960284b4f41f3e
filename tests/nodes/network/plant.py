"""A project with one flow behind the real server, and the raw end of a connection to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sinterflow.nodes
from sinterflow.runtime import Message, Node, text
from sinterflow.runtime.registry import load
from tests.nodes.peers import Collect, CollectOne
from tests.runtime.api.front import Front, Write, served


class Hold(Node):
    """Hands a message on when the test says so."""

    type = "test.hold"
    title = text(en="hold", zh="等待")
    writes = ()
    concurrency = 1000

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.came = asyncio.Semaphore(0)
        self.free = asyncio.Event()

    async def receive(self, message: Message) -> Message:
        self.came.release()
        await self.free.wait()
        return message


def flow(nodes: dict[str, Any], *wires: Any, id: str = "web") -> dict[str, Any]:
    """A document; a node is `(type, config)`, a wire `a>b` or a list as in files."""
    made = {name: {"type": kind, "config": config} for name, (kind, config) in nodes.items()}
    ways = [wire.split(">") if isinstance(wire, str) else wire for wire in wires]
    return {"format": 1, "id": id, "nodes": made, "wires": ways}


def write(folder: Path, *flows: dict[str, Any], settings: dict[str, Any] | None = None) -> None:
    (folder / "flows").mkdir(parents=True, exist_ok=True)
    (folder / "project.json").write_text(json.dumps({"format": 1, "name": "Plant", "settings": settings or {}}))
    for one in flows:
        (folder / "flows" / f"{one['id']}.json").write_text(json.dumps(one))


@asynccontextmanager
async def plant(
    *flows: dict[str, Any], durable: bool = False, settings: dict[str, Any] | None = None, **app: Any
) -> AsyncIterator[Front]:
    """Serve these flows."""
    registry = load([sinterflow.nodes], installed=False)
    registry.nodes |= {kind.type: kind for kind in (Hold, Collect, CollectOne, Write)}
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, *flows, settings=settings)
        async with served(folder, registry, data=folder / "data" if durable else None, **app) as front:
            yield front


def http_in(**config: Any) -> tuple[str, dict[str, Any]]:
    return "network.http-in", {"path": "/x", "method": "POST", "auth": "none", **config}


RESPONSE: tuple[str, dict[str, Any]] = ("network.http-response", {})


async def raw(
    front: Front, *parts: bytes, local: str = "127.0.0.1"
) -> tuple[bytes, asyncio.StreamWriter, asyncio.StreamReader]:
    """Send these bytes over a connection of their own; the head of the answer, and the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", front.server.port, local_addr=(local, 0))
    for part in parts:
        writer.write(part)
        await writer.drain()
    async with asyncio.timeout(10):
        head = await reader.readuntil(b"\r\n\r\n")
    return head, writer, reader
