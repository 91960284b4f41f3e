"""Projects: a folder read whole, every fault named with its file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.errors import FaultError
from sinterflow.runtime.faults import Fault
from sinterflow.runtime.flow.check import check
from sinterflow.runtime.flow.project import init_project, load_project
from sinterflow.runtime.flow.upgrade import UPGRADES
from tests.runtime.flow.kinds import codes, flow, open_project, registry, run, work, write_project

PROJECT: dict[str, Any] = {
    "format": 1,
    "name": {"en": "Plant 1", "zh": "一厂"},
    "connections": {
        "broker": {"type": "test.broker", "config": {"host": "10.0.0.1", "password": "${secret:mqtt}"}},
        "plc-1": {"type": "modbus.tcp"},
    },
    "flow_order": ["second"],
    "settings": {
        "timezone": "Asia/Shanghai",
        "day_start": "08:00",
        "shifts": {"A": {"start": "08:00", "end": "20:00"}},
    },
}
FILES: dict[str, Any] = {
    "project.json": PROJECT,
    "equipment.json": {"furnace": {"name": "Furnace 1", "area": "sintering"}},
    "tags/f.csv": "id,connection,address,equipment\nF1.PV,plc-1,40001,furnace\n",
    "flows/first.json": flow({"n": work(tags=["F1.PV"], broker="broker")}) | {"id": "first"},
    "flows/second.json": flow() | {"id": "second"},
    "flows/.first.json.bak": "damaged",
}


def where(found: list[Fault]) -> list[tuple[str, str | None, str | None]]:
    return [(one.code, one.file, one.path) for one in found]


def test_a_project_is_read_whole(tmp_path: Path) -> None:
    project, found = open_project(tmp_path, FILES, secrets={"mqtt": "hush"})
    assert found == []
    kind, config = project.connections["broker"]
    assert (kind, config.host, config.password, config.port) == ("test.broker", "10.0.0.1", "hush", 1883)
    assert list(project.flows) == project.selected == ["second", "first"]
    assert list(project.tags) == ["F1.PV"]
    assert project.equipment["furnace"].area == "sintering"
    assert str(project.calendar.zone) == "Asia/Shanghai"
    assert run(FILES["flows/first.json"], project).nodes["n"].config.tags == ("F1.PV",)


def test_what_configs_name_is_looked_up(tmp_path: Path) -> None:
    nodes = {"n": work(tags=["F1.PX"], broker="brokr"), "m": work(broker="plc-1")}
    write_project(tmp_path, {**FILES, "flows/first.json": flow(nodes) | {"id": "first"}})
    found = check([tmp_path / "flows" / "first.json"], registry(), secrets={"mqtt": "hush"})
    assert [(one.code, one.node, one.field, one.hint()) for one in found] == [
        ("unknown-connection", "n", "broker", "did you mean broker?"),
        ("unknown-tag", "n", "tags[0]", "did you mean F1.PV?"),
        ("wrong-connection", "m", "broker", "name a connection of type test.broker"),
    ]


def test_parameters_that_name_a_connection_or_tag_name_one_that_is_there(tmp_path: Path) -> None:
    parameters = {
        "one": {"type": "connection", "default": "brokr"},
        "two": {"type": "tag", "default": "F1.PX"},
        "three": {"type": "connection", "default": ""},
        "four": {"type": "tag", "default": "F1.PV"},
    }
    value = flow(parameters=parameters) | {"id": "first"}
    write_project(tmp_path, {**FILES, "flows/first.json": value})
    found = check([tmp_path], registry(), secrets={"mqtt": "hush"})
    assert [(one.code, one.path) for one in found] == [
        ("unknown-connection", "/parameters/one"),
        ("unknown-tag", "/parameters/two"),
    ]


def test_a_flow_alone_is_checked_without_connections_and_says_so_once(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_text('{"format": 1, "id": "f", "nodes": {"n": {"type": "test.work", "config": {"broker": "x"}}}}')
    found = check([path], registry())
    assert [(one.code, one.severity, one.file) for one in found] == [("alone", "warning", str(path))]


def test_a_flow_in_a_project_is_checked_with_it_and_not_with_other_flows(tmp_path: Path) -> None:
    write_project(tmp_path, {**FILES, "flows/second.json": "{", "flows/deep/x.json": flow({"n": work(broker="no")})})
    assert check([tmp_path / "flows" / "first.json"], registry(), secrets={"mqtt": ""}) == []
    found = check([tmp_path / "flows" / "deep" / "x.json"], registry(), secrets={"mqtt": ""})
    assert codes(found) == ["unknown-connection"]


def test_every_fault_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    files = {
        "project.json": {
            "format": 1,
            "connections": {
                "a": {"type": "test.brokr"},
                "b": {"type": "test.broker", "config": {"hots": "x", "port": 0}},
            },
            "parameters": {"gone": {}},
            "flow_order": ["first", "other"],
            "settings": {"timezone": "Asia/Peking", "calendar": [{"date": "2026-13-01", "kind": "holiday"}]},
        },
        "equipment.json": {"x": {"parent": "y"}, "y": {"parent": "x"}, "z": {"parent": "w"}},
        "tags/a.csv": "id,connection,address\nT,a,\n",
        "flows/first.json": flow({"n": "no.type"}) | {"id": "firs"},
        "flows/first2.json": flow() | {"id": "FIRS"},
        "subflows/s.json": {"format": 1, "id": "s", "parameters": {"p": {"type": "number", "default": "x"}}},
    }
    write_project(tmp_path, files)
    found = check([tmp_path], registry())
    assert sorted((one.code, os.path.relpath(one.file or "", tmp_path), one.path or "") for one in found) == sorted(
        [
            ("unknown-connection-type", "project.json", "/connections/a/type"),
            ("missing-key", "project.json", "/connections/b/config/host"),
            ("unknown-key", "project.json", "/connections/b/config/hots"),
            ("too-small", "project.json", "/connections/b/config/port"),
            ("unknown-timezone", "project.json", "/settings/timezone"),
            ("bad-date", "project.json", "/settings/calendar/0/date"),
            ("unknown-flow", "project.json", "/parameters/gone"),
            ("unknown-flow", "project.json", "/flow_order/0"),
            ("unknown-flow", "project.json", "/flow_order/1"),
            ("equipment-in-itself", "equipment.json", "/x/parent"),
            ("unknown-equipment", "equipment.json", "/z/parent"),
            ("cell-missing", "tags/a.csv", ""),
            ("id-not-file-name", "flows/first.json", "/id"),
            ("id-not-file-name", "flows/first2.json", "/id"),
            ("same-id", "flows/first2.json", "/id"),
            ("unknown-node-type", "flows/first.json", "/nodes/n/type"),
            ("wrong-type", "subflows/s.json", "/parameters/p/default"),
        ]
    )


def test_a_broken_document_hides_no_fault_behind_it(tmp_path: Path) -> None:
    broken = flow({"a": {"type": "test.wrok", "confg": {}}, "b": work(factor=0)}, [["a", "c"], 5, ["b"]]) | {
        "naem": "x"
    }
    write_project(tmp_path, {"flows/f.json": broken})
    found = check([tmp_path], registry())
    assert sorted((one.code, one.path) for one in found) == [
        ("not-above", "/nodes/b/config/factor"),
        ("too-few-items", "/wires/2"),
        ("unknown-key", "/naem"),
        ("unknown-key", "/nodes/a/confg"),
        ("unknown-node", "/wires/0/1"),
        ("unknown-node-type", "/nodes/a/type"),
        ("wrong-type", "/wires/1"),
    ]


def test_a_project_that_cannot_be_read_makes_no_other_faults(tmp_path: Path) -> None:
    write_project(tmp_path, {**FILES, "project.json": "{", "tags/f.csv": "id\n"})
    found = check([tmp_path], registry())
    assert [os.path.relpath(one.file or "", tmp_path) for one in found] == ["project.json", *["tags/f.csv"] * 2]


@pytest.mark.parametrize("format", [2, 99])
def test_a_later_format_is_refused_with_its_version_named(tmp_path: Path, format: int) -> None:
    write_project(tmp_path, {"flows/f.json": {"format": format, "id": "f", "something": "new"}})
    (one,) = check([tmp_path], registry())
    assert one.code == "later-format"
    assert f"format {format}," in one.message()


def test_an_earlier_format_is_upgraded_step_by_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def rename(value: dict[str, Any]) -> dict[str, Any]:
        return {("nodes" if key == "knots" else key): inner for key, inner in value.items()}

    monkeypatch.setitem(UPGRADES, ("flow", 0), rename)
    project, found = open_project(
        tmp_path, {"flows/f.json": {"format": 0, "id": "f", "knots": {"n": {"type": "test.work"}}}}
    )
    assert found == []
    assert list(project.flows["f"].nodes) == ["n"]
    (one,) = open_project(tmp_path, {"flows/f.json": {"format": -1, "id": "f"}})[1]
    assert one.code == "unknown-format"


def test_required_plugins_are_looked_up(tmp_path: Path) -> None:
    requires = {"core": ">=0.1", "sinterflow": ">=99", "nothing": ">=1", "msgspec": "about 1"}
    write_project(tmp_path, {"flows/f.json": flow(requires=requires)})
    found = check([tmp_path], registry())
    assert [(one.code, one.field) for one in found] == [
        ("wrong-plugin", "sinterflow"),
        ("missing-plugin", "nothing"),
        ("wrong-specifier", "msgspec"),
    ]


def test_paths_that_are_nothing_are_named_and_the_others_are_checked(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    flow_file = tmp_path / "f.json"
    flow_file.write_text("{")
    os.mkfifo(tmp_path / "fifo.json")
    found = check([tmp_path / "gone", folder, flow_file, Path("/dev/null"), tmp_path / "fifo.json"], registry())
    assert codes(found) == ["missing-path", "no-project", "json-truncated", "not-a-known-file", "unreadable"]


def test_a_new_project_is_empty_and_good(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    init_project(folder)
    assert check([folder], registry()) == []
    assert sorted(one.name for one in folder.iterdir()) == [
        ".gitignore", "flows", "project.json", "subflows", "tags", "tests",
    ]  # fmt: skip
    assert load_project(folder, registry())[0].document.name == "new"
    with pytest.raises(FaultError, match="not empty"):
        init_project(folder)
    with pytest.raises(FaultError, match="not empty"):
        init_project(folder / "project.json")


def test_a_name_that_windows_reserves_is_a_warning(tmp_path: Path) -> None:
    write_project(tmp_path, {"flows/con.json": flow({}, id="con"), "flows/console.json": flow({}, id="console")})
    found = [one for one in check([tmp_path], registry()) if one.code == "reserved-name"]
    assert [(Path(one.file or "").name, one.severity) for one in found] == [("con.json", "warning")]


def test_ids_that_differ_only_in_case_are_faults(tmp_path: Path) -> None:
    value = flow(
        {"a": "test.work", "A": "test.work"}, subflows={"s": {"nodes": {"x": {"type": "t"}, "X": {"type": "t"}}}}
    )
    write_project(tmp_path, {"flows/f.json": value})
    assert [one.path for one in check([tmp_path], registry()) if one.code == "same-id"] == [
        "/nodes/A",
        "/subflows/s/nodes/X",
    ]


@pytest.mark.parametrize("id", ["", "-a", "a b", "a/b", "é", "x" * 65, "a\n", "a:b"])
def test_what_cannot_be_an_id_is_named(tmp_path: Path, id: str) -> None:
    write_project(tmp_path, {"flows/f.json": flow({id: "test.work"})})
    assert "wrong-id" in codes(check([tmp_path], registry()))


def test_faults_of_the_shape_hide_no_other_faults_of_project_and_equipment(tmp_path: Path) -> None:
    project = {
        "format": 1,
        "connectons": {},
        "connections": {"plc": {"type": "no.such"}, "db": {"typ": "database.sqlite"}},
        "flow_order": ["nowhere"],
        "settings": {"timezone": "Mars/Olympus", "calendar": [{"date": "2026-10-01", "kind": "party"}]},
    }
    equipment = {"F1": {"nam": "Furnace"}, "F2": {"parent": "nowhere"}, "f1": {}}
    (tmp_path / "project.json").write_text(json.dumps(project))
    (tmp_path / "equipment.json").write_text(json.dumps(equipment))
    found = {(one["code"], one["path"]) for one in (each.describe() for each in check([tmp_path], registry()))}
    assert found == {
        ("unknown-key", "/connectons"),
        ("unknown-key", "/connections/db/typ"),
        ("missing-key", "/connections/db/type"),
        ("unknown-connection-type", "/connections/plc/type"),
        ("unknown-flow", "/flow_order/0"),
        ("unknown-timezone", "/settings/timezone"),
        ("not-a-choice", "/settings/calendar/0/kind"),
        ("unknown-key", "/F1/nam"),
        ("unknown-equipment", "/F2/parent"),
        ("same-id", "/f1"),
    }
