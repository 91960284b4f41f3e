"""Giving a running node a message, as its wires do."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import msgspec
from aiohttp import web

from ..config import Duration, seconds
from ..delivery import Delivery
from ..faults import fault
from ..message import Message, new_id
from ..node import Node, Source
from ..retry import reaches_device
from ..running import RunningNode
from ..running_flow import RunningFlow
from ..shared import NotAdmitted
from .flows import running_flow
from .problem import Problem
from .routes import BASE, Call, Route, flow_of_path

LONGEST_WAIT = 300.0
RETRY_AFTER = "1"


class Given(msgspec.Struct, forbid_unknown_fields=True):
    """A message for a node; without one an inject node sends its own. The encoding is that of messages."""

    message: dict[str, Any] = {}
    port: str = "in"


class ReceiveQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`wait`: the answer comes when the delivery is done, or after so long (`5s`, at most `5m`)."""

    wait: Annotated[Duration | None, msgspec.Meta(examples=["5s"])] = None


class Admitted(msgspec.Struct):
    """The id of the message."""

    _msgid: str


async def receive(call: Call) -> web.Response:
    wait = wait_of(call.query.wait)
    flow = running_flow(call)
    node = _node(flow, call.path("node"), call.body.port)
    writes = reaches_device(call.served.engine, flow.id)
    if writes:
        call.need("device-write", flow.id)
    message = _message(node, call.body.message)
    _mark_actor(call, message)
    answer = {"_msgid": message["_msgid"]}  # now: later the flow owns the message
    done = asyncio.Event()
    delivery = Delivery(None, flow.shared.clock.monotonic(), done.set)
    try:
        await flow.receive(node.id, message, call.body.port, delivery, call.served.patience)
    except NotAdmitted:
        raise Problem(503, fault("not-admitted", id=node.id), headers={"Retry-After": RETRY_AFTER}) from None
    delivery.end()
    if writes:  # what changes nothing outside is no change: a program may give thousands a second
        await call.audit("node.receive", f"{flow.id}/{node.id}", after=answer, flow=flow.id)
    return call.answer(answer, 200 if await _over(done, wait) else 202)


def wait_of(duration: str | None) -> float:
    """The seconds that a caller is willing to wait."""
    wait = seconds(duration) if duration is not None else 0.0
    if wait > LONGEST_WAIT:
        raise Problem(400, fault("request-value", name="wait", said=f"{duration} > 5m"))
    return wait


async def _over(done: asyncio.Event, wait: float) -> bool:
    """Whether all branches of the delivery end within `wait` seconds; without a wait nobody asked."""
    if not wait:
        return False
    try:
        async with asyncio.timeout(wait):
            await done.wait()
    except TimeoutError:
        return False
    return True


def _node(flow: RunningFlow, id: str, port: str) -> RunningNode:
    node = flow.nodes.get(id)
    if node is None:
        raise Problem(404, fault("node-not-running", flow=flow.id, id=id, node=id))
    inputs = [one.name for one in node.planned.inputs]
    is_source = isinstance(node.node, Source) and not inputs
    by_hand = is_source and not node.is_async and type(node.node).receive is not Node.receive
    if port not in inputs and not (by_hand and port == "in"):
        raise Problem(422, fault("no-input", id=id, port=port, known=", ".join(inputs) or "–", node=id))
    return node


def _message(node: RunningNode, given: Message) -> Message:
    """A whole message; only a source that is asked by hand may get an empty one, which it fills itself."""
    if not isinstance(given.get("_msgid"), str):
        given["_msgid"] = new_id()
    if node.planned.inputs:
        return {"payload": None, "topic": "", **given}
    return given


def _mark_actor(call: Call, message: Message) -> None:
    """What a person did says so. Who is no person cannot claim to be one."""
    message.pop("actor", None)
    if call.caller.person or call.caller.station:
        message["actor"] = {"station": call.caller.station, "person": call.caller.person}


ROUTES = [
    Route(
        method="POST",
        path=f"{BASE}/flows/{{id}}/nodes/{{node}}/receive",
        handler=receive,
        summary="Gives a running node a message: 202 when it is admitted, with `wait` 200 when its delivery is done.",
        right="operate",
        of=flow_of_path,
        query=ReceiveQuery,
        body=Given,
        any_text=True,
        answers={200: Admitted, 202: Admitted},
        refused=(409, 503),
    )
]
