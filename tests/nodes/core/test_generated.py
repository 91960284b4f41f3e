"""Core nodes written into their region's code do what their `receive` does."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sinterflow.nodes.core.change import Change
from sinterflow.nodes.core.debug import Debug
from sinterflow.nodes.core.filter import Filter
from sinterflow.nodes.core.junction import Junction
from sinterflow.nodes.core.range import Range
from sinterflow.nodes.core.switch import Switch
from sinterflow.nodes.core.template import Template
from sinterflow.runtime import Message, Node, copy_value, new_message
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.compile.interpret import Interpreter
from sinterflow.runtime.testing import run_virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed


class Seen(Node):
    """Keeps copies of what comes."""

    type, title, outputs, writes = "t.seen", "seen", (), ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.messages: list[Message] = []

    def receive(self, message: Message, port: str = "in") -> None:
        self.messages.append(copy_value(message))


def set_(path: str, to: Any) -> dict[str, Any]:
    return {"op": "set", "path": path, "to": to}


def msg(path: str) -> dict[str, Any]:
    return {"from": "msg", "path": path}


CONFIGS: list[tuple[type[Node], dict[str, Any]]] = [
    (Junction, {}),
    (Change, {"rules": [set_("payload.a", msg("payload.b"))]}),
    (Change, {"rules": [set_("payload.a.b", {"value": {"x": []}}), set_("payload.a.c", 1), set_("topic", "t")]}),
    (Change, {"rules": [set_("a", msg("payload")), {"op": "delete", "path": "payload.a"}]}),
    (Change, {"rules": [set_("payload.a", {"from": "expression", "path": "msg.payload.b + 1"})]}),
    (Change, {"rules": [set_("b", 1), set_("payload.a", {"from": "expression", "path": "msg.payload.b * 2"})]}),
    (Change, {"rules": [{"op": "move", "path": "payload.a", "to_path": "b.c"}, set_("b.c.d", 1)]}),
    (Change, {"rules": [{"op": "move", "path": "payload", "to_path": "payload.a"}]}),
    (Change, {"rules": [set_("payload.a[1]", 5), {"op": "delete", "path": "b[0]"}]}),
    (Change, {"rules": [set_("payload.a.b", 1), {"op": "delete", "path": "payload.a"}, set_("payload.a.c", 1)]}),
    (Change, {"rules": [{"op": "replace", "path": "payload.a", "search": 1, "with": "one"}]}),
    (Change, {"rules": []}),
    (Range, {"property": "payload.a", "in": [0, 10], "out": [5, 6]}),
    *[
        (Range, {"property": "payload.a", "in": [0, 3], "out": [1, -7], "mode": mode, "round": True})
        for mode in ("scale", "clamp", "wrap", "drop")
    ],
    *[
        (
            Switch,
            {
                "property": "payload.a",
                "match": match,
                "rules": [
                    {"op": "gt", "value": 1},
                    {"op": "eq", "value": "1"},
                    {"op": "le", "value": msg("payload.b")},
                    {"op": "else"},
                    {"op": "between", "value": 0, "value2": 5},
                    {"op": "type", "value": "string"},
                    {"op": "not-null"},
                ],
            },
        )
        for match in ("all", "first")
    ],
    (Switch, {"rules": [{"op": "else"}, {"op": "head", "value": 1}, {"op": "has-key", "value": "a"}]}),
    (Switch, {"rules": [{"op": "else"}]}),
    (Switch, {"rules": [{"op": "lt", "value": 10**5000}, {"op": "eq", "value": -(10**400)}]}),
    (Switch, {"rules": []}),
    (Template, {"template": "{{payload.a}}-{{b}}", "to": "payload.b"}),
    (Template, {"template": "{{payload.a}}", "output": "json"}),
    (Filter, {"property": "payload.a"}),
    (Filter, {"property": "payload.a", "mode": "deadband", "band": 1}),
    (Debug, {}),
]

LEAVES = st.none() | st.booleans() | st.integers(-3, 12) | st.floats() | st.sampled_from(["", "1", "x", "2.5"])
KEYS = st.sampled_from(["a", "b", "c"])
VALUES = st.recursive(LEAVES, lambda inner: st.dictionaries(KEYS, inner, max_size=3) | st.lists(inner, max_size=2))
MESSAGES = st.fixed_dictionaries(
    {"payload": st.dictionaries(KEYS, VALUES, max_size=3) | VALUES},
    optional={"a": VALUES, "b": VALUES, "parts": st.fixed_dictionaries({"index": st.integers(0, 2)})},
)


async def observed(program: Any, kind: type[Node], config: dict[str, Any], messages: list[Message]) -> Any:
    """What each port gave, what a branch beside it saw, and every error, for the messages in turn."""
    ports = [port.name for port in kind.ports(msgspec.convert(config, kind.Config))[1]]
    nodes: dict[str, Any] = {
        "feed": Feed,
        "node": (kind, config),
        "beside": Seen,
        "failed": Seen,
        "second": (kind, config),
    }
    nodes |= {f"out{port}": Seen for port in ports}
    wires: list[Any] = [("feed", "node"), ("feed", "second"), ("feed", "beside"), ("node:error", "failed")]
    wires += [(f"node:{port}", f"out{port}") for port in ports]
    async with RunningTest(flow_of(nodes, wires), make_program=program) as test:
        await test.send("feed", *copy_value(messages))
        seen = {id: repr(test.node(id).messages) for id in nodes if nodes[id] is Seen}
        return seen, [text for _, text in test.failures()]


@pytest.mark.parametrize(("kind", "config"), CONFIGS)
def test_generated_code_does_what_receive_does(kind: type[Node], config: dict[str, Any]) -> None:
    @given(st.lists(MESSAGES, min_size=1, max_size=3))
    @settings(max_examples=40)
    def check(given: list[dict[str, Any]]) -> None:
        messages = [new_message(**one) for one in given]
        interpreted = run_virtual(observed(Interpreter, kind, config, messages))
        assert run_virtual(observed(Compiled, kind, config, messages)) == interpreted

    check()


PATHS = st.sampled_from("payload payload.a payload.b payload.a.b payload.a.b.c a b.c payload.a[0]".split())
EXPRESSIONS = ["payload.a * 2", "msg.payload.b + 1", "payload.a > payload.b", "payload.a < 2 or b", "[b, payload]"]
WORDS = "true false null not-null empty not-empty else".split()
TYPED = st.one_of(
    st.builds(lambda value: {"value": value}, VALUES),
    st.builds(msg, PATHS),
    st.builds(lambda path: {"from": "expression", "path": path}, st.sampled_from(EXPRESSIONS)),
    st.builds(lambda path: {"from": "flow", "path": path}, PATHS),
)
TARGETS = st.sampled_from([{}, {}, {}, {"target": "flow"}])
PATTERNS = st.sampled_from(["x", ".", "1", "(1)|x"])
RULES = st.one_of(
    st.builds(lambda path, to, target: {**set_(path, to), **target}, PATHS, TYPED, TARGETS),
    st.builds(lambda path, target: {"op": "delete", "path": path, **target}, PATHS, TARGETS),
    st.builds(lambda path, to, target: {"op": "move", "path": path, "to_path": to, **target}, PATHS, PATHS, TARGETS),
    st.builds(
        lambda path, search, new: {"op": "replace", "path": path, "search": search, "with": new}, PATHS, TYPED, TYPED
    ),
    st.builds(
        lambda path, search, new: {
            "op": "replace", "path": path, "search": {"value": search}, "with": new, "regex": True,
        },
        PATHS, PATTERNS, TYPED,
    ),
)  # fmt: skip
TESTS = st.one_of(
    st.builds(
        lambda op, value, fold: {"op": op, "value": value, "ignore_case": fold},
        st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge", "contains", "in", "has-key", "head", "tail"]),
        TYPED,
        st.sampled_from([None, True]),
    ),
    st.builds(lambda low, high: {"op": "between", "value": low, "value2": high}, TYPED, TYPED),
    st.builds(lambda op: {"op": op}, st.sampled_from(WORDS)),
    st.builds(lambda pattern: {"op": "matches", "value": {"value": pattern}}, PATTERNS),
)
RANDOM = st.one_of(
    st.tuples(st.just(Change), st.fixed_dictionaries({"rules": st.lists(RULES, min_size=1, max_size=4)})),
    st.tuples(
        st.just(Switch),
        st.fixed_dictionaries(
            {"property": PATHS, "rules": st.lists(TESTS, max_size=4), "match": st.sampled_from(["all", "first"])}
        ),
    ),
    st.tuples(
        st.just(Range),
        st.fixed_dictionaries(
            {
                "property": PATHS,
                "in": st.sampled_from([[0, 10], [10, -3], [0.5, 0.7]]),
                "out": st.tuples(st.integers(-5, 5), st.integers(-5, 5)),
                "mode": st.sampled_from(["scale", "clamp", "wrap", "drop"]),
                "round": st.booleans(),
            }
        ),
    ),
    st.tuples(
        st.just(Template),
        st.fixed_dictionaries(
            {
                "template": st.sampled_from(["{{payload.a}}|{{b}}", "{{payload.a.b}}", "[{{payload.a}}]", "plain"]),
                "to": PATHS,
                "output": st.sampled_from(["text", "json", "yaml"]),
            }
        ),
    ),
)


@given(RANDOM, st.lists(MESSAGES, min_size=1, max_size=3))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_config_does_the_same_generated_and_received(
    node: tuple[type[Node], dict[str, Any]], given: list[dict[str, Any]]
) -> None:
    kind, config = node
    assume(not kind.check(msgspec.convert(config, kind.Config)))
    messages = [new_message(**one) for one in given]
    interpreted = run_virtual(observed(Interpreter, kind, config, messages))
    assert run_virtual(observed(Compiled, kind, config, messages)) == interpreted
