"""`sinterflow test`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

FLOW = {
    "format": 1,
    "id": "hot",
    "nodes": {
        "reading": {"type": "core.inject", "config": {"every": "1s"}},
        "too-hot": {"type": "core.switch", "config": {"rules": [{"op": "gt", "value": 1150}]}},
        "show": {"type": "core.debug"},
    },
    "wires": [["reading", "too-hot"], ["too-hot", "show"]],
}


def case(name: str, payload: float, count: int) -> dict[str, Any]:
    return {
        "name": name,
        "stub": {"reading": "source", "show": "sink"},
        "steps": [
            {"send": {"from": "reading", "message": {"payload": payload}}},
            {"expect": {"at": "show", "count": count}},
        ],
    }


@pytest.fixture
def plant(sinterflow: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert sinterflow("init", "plant").code == 0
    (tmp_path / "plant" / "flows" / "hot.json").write_text(json.dumps(FLOW))
    return tmp_path / "plant"


def write(plant: Path, *cases: dict[str, Any], name: str = "hot") -> str:
    file = plant / "tests" / f"{name}.json"
    file.write_text(json.dumps({"format": 1, "flow": "hot", "cases": cases}))
    return str(file)


def test_good_cases_are_named_and_give_0(sinterflow: Any, plant: Path) -> None:
    write(plant, case("hot is shown", 1151, 1), case("cold is not", 1150, 0))
    said = sinterflow("test", "plant")
    assert said.code == 0
    assert [line.split(": ")[1].split(" (")[0] for line in said.out.splitlines()] == ["hot is shown", "cold is not"]
    assert said.err.startswith("2 passed, 0 failed in ")


def test_a_failing_case_says_what_came_instead(sinterflow: Any, plant: Path) -> None:
    write(plant, case("hot is shown", 1151, 2))
    said = sinterflow("test", "plant")
    assert said.code == 1
    assert "FAIL" in said.out
    assert "expected 2 messages, found 1" in said.out
    assert "应有 2 条消息，实际 1 条" in sinterflow("test", "plant", "--lang", "zh").out


def test_a_test_file_with_faults_fails_with_them(sinterflow: Any, plant: Path) -> None:
    (plant / "tests" / "broken.json").write_text("{")
    write(plant, case("hot is shown", 1151, 1))
    said = sinterflow("test", "plant")
    assert said.code == 1
    assert "tests/broken.json:1:2: " in said.out
    assert "1 passed, 1 failed" in said.err


def test_json_and_junit_hold_every_case(sinterflow: Any, plant: Path) -> None:
    write(plant, case("hot is shown", 1151, 1), case("fails", 1151, 2))
    said = sinterflow("test", "plant", "--json", "--junit", "report.xml")
    assert said.code == 1
    cases = json.loads(said.out)["cases"]
    assert [(one["name"], one["passed"]) for one in cases] == [("hot is shown", True), ("fails", False)]
    suite = ElementTree.parse("report.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    (failure,) = suite.iter("failure")
    assert "expected 2 messages" in failure.get("message", "")


def test_a_missing_path_is_said_and_the_others_are_run(sinterflow: Any, plant: Path) -> None:
    file = write(plant, case("hot is shown", 1151, 1))
    said = sinterflow("test", "nowhere", file)
    assert said.code == 2
    assert "nowhere does not exist" in said.err
    assert "1 passed, 0 failed" in said.err


def test_a_project_without_tests_says_where_they_belong(sinterflow: Any, plant: Path) -> None:
    said = sinterflow("test", "plant")
    assert said.code == 0
    assert "the project's folder tests" in said.err


def test_a_report_that_cannot_be_written_is_named(sinterflow: Any, plant: Path) -> None:
    write(plant, case("hot is shown", 1151, 1))
    said = sinterflow("test", "plant", "--junit", "no/such/report.xml")
    assert said.code == 2
    assert "--junit: no/such/report.xml cannot be written: no such file or folder" in said.err


def test_junit_is_xml_whatever_a_case_is_called(sinterflow: Any, plant: Path) -> None:
    write(plant, case("bell \x07 \x00 <&> 一", 1151, 2))
    assert sinterflow("test", "plant", "--junit", "report.xml").code == 1
    (found,) = ElementTree.parse("report.xml").getroot().iter("testcase")
    assert found.get("name") == "bell \N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER} <&> 一"
