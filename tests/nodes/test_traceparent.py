"""A trace goes on where messages come from others and go to others: HTTP, and MQTT 5."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from sinterflow.runtime import Message, new_message
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.tracing.tracer import Tracer
from tests.nodes.mqtt.test_mqtt import WIRES, broker, line, subscribed
from tests.nodes.network.plant import flow, plant
from tests.nodes.peers import Mosquitto, RunFlow

TRACE = "0af7651916cd43dd8448eb211c80319c"
ABOVE = f"00-{TRACE}-00f067aa0ba902b7-01"


def traced() -> dict[str, Any]:
    """Parts of an engine that makes traces of every message."""
    tracer = Tracer(InMemorySpanExporter(), "test", 1.0)
    return {"make_program": partial(Compiled, tracer=tracer), "tracer": tracer}


NODES = {
    "in": ("network.http-in", {"path": "/a", "auth": "none"}),
    "ask": ("network.http-request", {"url": "http://127.0.0.1:{{payload.port}}/b", "hosts": ["127.0.0.1"]}),
    "answer": ("network.http-response", {}),
    "other": ("network.http-in", {"path": "/b", "auth": "none"}),
    "got": ("test.collect", {}),
}


def asked(headers: dict[str, str], **engine: Any) -> Message:
    """What came to /b, which a flow asks when it is asked at /a itself."""

    async def main() -> Message:
        async with plant(flow(NODES, "in>ask", "ask>answer", "other>got"), engine=engine) as front:
            answer = await front.get(f"/a?port={front.server.port}", headers=headers, token=None)
            assert answer.status < 300, answer.raw
            (message,) = await front.node("web", "got").count(1)
            found: Message = message
            return found

    return asyncio.run(main())


def test_a_request_that_belongs_to_a_trace_hands_it_on_to_whom_the_flow_asks() -> None:
    message = asked({"traceparent": ABOVE}, **traced())
    assert message["traceparent"].startswith(f"00-{TRACE}-")
    assert "traceparent" in message["req"].headers


def test_a_request_of_no_trace_begins_one() -> None:
    assert asked({}, **traced())["traceparent"].endswith("-01")


def test_without_traces_nothing_is_taken_or_handed_on() -> None:
    message = asked({"traceparent": ABOVE})
    assert "traceparent" not in message
    assert "traceparent" not in message["req"].headers


@pytest.mark.parametrize("qos", [0, 1])
def test_a_trace_goes_through_a_broker_of_mqtt_5(run_flow: RunFlow, mosquitto: Mosquitto, qos: int) -> None:
    message = published(run_flow, mosquitto, "5", qos, **traced())
    assert message["traceparent"].startswith(f"00-{TRACE}-")


def test_mqtt_without_traces_or_room_for_them_carries_none(run_flow: RunFlow, mosquitto: Mosquitto) -> None:
    assert "traceparent" not in published(run_flow, mosquitto, "5", 1)
    assert "traceparent" not in published(run_flow, mosquitto, "3.1.1", 1, **traced())


def published(run_flow: Callable[..., Any], mosquitto: Mosquitto, version: str, qos: int, **parts: Any) -> Message:
    """What comes back from the broker of a message that belongs to a trace."""

    async def main() -> Message:
        nodes = line(qos=qos, out={"qos": qos})
        async with run_flow(nodes, WIRES, broker(mosquitto.port, version), **parts) as running:
            await subscribed(running)
            await running.node("send").send({**new_message("x", "line/1"), "traceparent": ABOVE})
            (message,) = await running.node("got").count(1)
            found: Message = message
            return found

    return asyncio.run(main())
