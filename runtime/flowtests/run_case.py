"""One case on the virtual clock: steps in order, each after all work due by then is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import structlog

from ..calendar import Calendar
from ..compile.program import Tap
from ..config import seconds
from ..delivery import Delivery
from ..encoding import encode, unplain
from ..engine import Engine
from ..faults import Fault, fault
from ..flow.resolved import ResolvedFlow
from ..letters import Failure
from ..message import Message, copy_message
from ..registry import Registry
from ..running_flow import RunningFlow
from ..text import Text, pick, text
from ..usercode.watchdog import Watchdog
from ..virtual import VirtualLoop
from .document import Case, Expect, Send
from .matching import all_match
from .places import Places, inputs, outputs
from .stubs import ResponsesExhausted, StubRequest, StubSink, as_message


class Unmet(Exception):
    """An expectation was not met; the message says what came instead."""

    def __init__(self, said: Text) -> None:
        super().__init__(pick(said))
        self.text = said


class Run:
    """The running flow of one case, and what was seen at the places that its steps look at."""

    def __init__(self, flow: RunningFlow, case: Case) -> None:
        self._flow = flow
        self._resolved = flow.plan.flow
        self._seen: dict[Places, list[Message]] = {}
        """What has left each place since it was last looked at."""
        self._failures: list[Failure] = []
        flow.failures.watch = self._failures.append
        looked_at = [
            step.expect for step in case.steps if step.expect is not None and not self._is_arrival(step.expect)
        ]
        for expect in looked_at:
            self._seen[self._outputs(expect)] = []

    async def prepare(self) -> None:
        await self._flow.program.tap({(id, "out", port): self._recorder((id, port)) for id, port in self._points()})

    async def send(self, send: Send) -> None:
        message = as_message(send.message)
        delivery = Delivery(None, self._flow.shared.clock.monotonic())
        if send.source is not None:
            for id, port in outputs(self._resolved, send.source, send.port):
                self._flow.program.way_out(id, port).run(copy_message(message), delivery)
        elif send.to is not None:
            for id, port in inputs(self._resolved, send.to, send.port):
                await self._flow.receive(id, copy_message(message), port, delivery)
        delivery.end()

    def expect(self, expect: Expect) -> None:
        """Raises Unmet."""
        if expect.status is not None:
            self._expect_status(expect.at, expect)
        if expect.error is not None:
            self._expect_error(expect.at, expect.error)
        asks_for_messages = expect.count is not None or expect.messages is not None or expect.none
        if asks_for_messages or expect.min is not None or expect.max is not None:
            self._expect_messages(expect, self._take(expect))

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
        node, status = self._flow.nodes.get(self._resolved.status.get(id, id)), expect.status
        assert status is not None
        if node is None:
            raise Unmet(text(en=f"the subflow of {id} names no status node", zh=f"{id} 的子流程没有指定状态节点"))
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
        mine = [failure for failure in self._failures if failure.node == id or failure.node.startswith(f"{id}/")]
        self._failures[:] = [failure for failure in self._failures if failure not in mine]
        if not any(wanted == failure.kind or wanted in failure.message for failure in mine):
            came = "; ".join(f"{one.kind}: {one.message}" for one in mine) or "-"
            raise Unmet(
                text(
                    en=f"at {id}: expected the error {wanted!r}, found {came}",
                    zh=f"{id}：应有错误 {wanted!r}，实际：{came}",
                )
            )

    def unanswered(self) -> list[Fault]:
        """Requests beyond what `respond` gives, unless the case expected that error."""
        unasked = {failure.node for failure in self._failures if failure.kind == ResponsesExhausted.__name__}
        stubs = {id: self._flow.nodes[id].node for id in sorted(unasked)}
        return [
            fault("respond-exhausted", node=id, given=id, count=stub.asked, has=len(stub.config.responses))
            for id, stub in stubs.items()
            if isinstance(stub, StubRequest)
        ]

    def _take(self, expect: Expect) -> list[Message]:
        if self._is_arrival(expect):
            sink = cast(StubSink, self._flow.nodes[expect.at].node)
            return sink.take(expect.port)
        place = self._outputs(expect)
        found, self._seen[place] = self._seen[place], []
        return found

    def _is_arrival(self, expect: Expect) -> bool:
        """Whether it looks at what came to a node: a sink, or an input of another stub that is named."""
        running = self._flow.nodes.get(expect.at)
        if running is None or not isinstance(running.node, StubSink):
            return False
        if expect.port is None:
            return not isinstance(running.node, StubRequest)
        return any(port.name == expect.port for port in running.planned.inputs)

    def _outputs(self, expect: Expect) -> Places:
        return tuple(outputs(self._resolved, expect.at, expect.port))

    def _points(self) -> set[tuple[str, str]]:
        return {point for place in self._seen for point in place}

    def _recorder(self, point: tuple[str, str]) -> Tap:
        def record(message: Message) -> None:
            for place, seen in self._seen.items():
                if point in place:
                    seen.append(copy_message(message))

        return record


def _shown(messages: list[Any]) -> str:
    shown = ", ".join(encode({k: v for k, v in one.items() if k != "_msgid"}).decode() for one in messages[:5])
    return f"[{shown}{', …' if len(messages) > 5 else ''}]"


async def run_case(
    loop: VirtualLoop, flow: ResolvedFlow, case: Case, registry: Registry, *, calendar: Calendar, tags: dict[str, Any]
) -> list[Fault]:
    """Run one case; gives the faults that showed themselves. Raises Unmet at the first expectation that is not met."""
    engine = Engine(registry, loop.clock(calendar), tags=tags)
    watchdog = Watchdog(None, structlog.get_logger("sinterflow.watchdog"))
    watchdog.start()
    engine.shared.watchdog = watchdog
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
        await loop.settle()
        return run.unanswered()
    finally:
        await engine.stop(drain=0)
        await watchdog.stop()


def _scope(name: str, flow: str) -> str:
    """`flow` and `global`, or the id of a node, as the context store names them."""
    if name == "global":
        return "global"
    return f"flow/{flow}" if name == "flow" else f"node/{flow}/{name}"


def when(start: str, calendar: Calendar) -> datetime:
    """The start of a case; without an offset it is in the plant's zone."""
    moment = datetime.fromisoformat(start)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=calendar.zone)
