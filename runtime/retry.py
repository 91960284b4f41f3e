"""Sending a dead letter once more: whether it can be, who may, and the act itself."""

from __future__ import annotations

from typing import Literal

from .engine import Engine
from .errors import FOR_A_PERSON, FaultError
from .faults import Fault, fault
from .letters import DeadLetter
from .running_flow import RunningFlow
from .shared import NotAdmitted
from .tray import Retrying

Refusal = Literal["under-way", "gone", "never", "full"]


class NotRetried(FaultError):
    """The letter stays as it is. `why`: it is on its way, its place is gone, it never can be, a queue is full."""

    def __init__(self, why: Refusal, said: Fault) -> None:
        super().__init__([said])
        self.why = why


async def retry(engine: Engine, letter: DeadLetter, patience: float) -> Retrying:
    """Give the letter's message to its node again; returns once it is admitted. Raises NotRetried.

    It keeps the time of its first arrival, so what is too old for a device stays too old. Only what a person was asked
    about (Expired, Uncertain) counts as new.
    """
    flow = _place(engine, letter)
    tray = engine.shared.tray
    delivery = tray.retry(letter, _arrived(engine, letter), lambda: engine.flows.get(flow.id) is flow)
    message = letter.message()
    message["retried"] = letter.retried + 1
    try:
        await flow.receive(letter.node, message, letter.port, delivery, patience)
    except NotAdmitted:
        tray.not_retried(letter)
        raise _not("full", "not-admitted", letter) from None
    except BaseException:
        tray.not_retried(letter)
        raise
    delivery.end()
    return delivery


def needs_device_write(engine: Engine, letter: DeadLetter) -> bool:
    """Whether sending it may do what only a person with the right to write to devices may do."""
    return letter.failure.kind in FOR_A_PERSON or reaches_device(engine, letter.flow)


def reaches_device(engine: Engine, flow: str) -> bool:
    """Whether a message in this flow can come to a node that writes to a device, also by a link to another flow."""
    seen: set[str] = set()
    ahead = [flow]
    while ahead:
        id = ahead.pop()
        running = engine.flows.get(id)
        if id in seen or running is None:
            continue
        seen.add(id)
        if any(node.kind.effect == "physical" for node in running.plan.nodes.values()):
            return True
        ahead += [edge.target.partition("/")[0] for edge in running.plan.edges() if edge.outside]
    return False


def refuse_under_way(engine: Engine, letter: DeadLetter) -> None:
    """Raises NotRetried when the letter is on its way."""
    if engine.shared.tray.is_retrying(letter):
        raise _not("under-way", "letter-under-way", letter)


def _place(engine: Engine, letter: DeadLetter) -> RunningFlow:
    refuse_under_way(engine, letter)
    if not letter.whole:
        raise _not("never", "letter-not-whole", letter)
    flow = engine.flows.get(letter.flow)
    if flow is None or not flow.running:
        raise _not("gone", "letter-flow-gone", letter)
    node = flow.nodes.get(letter.node)
    if node is None:
        raise _not("gone", "letter-node-gone", letter)
    inputs = [port.name for port in node.planned.inputs]
    if not inputs:
        raise _not("never", "letter-of-source", letter)
    if letter.port not in inputs:
        raise _not("gone", "letter-port-gone", letter, port=letter.port, known=", ".join(inputs))
    return flow


def _not(why: Refusal, code: str, letter: DeadLetter, **more: str) -> NotRetried:
    return NotRetried(why, fault(code, letter=letter.id, flow=letter.flow, id=letter.node, node=letter.node, **more))


def _arrived(engine: Engine, letter: DeadLetter) -> float:
    clock = engine.shared.clock
    clock.look()
    now = clock.monotonic()
    return now if letter.failure.kind in FOR_A_PERSON else now - (clock.time() - letter.arrived)
