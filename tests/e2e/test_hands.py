"""The canvas under the hands of a person: every gesture and key, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import browse, started, written

CHANGE, DEBUG, INJECT = {"type": "core.change"}, {"type": "core.debug"}, {"type": "core.inject"}
PRESSED = {"payload": {"value": 1}}
DOSE = {
    "name": "Dose",
    "parameters": {"factor": {"type": "number", "default": 2}},
    "inputs": {"in": ["times:in"]},
    "outputs": {"out": ["times:out"]},
    "nodes": {"times": {"type": "core.range", "config": {"in": [0, 1], "out": [0, "${factor}"]}}},
    "layout": {"times": [80, 80]},
}
FLOWS: dict[str, dict[str, Any]] = {
    "wires": {
        "nodes": {"a": INJECT, "b": CHANGE, "c": DEBUG, "d": DEBUG, "e": CHANGE},
        "wires": [["a", "b", {"policy": "durable"}], ["b", "c"]],
        "layout": {"a": [0, 0], "b": [240, 0], "c": [480, 0], "d": [240, 160], "e": [0, 160]},
    },
    "into": {
        "nodes": {"a": INJECT, "b": DEBUG},
        "wires": [["a", "b"]],
        "layout": {"a": [0, 0], "b": [560, 0]},
    },
    "moves": {
        "nodes": {"a": CHANGE, "b": CHANGE, "c": CHANGE},
        "layout": {"a": [0, 0], "b": [203, 104], "c": [80, 240]},
    },
    "edits": {
        "nodes": {"a": INJECT, "b": CHANGE, "c": DEBUG},
        "wires": [["a", "b"], ["b", "c"]],
        "layout": {"a": [0, 0], "b": [240, 0], "c": [480, 0]},
    },
    "foreign": {"nodes": {"a": DEBUG}, "layout": {"a": [0, 0]}},
    "groups": {
        "nodes": {"a": CHANGE, "b": CHANGE, "c": CHANGE},
        "layout": {"a": [0, 80], "b": [240, 80], "c": [480, 80]},
    },
    "doses": {
        "nodes": {"a": INJECT, "one": {"type": "subflow:dose"}, "c": DEBUG},
        "wires": [["a", "one"], ["one", "c"]],
        "subflows": {"dose": DOSE},
        "layout": {"a": [0, 0], "one": [240, 0], "c": [480, 0]},
    },
    "back": {
        "nodes": {"a": INJECT, "b": {"type": "core.filter", "name": "Gap", "config": {"band": 1, "mode": "deadband"}}},
        "wires": [["a", "b"]],
        "layout": {"a": [0, 80], "b": [320, 80]},
    },
    "acts": {
        "nodes": {"a": {**INJECT, "name": "First"}, "b": CHANGE, "c": DEBUG},
        "wires": [["a", "b"], ["b", "c"]],
        "layout": {"a": [0, 80], "b": [240, 80], "c": [480, 80]},
    },
    "held": {
        "nodes": {"a": INJECT, "b": CHANGE, "c": DEBUG},
        "wires": [["a", "b"]],
        "layout": {"a": [0, 0], "b": [240, 0], "c": [240, 160]},
    },
    "far": {
        "nodes": {f"n{place}": CHANGE for place in range(12)},
        "layout": {f"n{place}": [place % 4 * 600, place // 4 * 500] for place in range(12)},
    },
    "phone": {
        "nodes": {
            "press": {**INJECT, "name": "Press", "config": {"message": PRESSED}},
            "limit": {"type": "rule.limit", "name": "Limit", "config": {"high": 5}},
            "show": {**DEBUG, "name": "Show"},
        },
        "wires": [["press", "limit"], ["limit", "show"]],
        "layout": {"press": [0, 80], "limit": [0, 200], "show": [0, 320]},
    },
}


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """A project with a flow for each thing that hands do."""
    broker = {"type": "mqtt.broker", "config": {"host": "127.0.0.1", "port": 1}}
    return written(tmp_path / "plant", FLOWS, connections={"broker": broker}, flow_order=list(FLOWS))


@pytest.mark.timeout(300)
def test_every_gesture_and_key_of_the_canvas_does_what_it_says(plant: Path) -> None:
    with started("run", str(plant)) as link:
        browse(link, "hands")
