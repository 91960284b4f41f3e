"""What tests of families with real peers share: an engine with one flow on it, and a real MQTT broker."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import msgspec
import pytest

import sinterflow.nodes
from sinterflow.runtime import Message, Node, Source
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.flow.resolved import Policy, ResolvedFlow, ResolvedNode, ResolvedWire
from sinterflow.runtime.registry import load

PATIENCE = 20.0
"""Seconds after which a test that waits for a peer has failed."""


class Collect(Node):
    """Keeps what comes; with `held` set, each message stays under way until it is released."""

    type = "test.collect"
    title = "collect"
    outputs = ()
    writes = ()
    concurrency = 100_000

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.messages: list[Message] = []
        self.free = asyncio.Event()
        self.free.set()
        self._came = asyncio.Event()

    async def receive(self, message: Message) -> None:
        self.messages.append(message)
        self._came.set()
        await self.free.wait()

    async def count(self, wanted: int) -> list[Message]:
        """The messages, once there are that many."""
        async with asyncio.timeout(PATIENCE):
            while len(self.messages) < wanted:
                self._came.clear()
                await self._came.wait()
        return self.messages

    @property
    def payloads(self) -> list[Any]:
        return [message["payload"] for message in self.messages]


class CollectOne(Collect):
    """Takes one message at a time."""

    type = "test.collect-one"
    concurrency = 1


class Emit(Source):
    """Sends what a test tells it to; returns once the message has been handled."""

    type = "test.emit"
    title = "emit"

    async def handled(self, message: Message) -> None:
        done = asyncio.Event()
        await self.send(message, done=done.set)
        async with asyncio.timeout(PATIENCE):
            await done.wait()


class Running:
    """A running flow."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def node(self, id: str) -> Any:
        return self.engine.flows["test"].nodes[id].node

    @property
    def letters(self) -> list[Any]:
        """What went to the tray."""
        return self.engine.shared.tray.letters()

    def connection(self, id: str) -> Any:
        return self.engine.shared.connection(id)


RunFlow = Callable[..., Any]


@pytest.fixture
def run_flow() -> RunFlow:
    """`async with run_flow({id: (type, config)}, [(from, to)], {id: (type, config)})`: an engine with that flow.

    A wire's third member is its policy's kind.
    """
    return running


@asynccontextmanager
async def running(
    nodes: dict[str, tuple[str, dict[str, Any]]],
    wires: Sequence[tuple[str, ...]],
    connections: dict[str, tuple[str, dict[str, Any]]] | None = None,
    *,
    data: Path | None = None,
    tags: dict[str, Any] | None = None,
    drain: float = 1.0,
    connected: bool = True,
    clock: Clock | None = None,
    **parts: Any,
) -> AsyncIterator[Running]:
    registry = load([sinterflow.nodes], installed=False)
    registry.nodes |= {kind.type: kind for kind in (Collect, CollectOne, Emit)}
    engine = Engine(registry, clock or Clock(), data=data, tags=tags, **parts)
    await engine.start(
        {id: (kind, decode(registry.connections[kind], config)) for id, (kind, config) in (connections or {}).items()}
    )
    try:
        for link in engine.shared.links.values() if connected else ():
            async with asyncio.timeout(PATIENCE):
                await link.connection.connected.wait()
        await engine.run([resolved(registry.nodes, nodes, wires)])
        assert not engine.failed, engine.failed
        yield Running(engine)
    finally:
        await engine.stop(drain)


def decode(kind: Any, config: dict[str, Any]) -> Any:
    return msgspec.convert(config, kind.Config)


def resolved(
    kinds: Any, nodes: dict[str, tuple[str, dict[str, Any]]], wires: Sequence[tuple[str, ...]]
) -> ResolvedFlow:
    made = {}
    for id, (name, given) in nodes.items():
        config = decode(kinds[name], given)
        kind = kinds[name].variant(config)
        inputs, outputs = kind.ports(config)
        made[id] = ResolvedNode(id=id, kind=kind, config=config, inputs=inputs, outputs=outputs)
    return ResolvedFlow(id="test", nodes=made, wires=[wire(*one) for one in wires])


def wire(start: str, end: str, policy: Any = "direct") -> ResolvedWire:
    source, _, port = start.partition(":")
    target, _, into = end.partition(":")
    return ResolvedWire(
        source=source, source_port=port or "out", target=target, target_port=into or "in", policy=Policy(kind=policy)
    )


class Mosquitto:
    """A real broker on a port of its own, which keeps its messages over a restart."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._settings = folder / "mosquitto.conf"
        self._settings.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nmax_inflight_messages 0\nmax_queued_messages 0\nuser root\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def allow(self, rules: str) -> None:
        """Start again with these access rules."""
        self._again("acl", rules, "acl_file")

    def require_password(self) -> None:
        """Start again, letting nobody in."""
        self._again("passwords", "", "password_file")

    def _again(self, name: str, content: str, setting: str) -> None:
        self.stop()
        file = self._settings.with_name(name)
        file.write_text(content)
        settings = self._settings.read_text()
        if setting == "password_file":
            settings = settings.replace("allow_anonymous true", "allow_anonymous false")
        self._settings.write_text(f"{settings}{setting} {file}\n")
        self.start()

    def start(self) -> None:
        program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin")
        assert program, "these tests need a real broker: apt-get install mosquitto"
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen([program, "-c", str(self._settings)], stdout=quiet, stderr=quiet)
        wait_for_port(self.port)

    def break_off(self, client: str, version: str) -> None:
        """A connection of this client, to a session that is kept, which ends before the broker can answer."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            with socket.create_connection(("127.0.0.1", self.port)) as one:
                one.sendall(_connect(client, version))
        finally:
            self._process.send_signal(signal.SIGCONT)
        with socket.create_connection(("127.0.0.1", self.port)) as other:
            other.sendall(_connect(f"not-{client}", version))
            assert other.recv(1), "it is answered when the broker is done with the first"

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


def _connect(client: str, version: str) -> bytes:
    """CONNECT without a clean start."""
    five = version == "5"
    said = b"\x00\x04MQTT" + bytes((5 if five else 4, 0, 0, 60)) + (b"\x05\x11\x00\x00\x0e\x10" if five else b"")
    said += len(client).to_bytes(2, "big") + client.encode()
    return bytes((0x10, len(said))) + said


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    broker = Mosquitto(tmp_path)
    broker.start()
    yield broker
    broker.stop()


class Proxy:
    """A network between a client and a server on this machine, which a test can cut."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self.open = True
        """It takes new connections."""
        self._target = target
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *raised: object) -> None:
        self._server.close()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Break every connection without a goodbye."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.open:
            writer.transport.abort()
            return
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, there_writer}
        for passing in (self._up(reader, there_writer), self._pass_on(there_reader, writer)):
            task = asyncio.create_task(passing)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _up(self, client: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        await self._pass_on(client, server)

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        except OSError:
            return
        finally:
            sink.close()


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that a peer brings about."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 # a peer sets no event of ours
            await asyncio.sleep(0.005)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def wait_for_port(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < until, f"nothing listens on {port}"
            time.sleep(0.02)
