"""`sinterflow check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

GOOD = {"format": 1, "id": "good", "nodes": {"tick": {"type": "core.inject"}}}
BAD = {
    "format": 1,
    "id": "bad",
    "nodes": {"what": {"type": "core.swich"}, "sum": {"type": "core.range", "config": {"in": 3}}},
    "wires": [["what", "nowhere"]],
}


@pytest.fixture
def plant(sinterflow: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert sinterflow("init", "plant").code == 0
    return tmp_path / "plant"


def write(plant: Path, *flows: dict[str, Any]) -> None:
    for flow in flows:
        (plant / "flows" / f"{flow['id']}.json").write_text(json.dumps(flow))


def test_a_project_without_faults_is_good(sinterflow: Any, plant: Path) -> None:
    write(plant, GOOD)
    said = sinterflow("check", "plant")
    assert (said.code, said.out, said.err) == (0, "", "no faults\n")
    assert sinterflow("check", "plant", "--lang", "zh").err == "没有发现问题\n"


def test_every_fault_comes_in_one_go_with_its_place_and_the_way_out(sinterflow: Any, plant: Path) -> None:
    write(plant, GOOD, BAD)
    said = sinterflow("check", "plant")
    assert said.code == 1
    lines = said.out.splitlines()
    assert len(lines) >= 3
    assert all(line.startswith("plant/flows/bad.json: ") for line in lines)
    assert any("what" in line and "core.swich" in line and "core.switch" in line for line in lines)
    assert any("nowhere" in line for line in lines)
    assert "errors" in said.err
    assert "core.swich" in sinterflow("check", "plant", "--lang", "zh").out


def test_json_has_the_shape_of_the_contract(sinterflow: Any, plant: Path) -> None:
    write(plant, BAD)
    said = sinterflow("check", "plant", "--json")
    assert said.code == 1
    faults = json.loads(said.out)["faults"]
    known = {"code", "severity", "file", "path", "row", "column", "node", "wire", "field", "message", "hint"}
    assert all(one.keys() <= known and one["message"] for one in faults)
    assert {one["code"] for one in faults} >= {"unknown-node-type"}


def test_warnings_alone_are_good(sinterflow: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.json").write_text(json.dumps(GOOD))
    said = sinterflow("check", "good.json")
    assert said.code == 0
    assert said.err == "0 errors, 1 warning\n"


def test_a_missing_path_is_said_and_the_others_are_checked(sinterflow: Any, plant: Path) -> None:
    write(plant, BAD)
    said = sinterflow("check", "nowhere", "plant")
    assert said.code == 2
    assert "nowhere does not exist" in said.out
    assert "core.swich" in said.out
    assert "路径 nowhere 不存在" in sinterflow("check", "nowhere", "--lang", "zh").out


def test_a_folder_that_is_no_project_fails(sinterflow: Any, plant: Path) -> None:
    (plant / "project.json").unlink()
    said = sinterflow("check", "plant")
    assert said.code == 1
    assert "sinterflow init" in said.out
