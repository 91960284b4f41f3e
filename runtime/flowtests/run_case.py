"""One case on the virtual clock: steps in order, each after all work due by then is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..calendar import Calendar
from ..compile.program import Point
from ..config import seconds
from ..delivery import Delivery
from ..encoding import encode, unplain
from ..engine import Engine
from ..flow.resolved import ResolvedFlow
from ..message import Message, copy_message
from ..registry import Registry
from ..running_flow import RunningFlow
from ..text import Text, pick, text
from ..tray import Failure
from ..virtual import VirtualLoop
from .document import Case, Expect, Send
from .matching import all_match
from .stubs import StubSink, as_message


class Unmet(Exception):
    """An expectation was not met; the message says what came instead."""

    def __init__(self, said: Text) -> None:
        super().__init__(pick(said))
        self.text = said


class Run:
    """The running flow of one case, and what was seen at the places that its steps look at."""

    def __init__(self, flow: RunningFlow, case: Case) -> None:
        self._flow = flow
        self._seen: dict[Point, list[Message]] = {}
        self._failures: list[Failure] = []
        flow.failures.watch = self._failures.append
        self._taps = {point: self._recorder(point) for point in self._points(case)}

    async def prepare(self) -> None:
        await self._flow.program.tap(dict(self._taps))

    async def send(self, send: Send) -> None:
        message = as_message(send.message)
        delivery = Delivery(None, self._flow.shared.clock.monotonic())
        if send.source is not None:
            node = self._node(send.source)
            port = send.port or node.default_port
            self._flow.program.way_out(node.id, port).run(message, delivery)
        elif send.to is not None:
            node = self._node(send.to)
            await self._flow.receive(node.id, message, send.port or "in", delivery)
        else:
            raise Unmet(
                text(en="a send step names a node in `from` or in `to`", zh="发送步骤需在 from 或 to 中写明节点")
            )
        delivery.end()

    def expect(self, expect: Expect) -> None:
        """Raises Unmet."""
        node = self._node(expect.at)
        if expect.status is not None:
            self._expect_status(node.id, expect)
        if expect.error is not None:
            self._expect_error(node.id, expect.error)
        asks_for_messages = expect.count is not None or expect.messages is not None or expect.none
        if asks_for_messages or expect.min is not None or expect.max is not None:
            self._expect_messages(expect, self._take(self._point(expect)))

    def _expect_messages(self, expect: Expect, found: list[Message]) -> None:
        count = 0 if expect.none else expect.count
        least = expect.min if expect.min is not None else 0
        most = expect.max if expect.max is not None else float("inf")
        if (count is not None and len(found) != count) or not least <= len(found) <= most:
            wanted = count if count is not None else f"{least}–{'…' if expect.max is None else expect.max}"
            raise Unmet(
                text(
                    en=f"at {expect.at}: expected {wanted} messages, found {len(found)}: {_shown(found)}",
                    zh=f"{expect.at}：应有 {wanted} 条消息，实际 {len(found)} 条：{_shown(found)}",
                )
            )
        if expect.messages is not None:
            wanted_messages = [unplain(one) for one in expect.messages]
            if not all_match(wanted_messages, found, any_order=expect.order == "any"):
                raise Unmet(
                    text(
                        en=f"at {expect.at}: expected {_shown(wanted_messages)}, found {_shown(found)}",
                        zh=f"{expect.at}：应为 {_shown(wanted_messages)}，实际为 {_shown(found)}",
                    )
                )

    def _expect_status(self, id: str, expect: Expect) -> None:
        node, status = self._flow.nodes[id], expect.status
        assert status is not None
        said = {"state": node.state, "text": pick(node.said)}
        for name in ("state", "text"):
            wanted = getattr(status, name)
            if wanted is not None and wanted != said[name]:
                raise Unmet(
                    text(
                        en=f"at {id}: expected status {name} {wanted!r}, found {said[name]!r}",
                        zh=f"{id}：状态的 {name} 应为 {wanted!r}，实际为 {said[name]!r}",
                    )
                )

    def _expect_error(self, id: str, wanted: str) -> None:
        mine = [failure for failure in self._failures if failure.node == id]
        self._failures = [failure for failure in self._failures if failure.node != id]
        if not any(wanted == failure.kind or wanted in failure.message for failure in mine):
            came = "; ".join(f"{one.kind}: {one.message}" for one in mine) or "-"
            raise Unmet(
                text(
                    en=f"at {id}: expected the error {wanted!r}, found {came}",
                    zh=f"{id}：应有错误 {wanted!r}，实际：{came}",
                )
            )

    def _take(self, point: Point) -> list[Message]:
        node = self._flow.nodes[point[0]].node
        if isinstance(node, StubSink) and point[1] == "in":
            found, node.arrived = node.arrived, []
        else:
            found = self._seen.get(point, [])
            self._seen[point] = []
        return found

    def _point(self, expect: Expect) -> Point:
        node = self._node(expect.at)
        if isinstance(node.node, StubSink) and expect.port is None:
            return (node.id, "in", "in")
        return (node.id, "out", expect.port or node.default_port)

    def _points(self, case: Case) -> list[Point]:
        points = [self._point(step.expect) for step in case.steps if step.expect is not None]
        return [point for point in points if point[1] == "out"]

    def _recorder(self, point: Point) -> Any:
        return lambda message: self._seen.setdefault(point, []).append(copy_message(message))

    def _node(self, id: str) -> Any:
        node = self._flow.nodes.get(id)
        if node is None:
            raise Unmet(text(en=f"the flow has no node {id!r}", zh=f"流程中没有节点 {id!r}"))
        return node


def _shown(messages: list[Any]) -> str:
    shown = ", ".join(encode({k: v for k, v in one.items() if k != "_msgid"}).decode() for one in messages[:5])
    return f"[{shown}{', …' if len(messages) > 5 else ''}]"


async def run_case(
    loop: VirtualLoop, flow: ResolvedFlow, case: Case, registry: Registry, *, calendar: Calendar, tags: dict[str, Any]
) -> None:
    """Run one case. Raises Unmet at the first expectation that is not met."""
    engine = Engine(registry, loop.clock(calendar), tags=tags)
    await engine.start()
    for scope, values in case.context.items():
        for key, value in values.items():
            engine.shared.contexts.scope(_scope(scope, flow.id)).set((key,), unplain(value))
    flow.disabled = False
    await engine.run([flow])
    try:
        if flow.id in engine.failed:
            raise Unmet(engine.failed[flow.id])
        run = Run(engine.flows[flow.id], case)
        await run.prepare()
        await loop.settle()
        for step in case.steps:
            if step.at is not None:
                await loop.advance_to(seconds(step.at))
            else:
                await loop.settle()
            if step.send is not None:
                await run.send(step.send)
            if step.expect is not None:
                run.expect(step.expect)
    finally:
        await engine.stop(drain=0)


def _scope(name: str, flow: str) -> str:
    """`flow` and `global`, or the id of a node, as the context store names them."""
    if name == "global":
        return "global"
    return f"flow/{flow}" if name == "flow" else f"node/{flow}/{name}"


def when(start: str, calendar: Calendar) -> datetime:
    """The start of a case; without an offset it is in the plant's zone."""
    moment = datetime.fromisoformat(start)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=calendar.zone)
