"""Subflows: seen through by wires, given their parameters, and never without end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.runtime.flow.kinds import codes, faults, flow, open_project, run, work


def subflow(nodes: dict[str, Any], wires: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    made = {id: {"type": one} if isinstance(one, str) else one for id, one in nodes.items()}
    return {"nodes": made, "wires": wires or [], **more}


def use(name: str, **config: Any) -> dict[str, Any]:
    return {"type": f"subflow:{name}", "config": config}


DOSE = subflow(
    {"n1": work(any="${level}"), "n2": "test.work", "n9": "test.work"},
    [["n1", "n9"], ["n2", "n9"]],
    parameters={"level": {"type": "number", "default": 1}},
    inputs={"in": ["n1", "n2:in"]},
    outputs={"out": ["n9:out"], "second": ["n1"]},
    status="n9",
)


def test_an_instance_is_its_nodes_and_wires_go_through_its_ports() -> None:
    value = flow(
        {"a": "test.work", "d": use("dose"), "b": "test.work"},
        [["a", "d"], ["d", "b"], ["d:second", "b:in"]],
        subflows={"dose": DOSE},
    )
    made = run(value)
    assert list(made.nodes) == ["a", "d/n1", "d/n2", "d/n9", "b"]
    assert [wire.id for wire in made.wires] == [
        "d/n1:out>d/n9:in",
        "d/n2:out>d/n9:in",
        "a:out>d/n1:in",
        "a:out>d/n2:in",
        "d/n9:out>b:in",
        "d/n1:out>b:in",
    ]
    assert made.nodes["d/n1"].scope == "d"
    assert made.status == {"d": "d/n9"}


def test_parameters_are_the_instances_config_and_that_may_use_the_outer_ones() -> None:
    value = flow(
        {"one": use("dose"), "two": use("dose", level="${limit}"), "three": use("dose", level="${env:LEVEL}")},
        parameters={"limit": {"type": "number", "default": 7}},
        subflows={"dose": DOSE},
    )
    made = run(value, environ={"LEVEL": "2.5"})
    assert [made.nodes[f"{id}/n1"].config.any for id in ("one", "two", "three")] == [1, 7, 2.5]
    assert made.nodes["two/n1"].env == {"level": 7}
    assert made.env == {"limit": 7}


def test_what_is_wrong_with_an_instances_config() -> None:
    value = flow({"d": use("dose", levl=1, level="high")}, subflows={"dose": DOSE})
    assert [(one.code, one.node, one.path) for one in faults(value)] == [
        ("unknown-parameter", "d", "/nodes/d/config/levl"),
        ("wrong-type", "d", "/nodes/d/config/level"),
    ]


def test_a_secret_goes_in_by_a_secret_parameter_only() -> None:
    inner = subflow({"n": work(password="${key}")}, parameters={"key": {"type": "secret"}})
    made = run(flow({"d": use("s", key="${secret:k}")}, subflows={"s": inner}), secrets={"k": "hush"})
    assert made.nodes["d/n"].config.password == "hush"
    assert made.nodes["d/n"].env == {}
    found = faults(flow({"d": use("dose", level="${secret:k}")}, subflows={"dose": DOSE}), secrets={"k": "7"})
    assert "secret-not-here" in codes(found)


def test_a_fault_inside_is_said_once_however_often_the_subflow_is_used() -> None:
    wrong = subflow({"n": work(factor=0)}, [["n", "m"]])
    value = flow({"d1": use("s"), "d2": use("s")}, subflows={"s": wrong})
    assert [(one.code, one.node, one.path) for one in faults(value)] == [
        ("not-above", "d1/n", "/subflows/s/nodes/n/config/factor"),
        ("unknown-node", None, "/subflows/s/wires/0/1"),
    ]


def test_what_is_wrong_in_a_subflow_without_instance_is_a_warning() -> None:
    wrong = subflow({"n": work(factor=0)}, [["n", "m"]])
    found = faults(flow({"a": "test.work"}, subflows={"s": wrong, "good": DOSE}))
    assert [(one.code, one.severity, one.path) for one in found] == [
        ("not-above", "warning", "/subflows/s/nodes/n/config/factor"),
        ("unknown-node", "warning", "/subflows/s/wires/0/1"),
    ]


def test_ports_of_a_subflow_that_lead_nowhere_are_faults() -> None:
    wrong = subflow({"n": "test.work"}, inputs={"in": ["m"]}, outputs={"out": ["n:2"]})
    value = flow({"a": "test.work", "d": use("s")}, [["a", "d:inn"], ["d:2", "a"]], subflows={"s": wrong})
    assert [(one.code, one.path) for one in faults(value)] == [
        ("unknown-node", "/subflows/s/inputs/in/0"),
        ("unknown-port", "/subflows/s/outputs/out/0"),
        ("unknown-port", "/wires/0/1"),
        ("unknown-port", "/wires/1/0"),
    ]


def test_subflows_in_subflows_and_of_the_project(tmp_path: Path) -> None:
    shared = {"format": 1, "id": "wide", **subflow({"n": "test.work"}, inputs={"in": ["n"]}, outputs={"out": ["n"]})}
    outer = subflow({"i": use("wide")}, inputs={"in": ["i"]}, outputs={"out": ["i"]}, status="i")
    value = flow({"a": "test.work", "o": use("outer")}, [["a", "o"], ["o", "a"]], subflows={"outer": outer})
    project, found = open_project(tmp_path, {"flows/f.json": value, "subflows/wide.json": shared})
    assert found == []
    made = run(value, project)
    assert [wire.id for wire in made.wires] == ["a:out>o/i/n:in", "o/i/n:out>a:in"]
    assert made.nodes["o/i/n"].scope == "o/i"
    assert codes(faults(value)) == ["unknown-subflow"]


def test_a_fault_in_a_shared_subflow_names_its_file(tmp_path: Path) -> None:
    shared = {"format": 1, "id": "wide", **subflow({"n": work(factor=0)})}
    value = flow({"w": use("wide")})
    project, _ = open_project(tmp_path, {"flows/f.json": value, "subflows/wide.json": shared})
    assert [(one.code, one.file, one.path) for one in faults(value, project)] == [
        ("not-above", "subflows/wide.json", "/nodes/n/config/factor")
    ]


def test_a_subflow_that_contains_itself_is_a_fault_with_the_circle() -> None:
    subflows = {"a": subflow({"x": use("b")}), "b": subflow({"y": use("a")}), "c": subflow({"z": use("c")})}
    found = faults(flow({"i": use("a")}, subflows=subflows))
    assert [(one.code, one.path, one.args["circle"]) for one in found] == [
        ("subflow-in-itself", "/subflows/b/nodes/y/type", "a → b → a"),
        ("subflow-in-itself", "/subflows/c/nodes/z/type", "c → c"),
    ]


def test_subflows_that_multiply_beyond_all_bounds_are_refused_before_they_are_made() -> None:
    subflows = {"s0": subflow({"n": "test.work"})}
    for number in range(1, 40):
        subflows[f"s{number}"] = subflow({f"i{copy}": use(f"s{number - 1}") for copy in range(4)})
    (one,) = faults(flow({"all": use("s39")}, subflows=subflows))
    assert one.code == "flow-too-large"
    assert "200000" in one.message()


def test_subflows_nested_deeper_than_the_limit_are_refused() -> None:
    subflows = {"s0": subflow({"n": "test.work"})}
    for number in range(1, 2000):
        subflows[f"s{number}"] = subflow({"i": use(f"s{number - 1}")})
    found = faults(flow({"all": use("s1999")}, subflows=dict(reversed(subflows.items()))))
    assert set(codes(found)) == {"subflows-too-deep"}


def test_a_disabled_instance_does_not_run() -> None:
    value = flow(
        {"a": "test.work", "d": {**use("dose"), "disabled": True}}, [["a", "d"], ["d", "a"]], subflows={"dose": DOSE}
    )
    made = run(value)
    assert list(made.nodes) == ["a"]
    assert made.wires == []


def test_a_group_holds_the_nodes_of_its_instances() -> None:
    value = flow({"d": use("dose"), "a": "test.work"}, groups={"g": {"nodes": ["d"]}}, subflows={"dose": DOSE})
    assert run(value).groups == {("", "g"): ["d/n1", "d/n2", "d/n9"]}


def test_a_subflow_may_have_an_output_named_error_of_its_own() -> None:
    inner = subflow({"n": "test.work", "m": "test.work"}, outputs={"error": ["n:error"]})
    value = flow({"d": use("s"), "a": "test.work"}, [["d:error", "a"]], subflows={"s": inner})
    assert [wire.id for wire in run(value).wires] == ["d/n:error>a:in"]


def test_the_error_port_of_an_instance_gives_what_nothing_inside_takes() -> None:
    inner = subflow(
        {"n": "test.work", "m": "test.work", "own": "test.work",
         "c": {"type": "test.catch", "config": {"scope": ["m"]}}},
        [["own:error", "n"]],
    )  # fmt: skip
    value = flow({"d": use("s"), "a": "test.work"}, [["d:error", "a"]], subflows={"s": inner})
    assert [wire.id for wire in run(value).wires] == ["d/own:error>d/n:in", "d/n:error>a:in"]
