"""What changed in meaning, said so that a person sees it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given, settings

from sinterflow.runtime.flow.changes import Change
from sinterflow.runtime.flow.diff import diff_flows, diff_projects
from sinterflow.runtime.flow.document import Flow
from sinterflow.runtime.flow.load import document
from tests.runtime.flow.documents import flows
from tests.runtime.flow.kinds import flow, loaded, open_project, work

BEFORE = flow(
    {"a": {**work(factor=1, rules=[{"op": "gt"}]), "name": "A"}, "b": "test.work", "c": work(name="kept")},
    [["a", "b"], ["a", "c"]],
    layout={"a": [0, 0]},
)


def lines(after: dict[str, Any], lang: str = "en") -> list[str]:
    return [one.line(lang) for one in diff_flows(loaded(BEFORE), loaded(after))]


def changed(**more: Any) -> dict[str, Any]:
    return {**BEFORE, **more}


def test_nothing_changed_when_only_the_writing_did() -> None:
    after = changed(
        nodes=dict(reversed(BEFORE["nodes"].items())),
        wires=[["a:out", "b:in", {"policy": "direct"}], ["a", "c"]],
        groups={},
        disabled=False,
    )
    assert lines(after) == []


def test_nodes_come_go_and_change_inside() -> None:
    nodes = {
        "a": {**work(factor=1.5, rules=[{"op": "lt"}], count=2), "name": "A"},
        "c": BEFORE["nodes"]["c"],
        "d": "test.split",
    }
    after = {**flow(nodes, [["a", "c"]]), "layout": {"a": [5, 0]}}
    assert lines(after) == [
        "node a: factor: 1 → 1.5",
        'node a: rules[0].op: "gt" → "lt"',
        "node a: count: added",
        "node b: removed",
        "node d: added",
        "node a: moved",
        "wire a → b: removed",
    ]
    assert lines(after, "zh")[0] == "节点 a：factor：1 → 1.5"


def test_a_node_of_which_only_the_id_changed_is_renamed_with_its_wires() -> None:
    nodes = {"a": BEFORE["nodes"]["a"], "b": "test.work", "new": BEFORE["nodes"]["c"]}
    after = flow(nodes, [["a", "b"], ["a", "new"]], layout={"a": [0, 0]})
    assert lines(after) == ['node c: renamed to "new"']


def test_wires_change_their_policy_and_their_order() -> None:
    after = changed(wires=[["a", "c"], ["a", "b", {"policy": "bounded", "size": 5}]])
    assert lines(after) == [
        'wire a → b: policy: null → {"policy": "bounded", "size": 5}',
        'order of wires a: ["b", "c"] → ["c", "b"]',
    ]


def test_parameters_texts_and_subflows() -> None:
    subflows = {"s": {"nodes": {"n": work(count=1)}}}
    before = flow(parameters={"p": {"type": "number", "default": 1}}, subflows=subflows, name="Line")
    after = flow(
        parameters={"p": {"type": "number", "default": True}, "q": {"type": "json"}},
        subflows={"s": {"nodes": {"n": work(count=2)}}},
        name={"en": "Line", "zh": "线"},
        description="x",
    )
    found = diff_flows(loaded(before), loaded(after))
    assert [(one.what, one.kind, one.owner, one.path) for one in found] == [
        ("changed", "flow", "f", "/name"),
        ("changed", "flow", "f", "/description"),
        ("changed", "parameter", "p", "/parameters/p/default"),
        ("added", "parameter", "q", "/parameters/q"),
        ("changed", "node", "s/n", "/subflows/s/nodes/n/config/count"),
    ]


def test_projects(tmp_path: Path) -> None:
    broker = {"type": "test.broker", "config": {"host": "a"}}
    before, _ = open_project(
        tmp_path / "old",
        {
            "project.json": {"format": 1, "connections": {"b": broker}, "settings": {"timezone": "UTC"}},
            "flows/f.json": BEFORE,
            "tags/t.csv": "id,connection,address\nT,b,1\n",
        },
    )
    after, _ = open_project(
        tmp_path / "new",
        {
            "project.json": {
                "format": 1,
                "connections": {"b": {**broker, "config": {"host": "c"}}},
                "settings": {"timezone": "Asia/Shanghai"},
            },
            "flows/f.json": changed(name="F"),
            "flows/g.json": {"format": 1, "id": "g"},
            "tags/t.csv": "id,connection,address\nT,b,2\n",
        },
    )
    assert [one.line() for one in diff_projects(before, after)] == [
        'project: settings.timezone: "UTC" → "Asia/Shanghai"',
        'connection b: config.host: "a" → "c"',
        'tag T: address: "1" → "2"',
        'f: flow f: name: "" → "F"',
        "flow g: added",
    ]


def mirrored(one: Change) -> tuple[str, str, str]:
    what = {"added": "removed", "removed": "added"}.get(one.what, one.what)
    owner = "" if one.what == "renamed" or one.kind in ("flow", "wire", "order") else one.owner
    return what, one.kind, owner


@settings(max_examples=50, deadline=None)
@given(flows(), flows())
def test_back_is_the_mirror_of_forth(one: dict[str, Any], other: dict[str, Any]) -> None:
    left, right = document(one, Flow)[0], document(other, Flow)[0]
    assert left is not None
    assert right is not None
    forth, back = diff_flows(left, right), diff_flows(right, left)
    assert Counter(map(mirrored, forth)) == Counter(
        (one.what, one.kind, "" if one.what == "renamed" or one.kind in ("flow", "wire", "order") else one.owner)
        for one in back
    )
    assert all(one.line(lang) for one in forth for lang in ("en", "zh"))
    assert diff_flows(left, left) == []
