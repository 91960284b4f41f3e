"""`sinterflow diff`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FLOW: dict[str, Any] = {
    "format": 1,
    "id": "line",
    "nodes": {
        "tick": {"type": "core.inject", "config": {"every": "2s"}},
        "show": {"type": "core.debug"},
    },
    "wires": [["tick", "show"]],
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("old", "new"):
        (tmp_path / name / "flows").mkdir(parents=True)
        (tmp_path / name / "project.json").write_text('{"format": 1}')
        (tmp_path / name / "flows" / "line.json").write_text(json.dumps(FLOW))
    return tmp_path


def change(place: Path, **keys: Any) -> None:
    (place / "new" / "flows" / "line.json").write_text(json.dumps(FLOW | keys, indent=4))


def test_spaces_and_the_order_of_keys_are_no_change(sinterflow: Any, place: Path) -> None:
    nodes = {"tick": {"config": {"every": "2s"}, "type": "core.inject"}, "show": {"type": "core.debug"}}
    change(place, nodes=nodes)
    for kind in ("", "/flows/line.json"):
        said = sinterflow("diff", f"old{kind}", f"new{kind}")
        assert (said.code, said.out, said.err) == (0, "", "no change in meaning\n")
    assert sinterflow("diff", "old", "new", "--lang", "zh").err == "没有实质改动\n"


def test_a_changed_node_and_a_wire_that_is_gone_are_named_and_the_exit_code_is_0(sinterflow: Any, place: Path) -> None:
    nodes = {**FLOW["nodes"], "tick": {"type": "core.inject", "config": {"every": "5s"}}}
    change(place, nodes=nodes, wires=[])
    said = sinterflow("diff", "old", "new")
    assert said.code == 0
    assert 'line: node tick: every: "2s" → "5s"' in said.out
    assert "wire tick" in said.out
    chinese = sinterflow("diff", "old/flows/line.json", "new/flows/line.json", "--lang", "zh").out
    assert "节点 tick" in chinese
    assert "连线 tick" in chinese


def test_json_gives_each_change(sinterflow: Any, place: Path) -> None:
    change(place, nodes={**FLOW["nodes"], "more": {"type": "core.debug"}})
    changes = json.loads(sinterflow("diff", "old", "new", "--json").out)["changes"]
    assert [(one["what"], one["kind"], one["owner"]) for one in changes] == [("added", "node", "more")]


def test_files_that_cannot_be_read_are_named_instead_of_compared(sinterflow: Any, place: Path) -> None:
    (place / "new" / "flows" / "line.json").write_text("{")
    for kind in ("", "/flows/line.json"):
        said = sinterflow("diff", f"old{kind}", f"new{kind}")
        assert (said.code, said.out) == (1, "")
        assert "flows/line.json:1:2: " in said.err


@pytest.mark.parametrize(
    ("arguments", "english"),
    [(("old", "nowhere"), "nowhere does not exist"), (("old", "new/flows/line.json"), "are a folder and a file")],
)
def test_what_cannot_be_compared_is_wrong_use(
    sinterflow: Any, place: Path, arguments: tuple[str, str], english: str
) -> None:
    said = sinterflow("diff", *arguments)
    assert said.code == 2
    assert english in said.err
