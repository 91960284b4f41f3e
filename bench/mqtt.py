"""MQTT in → json → change → switch → MQTT out, QoS 0: processor time of a message, and its latency when paced."""

from __future__ import annotations

import json
import threading
import time
from contextlib import ExitStack
from statistics import median, quantiles
from typing import Any, NamedTuple

from . import nodered, ours
from .broker import broker
from .child import Child, Wrong
from .measure import OPTIONS, Row, compared, interleaved
from .mqtt_client import Client

NAME = "MQTT in → json → change → switch → MQTT out"
MESSAGES = 20_000
WINDOW = 100
"""Messages under way at most while processor time is taken: the program is busy, the broker's queues stay short."""
RATE = 1000
SECONDS = 5
LONGEST_WAIT = 60.0


class Load:
    """Publishes numbered messages for one program and checks what comes out of it."""

    def __init__(self, port: int, side: str) -> None:
        self._into = f"{side}/in"
        self._changed = threading.Condition()
        self._sent = 0
        self._arrived = 0
        self._wrong: dict[str, Any] | None = None
        self.latencies: list[float] = []
        self._client = Client(port, f"{side}/out", self._received)

    def burst(self, count: int) -> None:
        """As fast as the program takes them."""
        for _ in range(count):
            with self._changed:
                self._wait(lambda: self._sent - self._arrived < WINDOW)
            self._publish()
        self._finish()

    def paced(self, count: int, rate: float) -> list[float]:
        """One every `1 / rate` seconds; gives the latencies in ms."""
        self.latencies = []
        due = time.perf_counter()
        for _ in range(count):
            due += 1 / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            self._publish()
        self._finish()
        return self.latencies

    def until_there(self) -> None:
        """Wait until the program has subscribed: messages before that are lost."""
        until = time.monotonic() + LONGEST_WAIT
        while not self._arrived:
            if time.monotonic() > until:
                raise Wrong(f"{self._into}: nothing came out")
            self._publish()
            time.sleep(0.1)
        time.sleep(0.5)
        self._sent = self._arrived

    def close(self) -> None:
        self._client.close()

    def _publish(self) -> None:
        self._sent += 1
        payload = {"pv": self._sent % 100, "zone": {"id": 7, "name": "Z7"}, "sent": time.perf_counter_ns()}
        self._client.publish(self._into, json.dumps(payload).encode())

    def _received(self, payload: bytes) -> None:
        now = time.perf_counter_ns()
        message = json.loads(payload)
        if message.get("unit") != "C" or message.get("zone") != {"id": 7, "name": "Z7"}:
            self._wrong = message
        self.latencies.append((now - message["sent"]) / 1e6)
        with self._changed:
            self._arrived += 1
            self._changed.notify()

    def _finish(self) -> None:
        with self._changed:
            self._wait(lambda: self._arrived == self._sent)
        if self._wrong is not None:
            raise Wrong(f"{self._into}: came out as {self._wrong}")

    def _wait(self, ready: Any) -> None:
        if not self._changed.wait_for(ready, LONGEST_WAIT):
            raise Wrong(f"{self._into}: {self._arrived} of {self._sent} messages came out")


class Side(NamedTuple):
    child: Child
    load: Load

    def cpu(self) -> float:
        """Microseconds of processor time for one message."""
        count = round(MESSAGES * OPTIONS.scale)
        before = self.child.cpu()
        self.load.burst(count)
        return (self.child.cpu() - before) / count * 1e6

    def latency(self) -> tuple[float, float]:
        """p50 and p99 in ms."""
        found = self.load.paced(round(RATE * SECONDS * max(OPTIONS.scale, 0.2)), RATE)
        return median(found), quantiles(found, n=100)[98]


def run() -> list[Row]:
    with ExitStack() as stack:
        port = stack.enter_context(broker())
        started = [ours.start(flow(), connections=connections(port))]
        started += [red.start(red_flow(port, f"side{number}")) for number, red in enumerate(nodered.installed(), 1)]
        children = [stack.enter_context(child) for child in started]
        sides = [Side(child, Load(port, f"side{number}")) for number, child in enumerate(children)]
        for side in sides:
            stack.callback(side.load.close)
            side.load.until_there()
            side.load.burst(2000)
        cpu = interleaved(*(side.cpu for side in sides))
        latency = interleaved(*(side.latency for side in sides))
    return _rows([child.name for child in children], cpu, latency)


def _rows(names: list[str], cpu: list[list[float]], latency: list[list[tuple[float, float]]]) -> list[Row]:
    p50, p99 = ([[each[place] for each in found] for found in latency] for place in (0, 1))
    return [
        compared(work, unit, found[0], dict(zip(names[1:], found[1:], strict=True)), goal, more_is_better=False)
        for work, unit, found, goal in (
            (f"{NAME}: CPU a message", "µs", cpu, 0.25),
            (f"the same at {RATE:,} msg/s: p50", "ms", p50, 0.5),
            (f"the same at {RATE:,} msg/s: p99", "ms", p99, 0.5),
        )
    ]


def connections(port: int) -> dict[str, Any]:
    return {"broker": {"type": "mqtt.broker", "config": {"host": "127.0.0.1", "port": port, "version": "3.1.1"}}}


def flow() -> dict[str, Any]:
    broker = {"connection": "broker", "qos": 0}
    return ours.chain(
        {"type": "mqtt.in", "config": {**broker, "topic": "side0/in", "format": "text"}},
        {"type": "parse.json"},
        ours.change({"op": "set", "path": "payload.unit", "to": {"value": "C"}}),
        {"type": "core.switch", "config": {"property": "payload.pv", "rules": [{"op": "ge", "value": 0}]}},
        {"type": "mqtt.out", "config": {**broker, "topic": "side0/out"}},
    )


def red_flow(port: int, side: str) -> list[dict[str, Any]]:
    broker = {
        "id": "broker",
        "type": "mqtt-broker",
        "broker": "127.0.0.1",
        "port": str(port),
        "protocolVersion": "4",
        "autoConnect": True,
        "cleansession": True,
        "keepalive": "60",
    }
    nodes = nodered.chain(
        {"type": "mqtt in", "topic": f"{side}/in", "qos": "0", "datatype": "utf8", "broker": "broker"},
        {"type": "json", "property": "payload", "action": ""},
        nodered.change({"t": "set", "p": "payload.unit", "pt": "msg", "to": "C", "tot": "str"}),
        {
            "type": "switch",
            "property": "payload.pv",
            "propertyType": "msg",
            "rules": [{"t": "gte", "v": "0", "vt": "num"}],
            "checkall": "true",
            "outputs": 1,
        },
        {"type": "mqtt out", "topic": f"{side}/out", "qos": "0", "retain": "false", "broker": "broker"},
    )
    return [*nodes, broker]
