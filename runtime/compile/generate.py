"""Writes a unit: the tree of synchronous nodes behind one entry, as the text of one function."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..message import ATOMIC, Message, copy_value
from ..paths import Path, parse
from ..running import RunningNode
from .code import Code
from .ownership import Known, Spot
from .plan import COMPLETE, Edge, Plan
from .program import Point, Surroundings, Tap
from .results import Emit, hand_on
from .steps import Leave, Step
from .units import Key, Written

CHUNK = 100
"""Nodes in one function: code stays linear, and a tap or a first message compiles this much."""
_DEEPEST = 12
"""Branches within branches in one function; CPython allows 20 blocks."""


class Writer:
    """Writes one unit. `taps` are compiled in; with `mark` the times of its nodes are taken."""

    def __init__(
        self,
        around: Surroundings,
        key: Key,
        emit: Callable[[str, bool], Emit],
        taps: dict[Point, Tap],
        mark: Callable[[str | None], None] | None = None,
    ) -> None:
        self._around = around
        self._plan: Plan = around.plan
        self._key = key
        self._emit_of = emit
        self._taps = taps
        self._mark = mark
        self._size = 0
        self._depth = 0
        self._received: dict[str, Spot] = {}
        self._sent: dict[tuple[str, str], Spot] = {}
        self._calls: dict[str, Key] = {}
        self._code = Code(self._emit, {"blocks": 0, "X": around.failed})

    def write(self) -> Written:
        code, key = self._code, self._key
        code.owner = key.node
        code.line("def run(m, d):")
        code.indent = 1
        code.known = Known("m", key.owned, code.new_block())
        code.line("try:")
        code.indent = 2
        if key.end == "in":
            self._enter(key.node, key.port)
        else:
            self._leave(key.node, key.port, False)
        if self._mark is not None:
            code.line("Z(None)")
        code.line("pass")
        code.indent = 1
        code.line("except failures as e: F(e, m, d)")
        namespace = code.namespace
        if self._mark is not None:
            namespace["Z"] = self._mark
        return Written(code.lines, code.owners, namespace, self._received, self._sent, self._calls)

    def _enter(self, id: str, port: str) -> None:
        """The node's own part, and through it everything behind it."""
        code, node = self._code, self._around.nodes[id]
        self._size += 1
        code.owner = id
        self._received[id] = code.known.at(id)
        self._look((id, "in", port))
        if self._mark is not None:
            code.line(f"Z({code.bind(id)})")
        plain = not (node.keeps or node.many_inputs or node.counts_effects or self._plan.leaving(id, COMPLETE))
        if not plain:
            self._step(node, port)
        elif not node.node.generate(code):
            self._call(node)

    def _step(self, node: RunningNode, port: str) -> None:
        """A node with a life beyond one message in, one result out: a plain call that does everything."""
        code = self._code
        if node.written is None and not node.keeps:
            code.own_all()
        step = Step(node, self._plan, self._around.failed, self._leave_of(node.id))
        code.line(f"{code.bind(step)}({code.known.message}, d, {port!r})")

    def _leave_of(self, node: str) -> Leave:
        emit = self._emit_of(node, True)
        return lambda id, port, message, delivery: emit(port, message, delivery, True)

    def _call(self, node: RunningNode) -> None:
        """`receive` as it is; a message it gives back goes on in line, anything else through the ports' own units."""
        code, receive = self._code, self._code.bind(node.receive)
        if node.written is None:
            code.own_all()
        given = code.known.message
        if node.written:
            given = f"{code.bind(partial(copy_paths, [parse(path) for path in node.written]))}({given})"
        result = code.name("r")
        code.line(f"{result} = {receive}({given})")
        code.known.forget()
        with code.branch(f"if type({result}) is dict:"):
            code.line(f"{code.known.message} = {result}")
            self._emit(node.default_port, False)
        with code.branch(f"elif {result} is not None:", counted=False):
            emit = code.bind(self._emit_of(node.id, code.known.deep))
            code.line(f"{code.bind(hand_on)}({code.bind(node)}, {result}, d, {emit})")

    def _emit(self, port: str, more: bool) -> None:
        owner = self._code.owner
        assert owner is not None
        self._leave(owner, port, more)
        self._code.owner = owner

    def _leave(self, id: str, port: str, more: bool) -> None:
        """What happens to a message at an output; `more`: the same message may be needed again afterwards."""
        known = self._code.known
        before = known.spot if known.spot is not None and known.spot.block == known.block else None
        self._sent[id, port] = Spot(known.block, "", before)
        self._look((id, "out", port))
        *others, last = edges if (edges := self._plan.leaving(id, port)) else [None]
        for edge in others:
            self._side(edge)
        if last is not None:
            self._side(last) if more else self._onward(last)

    def _side(self, edge: Edge | None) -> None:
        """A branch after which the message is needed again: it shares, and copies what it writes."""
        assert edge is not None
        code, outside = self._code, self._code.known
        if edge.queued or self._is_called(edge):
            code.known = outside.fork(shared=True)
            self._hand_over(edge)
            code.known = outside
            return
        code.known = outside.fork(shared=True)
        code.known.message = code.name("m")
        owner = code.owner
        code.line(f"{code.known.message} = {outside.message}")
        code.line("try:")
        code.indent += 1
        self._depth += 1
        self._enter(edge.target, edge.target_port)
        code.line("pass")
        code.indent -= 1
        self._depth -= 1
        code.line(f"except failures as e: F(e, {code.known.message}, d)")
        code.owner = owner
        code.known = outside

    def _onward(self, edge: Edge) -> None:
        """The branch that takes the message with it."""
        if edge.queued or self._is_called(edge):
            self._hand_over(edge)
        else:
            self._enter(edge.target, edge.target_port)

    def _is_called(self, edge: Edge) -> bool:
        """Whether the target is a function of its own: where ways join, and where this one is large or deep enough."""
        nodes = self._plan.nodes
        joins = sum(not one.queued for one in self._plan.incoming[edge.target]) > 1
        into_instance = nodes[edge.target].scope != nodes[edge.source].scope
        return joins or into_instance or self._size >= CHUNK or self._depth >= _DEEPEST or self._code.indent > 60

    def _hand_over(self, edge: Edge) -> None:
        code, message = self._code, self._code.known.message
        if self._mark is not None:
            code.line("Z(None)")
        if not edge.queued:
            name = code.name("u")
            self._calls[name] = Key("in", edge.target, edge.target_port, code.known.deep)
            code.line(f"{name}({message}, d)")
            return
        put = code.bind(self._around.wires[edge.id].put)
        given = message if code.known.deep else f"copy({message})"
        if not edge.feedback and edge.policy.kind != "durable":
            code.line(f"{put}({given}, d)")
            return
        code.line(f"try: {put}({given}, d)")
        code.line(f"except Exception as e: X({code.bind(edge.source)}, e, {message}, d)")

    def _look(self, point: Point) -> None:
        tap = self._taps.get(point)
        if tap is not None:
            self._code.line(f"{self._code.bind(tap)}({self._code.known.message})")


def copy_paths(paths: list[Path], message: Message) -> Message:
    """A message that may be changed at and below `paths` without the given one seeing it."""
    copied = message.copy()
    for path in paths:
        holder: Any = copied
        for step in path[:-1]:
            inner = holder.get(step) if type(holder) is dict else None
            if type(inner) is not dict:
                if type(inner) not in ATOMIC:
                    holder[step] = copy_value(inner)
                break
            holder[step] = inner = inner.copy()
            holder = inner
        else:
            if type(holder) is dict and path[-1] in holder:
                holder[path[-1]] = copy_value(holder[path[-1]])
    return copied
