"""Wires: their ends, their order, their policies and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.faults import Fault
from sinterflow.runtime.flow.configs import Known
from sinterflow.runtime.flow.graph import Earlier
from sinterflow.runtime.flow.resolve import resolve
from sinterflow.runtime.flow.resolved import UNBOUNDED, Policy, ResolvedFlow
from tests.runtime.flow.kinds import all_faults, codes, faults, flow, loaded, open_project, registry, run, said


def ids(made: ResolvedFlow) -> list[str]:
    return [wire.id for wire in made.wires]


def split(outputs: int) -> dict[str, Any]:
    return {"type": "test.split", "config": {"outputs": outputs}}


def test_ends_without_a_port_are_the_first_port_and_the_order_is_kept() -> None:
    made = run(flow({"s": split(2), "a": "test.work", "b": "test.work"}, [["s", "b"], ["s:2", "a:in"], ["a", "b"]]))
    assert ids(made) == ["s:1>b:in", "s:2>a:in", "a:out>b:in"]


def test_every_node_has_an_error_port() -> None:
    made = run(flow({"a": "test.slow", "b": "test.work"}, [["a:error", "b"]]))
    assert ids(made) == ["a:error>b:in"]


@pytest.mark.parametrize(
    ("wire", "code", "line"),
    [
        (["a", "c"], "unknown-node", "a:out → c:in: there is no node c; known: a, b, s, w"),
        (["a:outt", "b"], "unknown-port", "a:outt → b:in: a has no port outt; did you mean out?"),
        (["a", "b:2"], "unknown-port", "a:out → b:2: b has no port 2; known: in"),
        (["a", "b:error"], "unknown-port", "a:out → b:error: b has no port error; known: in"),
        (["s:3", "b"], "unknown-port", "s:3 → b:in: s has no port 3; known: 1, 2, error"),
        (["w", "b"], "no-outputs",
         "w:out → b:in: w has no output but error; begin the wire at another node, or at w:error"),
        (["a:out", "b:in", {"policy": "durable", "max_age": "1x"}], "not-a-duration",
         'a:out → b:in: max_age: "1x" is not a duration; write a number and ms, s, m, h or d, such as 250ms'),
        (["a", "b", {"policy": "durable", "max_age": "9999d"}], "duration-too-long",
         'a:out → b:in: max_age: "9999d" is longer than 3650 days; write a shorter time'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_end_is_named_with_its_wire(wire: list[Any], code: str, line: str) -> None:
    nodes = {"a": "test.work", "b": "test.work", "s": split(2), "w": "test.slow"}
    (one,) = [one for one in all_faults(flow(nodes, [wire])) if one.severity == "error"]
    assert one.code == code
    assert (one.path or "").startswith("/wires/0")
    assert one.line() == line


def test_a_wire_into_a_node_without_inputs_is_a_fault() -> None:
    assert codes(faults(flow({"a": "test.work", "f": "test.feed"}, [["a", "f"]]))) == ["no-inputs"]


def test_the_same_pair_twice_is_a_fault_however_it_is_written() -> None:
    found = faults(flow({"a": "test.work", "b": "test.work"}, [["a", "b"], ["a:out", "b:in"]]))
    assert [(one.code, one.path, one.wire) for one in found] == [("same-wire-twice", "/wires/1", "a:out>b:in")]


def test_types_that_never_fit_are_a_fault() -> None:
    nodes = {"n": "test.numbers", "w": "test.words", "any": "test.work"}
    assert faults(flow(nodes, [["n", "any"], ["any", "w"], ["n:error", "w"]])) == []
    found = faults(flow(nodes, [["n", "w"]]))
    assert said(found) == [
        "n:out → w:in: n:out gives a number, but w:in takes a text; put a node between that converts it"
    ]
    assert found[0].message("zh") == "n:out 输出数值，而 w:in 接收文本"


def test_policies() -> None:
    nodes = {"a": "test.work", "b": "test.work", "slow": "test.slow"}
    wires = [
        ["a", "b"],
        ["a", "slow"],
        ["a:error", "slow", {"policy": "bounded", "size": 5, "full": "drop-oldest"}],
        ["a:error", "b", {"policy": "durable", "max_age": "1h", "max_bytes": 99}],
        ["b", "a", {"policy": "direct"}],
    ]
    made = run(flow(nodes, wires))
    assert [wire.policy for wire in made.wires] == [
        Policy(),
        Policy(kind="bounded", size=1000, bytes=16 * 1024 * 1024, full="block"),
        Policy(kind="bounded", size=5, full="drop-oldest"),
        Policy(kind="durable", max_age=3600.0, size=UNBOUNDED, bytes=99),
        Policy(),
    ]
    assert faults(flow(nodes, wires)) == []


def test_a_durable_wire_is_bounded_in_bytes_alone() -> None:
    (wire,) = run(flow({"a": "test.work", "b": "test.work"}, [["a", "b", {"policy": "durable"}]])).wires
    assert (wire.policy.size, wire.policy.bytes) == (UNBOUNDED, 64 * 1024 * 1024)


def test_a_node_that_holds_back_what_its_source_waits_for_is_a_warning() -> None:
    nodes = {"f": "test.feed", "a": "test.work", "s": "test.slow"}
    (one,) = faults(flow(nodes, [["f", "a"], ["a", "s"]]))
    assert (one.code, one.severity, one.node) == ("kept-before-acknowledged", "warning", "s")
    durable = faults(flow(nodes, [["f", "a"], ["a", "s", {"policy": "durable"}]]))
    assert codes(durable) == []


def test_a_node_that_holds_back_only_with_this_config_is_a_warning_too() -> None:
    def drawn(dice: int) -> list[str]:
        nodes = {"f": "test.feed", "d": {"type": "test.dice", "config": {"dice": dice}}}
        return codes(faults(flow(nodes, [["f", "d"]])))

    assert (drawn(7), drawn(1)) == (["kept-before-acknowledged"], [])


DURABLE = {"policy": "durable"}


def test_what_is_not_deterministic_between_a_durable_wire_and_an_exact_sink_is_a_warning() -> None:
    nodes = {"a": "test.work", "b": "test.work", "dice": "test.dice", "c": "test.work", "sink": "test.exact"}
    wires = [["a", "b", DURABLE], ["b", "dice"], ["dice", "c"], ["c", "sink"]]
    (one,) = faults(flow(nodes, wires))
    assert (one.code, one.severity, one.node, one.wire) == ("not-deterministic", "warning", "dice", "a:out>b:in")
    assert one.path == "/nodes/dice"
    assert "a → b" in one.message("en")
    assert "sink" in one.message("zh")
    assert "business key" in one.hint("en")


@pytest.mark.parametrize(
    ("node", "policies"),
    [
        ({"config": {"dice": 0}}, (DURABLE, None)),
        ({"config": {"broken": True}}, (DURABLE, None)),
        ({}, (None, None)),
        ({}, (DURABLE, DURABLE)),
        ({}, (None, DURABLE)),
    ],
)
def test_with_a_node_that_is_deterministic_or_a_durable_wire_behind_it_there_is_no_warning(
    node: dict[str, Any], policies: tuple[Any, Any]
) -> None:
    nodes = {"a": "test.work", "dice": {"type": "test.dice", **node}, "sink": "test.exact"}
    before, behind = ([policy] if policy else [] for policy in policies)
    assert faults(flow(nodes, [["a", "dice", *before], ["dice", "sink", *behind]])) == []


def test_each_node_and_sink_is_said_once_however_many_durable_wires_lead_there() -> None:
    nodes = {"a": "test.work", "b": "test.work", "dice": "test.dice", "one": "test.exact", "two": "test.exact"}
    wires = [["a", "dice", DURABLE], ["b", "dice", DURABLE], ["dice", "one"], ["dice", "two"], ["one", "two"]]
    found = faults(flow(nodes, wires))
    assert [(one.code, one.node, one.args["sink"]) for one in found] == [
        ("not-deterministic", "dice", "one"),
        ("not-deterministic", "dice", "two"),
    ]


def test_comments_and_disabled_nodes_do_not_run_nor_do_their_wires() -> None:
    nodes = {"a": "test.work", "off": {"type": "test.work", "disabled": True}, "b": "test.work", "r": "test.comment"}
    made = run(flow(nodes, [["a", "off"], ["off", "b"], ["a", "b"]]))
    assert list(made.nodes) == ["a", "b"]
    assert ids(made) == ["a:out>b:in"]


def test_groups_hold_their_nodes_and_those_of_the_groups_inside() -> None:
    groups = {"outer": {"nodes": ["a"]}, "inner": {"nodes": ["b"], "parent": "outer"}}
    made = run(flow({"a": "test.work", "b": "test.work", "c": "test.work"}, groups=groups))
    assert made.groups == {("", "outer"): ["a", "b"], ("", "inner"): ["b"]}
    assert [node.group for node in made.nodes.values()] == ["outer", "inner", None]


def test_what_is_wrong_with_groups() -> None:
    groups = {
        "a": {"nodes": ["n", "gone"], "parent": "b"},
        "b": {"nodes": ["n"], "parent": "a"},
        "c": {"parent": "d"},
    }
    found = faults(flow({"n": "test.work"}, groups=groups))
    assert sorted((one.code, one.path) for one in found) == [
        ("group-in-itself", "/groups/a/parent"),
        ("group-in-itself", "/groups/b/parent"),
        ("two-groups", "/groups/b/nodes/0"),
        ("unknown-group", "/groups/c/parent"),
        ("unknown-node", "/groups/a/nodes/1"),
    ]


def test_scopes_name_nodes_that_are_there() -> None:
    catch = {"type": "test.catch", "config": {"scope": ["a", "b"]}}
    (one,) = faults(flow({"a": "test.work", "c": catch}))
    assert (one.code, one.field, one.path) == ("unknown-node", "scope[1]", "/nodes/c/config/scope/1")


def test_links_lead_to_link_in_nodes_of_this_flow_and_of_others(tmp_path: Path) -> None:
    out = {"type": "test.link-out", "config": {"to": ["f/in", "g/in", "g/a", "h/in", "f/a"]}}
    calls = {name: {"type": "test.link-call", "config": {"to": to}} for name, to in (("c", "g/in"), ("d", "g/a"))}
    value = flow({"in": "test.link-in", "a": "test.work", "out": out, **calls})
    other = flow({"in": "test.link-in", "a": "test.work"}) | {"id": "g"}
    project, found = open_project(tmp_path, {"flows/f.json": value, "flows/g.json": other})
    assert found == []
    assert [(one.code, one.field) for one in faults(value, project)] == [
        ("unknown-link", "to[2]"),
        ("unknown-link", "to[3]"),
        ("unknown-link", "to[4]"),
        ("unknown-link", "to"),
    ]
    assert [one.field for one in faults(value)] == ["to[4]"]


OFF = {"type": "test.work", "disabled": True}
NODES: dict[str, Any] = {"s": split(2), "n": "test.numbers", "a": "test.work", "b": "test.work", "off": OFF}
WIRES = [["s:1", "a"], ["s:2", "b"], ["n", "a"], ["a", "off"]]


@pytest.mark.parametrize(
    ("nodes", "wires"),
    [
        ({"b": {"type": "test.work", "name": "other"}}, WIRES),
        ({"s": {"type": "test.split", "name": "other", "config": {"outputs": 2}}}, WIRES),
        ({"s": split(3)}, WIRES),
        ({"s": split(1)}, WIRES),
        ({"s": split(13)}, WIRES),
        ({"a": "test.slow"}, WIRES),
        ({"b": "test.slow"}, WIRES),
        ({"b": OFF}, WIRES),
        ({"off": "test.work"}, WIRES),
        ({"off": {"type": "test.slow", "disabled": True}}, [*WIRES, ["off", "b"]]),
        ({"n": "test.words"}, WIRES),
        ({"c": "test.work"}, WIRES),
        ({}, [*WIRES, ["a", "c"]]),
        ({}, [WIRES[1], WIRES[0], *WIRES[2:]]),
        ({}, [*WIRES[:3], ["a", "off", {"policy": "bounded", "size": 5}]]),
    ],
)
def test_wires_are_the_same_whether_an_earlier_version_was_read_or_not(nodes: dict[str, Any], wires: list[Any]) -> None:
    def resolved(value: dict[str, Any], earlier: Earlier | None = None) -> tuple[ResolvedFlow | None, list[Fault]]:
        return resolve(loaded(value), None, known, earlier=earlier)

    known, before = registry(), flow(NODES, WIRES)
    made, found = resolved(before)
    assert made is not None
    assert codes(found) == ["alone"]
    after = flow({**NODES, **nodes}, wires)
    later, said = resolved(after, Earlier(loaded(before), made, Known(), clean=True))
    anew, wanted = resolved(after)
    assert [one.line() for one in said] == [one.line() for one in wanted]
    assert (later.wires if later else None) == (anew.wires if anew else None)
