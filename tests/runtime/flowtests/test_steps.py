"""Steps of flow tests: what they look at, what they may name, and what ends them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.flowtests import run_file
from sinterflow.runtime.registry import load

SCALE = {"type": "core.range", "config": {"in": [0, 1], "out": [0, 10]}}
FLOW = {
    "format": 1,
    "id": "f",
    "nodes": {
        "source": {"type": "core.inject", "config": {"every": "1h"}},
        "scale": SCALE,
        "times": {"type": "subflow:times"},
        "spin": {"type": "core.function", "config": {"code": "while True:\n    pass", "budget": "20ms"}},
    },
    "wires": [["source", "scale"]],
    "subflows": {
        "times": {
            "inputs": {"in": ["one:in"]},
            "outputs": {"out": ["two:out"]},
            "status": "one",
            "nodes": {"one": SCALE, "two": SCALE},
            "wires": [["one", "two"]],
        }
    },
}
REGISTRY = load()


@pytest.fixture
def said(tmp_path: Path) -> Any:
    (tmp_path / "project.json").write_text(json.dumps({"format": 1, "name": "P"}))
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "f.json").write_text(json.dumps(FLOW))
    (tmp_path / "tests").mkdir()

    def run(*steps: dict[str, Any], **keys: Any) -> list[str]:
        """What is wrong with a case of these steps: codes of faults, else the text."""
        file = tmp_path / "tests" / "f.json"
        cases = [{"name": "case", "steps": steps, **keys}]
        file.write_text(json.dumps({"format": 1, "flow": "f", "cases": cases}))
        (result,) = run_file(file, REGISTRY)
        said = result.said if isinstance(result.said, str) else result.said["en"]
        return [one.code for one in result.faults] or ([said] if said else [])

    return run


def to(node: str, payload: Any, **keys: Any) -> dict[str, Any]:
    return {"send": {"to": node, "message": {"payload": payload}}, **keys}


def at(node: str, **keys: Any) -> dict[str, Any]:
    return {"expect": {"at": node, **keys}}


def test_time_never_goes_back(said: Any) -> None:
    assert said(to("scale", 1, at="5s"), to("scale", 1), to("scale", 1, at="5s")) == []
    assert said(to("scale", 1, at="5s"), to("scale", 1, at="4s")) == ["time-goes-back"]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (to("nobody", 1), "unknown-node"),
        (at("nobody", count=0), "unknown-node"),
        (at("scale", port="nowhere", none=True), "unknown-port"),
        ({"send": {"to": "scale", "port": "nowhere", "message": {}}}, "unknown-port"),
        ({"send": {"from": "source", "port": "nowhere", "message": {}}}, "unknown-port"),
        ({"send": {"from": "source", "to": "scale", "message": {}}}, "either-or"),
        ({"send": {"message": {}}}, "either-or"),
    ],
)
def test_places_that_do_not_exist_are_faults(said: Any, step: dict[str, Any], code: str) -> None:
    assert said(step) == [code]


def test_a_faked_request_is_looked_at_by_what_it_answers(said: Any) -> None:
    stub = {"scale": {"respond": [{"payload": "one"}, {"error": "no paper"}]}}
    asked = [to("scale", 1), at("scale", messages=[{"payload": "one"}]), to("scale", 2), at("scale", error="no paper")]
    assert said(*asked, at("scale", port="in", count=2), stub=stub) == []


def test_a_request_beyond_its_answers_is_a_fault_unless_it_is_expected(said: Any) -> None:
    stub = {"scale": {"respond": [{"payload": "one"}]}}
    assert said(to("scale", 1), at("scale", count=1), to("scale", 2), stub=stub) == ["respond-exhausted"]
    assert said(to("scale", 1), to("scale", 2), at("scale", error="respond-exhausted"), stub=stub) == []


def test_a_subflow_instance_is_given_messages_and_looked_at_as_a_node(said: Any) -> None:
    assert said(to("times", 3), at("times", messages=[{"payload": 300}]), at("times/one", count=1)) == []
    assert said(to("times", 3), at("times", count=2)) == [
        'at times: expected 2 messages, found 1: [{"payload":300.0,"topic":""}]'
    ]
    assert said(to("times", "hot"), at("times", error="not a number", none=True)) == []


def test_each_error_is_looked_at_once_and_later_ones_after_it(said: Any) -> None:
    steps = [to("scale", "hot"), at("scale", error="not a number"), to("scale", None), at("scale", error="NodeError")]
    assert said(*steps) == []
    assert said(*steps, at("scale", error="NodeError")) == ["at scale: expected the error 'NodeError', found -"]


def test_code_that_never_ends_is_stopped_when_its_budget_is_spent(said: Any) -> None:
    assert said(to("spin", 1), at("spin", error="BudgetExceeded")) == []


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"start": "yesterday"}, "bad-start"),
        ({"timezone": "Mars/Olympus"}, "unknown-timezone"),
        ({"stub": {"scale": {"respond": ["text"]}}}, "bad-stub"),
        ({"stub": {"scale": "sinc"}}, "unknown-stub"),
    ],
)
def test_other_keys_of_a_case_are_checked(said: Any, keys: dict[str, Any], code: str) -> None:
    assert said(**keys) == [code]
