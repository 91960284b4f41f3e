"""What is deployed and drafted, and the files of the folder, without a server."""

from __future__ import annotations

import gc
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.deploy.candidate import Candidate, Order, candidate, faults_with
from sinterflow.runtime.deploy.desk import Desk, Precondition
from sinterflow.runtime.errors import FaultError
from sinterflow.runtime.flow.graph import Body, Made
from sinterflow.runtime.registry import Registry
from tests.runtime.flow.kinds import flow, open_project, registry, work, write_project

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ANY = Precondition()


def opened(folder: Path, files: dict[str, Any], known: Registry | None = None) -> Desk:
    write_project(folder, {"project.json": {"format": 1}, **files})
    return Desk(folder, known or registry(), folder / "data")


def named(id: str, **keys: Any) -> dict[str, Any]:
    return {**flow({"n": work()}), "id": id, **keys}


def planned(desk: Desk, author: str = "li", **order: Any) -> Candidate:
    return candidate(desk, Order(revision=desk.head.number, **order), author)


def deploy(desk: Desk, made: Candidate) -> None:
    revision = made.revision(desk.head.number + 1, "li", NOW, "", desk.head)
    desk.commit(revision, made.contents, made.drafts)
    desk.adopt(made.opened)
    assert desk.finish(made.names, made.drafts.values()) == []


def test_flows_that_a_deploy_does_not_touch_stay_the_very_same(tmp_path: Path) -> None:
    desk = opened(tmp_path, {f"flows/{id}.json": named(id) for id in "abc"})
    before = desk.opened.target.flows
    desk.save("flows/b.json", json.dumps(named("b", description="x")).encode(), "li", NOW, ANY)
    made = planned(desk)
    after = made.opened.project.target.flows
    assert [after[id] is before[id] for id in "abc"] == [True, False, True]
    deploy(desk, made)
    assert planned(desk).opened.project.target.flows["b"] is after["b"]
    desk.close()


def test_flows_that_run_stay_the_very_same_however_often_their_drafts_change(tmp_path: Path) -> None:
    desk = opened(tmp_path, {f"flows/{id}.json": named(id) for id in "ab"})
    running = desk.opened.target.flows["a"]
    for number in range(10):
        draft = desk.save("flows/a.json", json.dumps(named("a", description=f"{number}")).encode(), "li", NOW, ANY)
        assert draft is not None
        assert faults_with(desk, draft) == []
    desk.save("flows/b.json", json.dumps(named("b", description="x")).encode(), "wang", NOW, ANY)
    made = planned(desk, "wang")
    assert made.flows == ["b"]
    assert made.opened.project.target.flows["a"] is running
    desk.close()


def test_a_flow_is_made_anew_when_what_it_uses_of_the_project_changes(tmp_path: Path) -> None:
    with_limit = named("a", parameters={"limit": {"type": "number", "default": 1}})
    desk = opened(tmp_path, {"flows/a.json": with_limit, "flows/b.json": named("b")})
    before = desk.opened.target.flows
    project = {"format": 1, "parameters": {"a": {"limit": 2}}}
    desk.save("project.json", json.dumps(project).encode(), "li", NOW, ANY)
    after = planned(desk).opened.project.target.flows
    assert (after["a"] is before["a"], after["b"] is before["b"]) == (False, True)
    assert after["a"].env["limit"] == 2
    desk.close()


def test_numbers_and_truth_values_that_python_holds_equal_are_told_apart(tmp_path: Path) -> None:
    desk = opened(tmp_path, {"flows/a.json": named("a", parameters={"x": {"type": "json", "default": 1}})})
    assert desk.opened.target.flows["a"].env == {"x": 1}
    changed = named("a", parameters={"x": {"type": "json", "default": True}})
    desk.save("flows/a.json", json.dumps(changed).encode(), "li", NOW, ANY)
    assert planned(desk).opened.project.target.flows["a"].env["x"] is True
    desk.close()


def test_a_node_that_says_the_same_as_before_keeps_its_config_and_one_with_a_parameter_is_filled_anew(
    tmp_path: Path,
) -> None:
    limit = {"type": "number", "default": 2}
    nodes = {"same": work(), "filled": work(factor="${limit}"), "other": work(any=1)}
    desk = opened(tmp_path, {"flows/a.json": {**flow(nodes), "id": "a", "parameters": {"limit": limit}}})
    before = desk.opened.target.flows["a"].nodes
    changed = {**flow({**nodes, "other": work(any=True)}), "id": "a", "parameters": {"limit": {**limit, "default": 3}}}
    desk.save("flows/a.json", json.dumps(changed).encode(), "li", NOW, ANY)
    after = planned(desk).opened.project.target.flows["a"].nodes
    assert after["same"].config is before["same"].config
    assert (before["filled"].config.factor, after["filled"].config.factor) == (2, 3)
    assert after["other"].config.any is True
    desk.close()


def test_what_keeps_its_text_is_checked_again_when_what_it_names_has_gone(tmp_path: Path) -> None:
    project = {"format": 1, "connections": {"l": {"type": "test.broker", "config": {"host": "h"}}}}
    desk = opened(tmp_path, {"project.json": project, "flows/a.json": {**flow({"n": work(broker="l")}), "id": "a"}})
    assert list(desk.opened.target.flows) == ["a"]
    desk.save("project.json", json.dumps({"format": 1}).encode(), "li", NOW, ANY)
    assert [one.code for one in planned(desk).faults] == ["unknown-connection"]
    desk.close()


def test_a_deployed_draft_is_gone_at_once_and_its_file_after_it_was_tidied(tmp_path: Path) -> None:
    desk = opened(tmp_path, {f"flows/{id}.json": named(id) for id in "ab"})
    file = tmp_path / "data" / "drafts" / "flows" / "a.json.draft"
    for id in "ab":
        desk.save(f"flows/{id}.json", json.dumps(named(id, description="x")).encode(), "li", NOW, ANY)
    deploy(desk, planned(desk))
    assert desk.drafts() == {}
    assert file.exists()
    kept = desk.save("flows/b.json", json.dumps(named("b", description="y")).encode(), "li", NOW, ANY)
    desk.tidy()
    assert not file.exists()
    desk.close()
    again = Desk(tmp_path, registry(), tmp_path / "data")
    assert list(again.drafts().values()) == [kept]
    again.close()


def test_a_deployed_draft_whose_file_is_still_there_after_a_kill_is_no_draft(tmp_path: Path) -> None:
    desk = opened(tmp_path, {"flows/a.json": named("a")})
    desk.save("flows/a.json", json.dumps(named("a", description="x")).encode(), "li", NOW, ANY)
    deploy(desk, planned(desk))
    again = Desk(tmp_path, registry(), tmp_path / "data")
    assert again.drafts() == {}
    assert not (tmp_path / "data" / "drafts" / "flows" / "a.json.draft").exists()
    assert b'"x"' in (tmp_path / "flows" / "a.json").read_bytes()
    again.close()
    desk.close()


def test_making_a_flow_ready_leaves_nothing_for_the_collector(tmp_path: Path) -> None:
    desk = opened(tmp_path, {"flows/a.json": named("a")})
    gc.collect()
    gc.disable()
    try:
        draft = desk.save("flows/a.json", json.dumps(named("a", description="x")).encode(), "li", NOW, ANY)
        assert draft is not None
        assert faults_with(desk, draft) == []
        assert not [one for one in gc.get_objects() if isinstance(one, Body | Made)]
    finally:
        gc.enable()
    desk.close()


def test_all_drafts_are_those_of_the_author_and_of_the_disk(tmp_path: Path) -> None:
    desk = opened(tmp_path, {f"flows/{id}.json": named(id) for id in "abc"})
    for id, author in (("a", "li"), ("b", "wang")):
        desk.save(f"flows/{id}.json", json.dumps(named(id, description="x")).encode(), author, NOW, ANY)
    (tmp_path / "flows" / "c.json").write_text(json.dumps(named("c", description="x")))
    assert planned(desk, "li").flows == ["a", "c"]
    assert planned(desk, "wang").flows == ["b", "c"]
    assert planned(desk, "li", flows={}).flows == []
    desk.close()


def test_drafts_are_there_again_after_a_restart_and_a_damaged_one_is_set_aside(tmp_path: Path) -> None:
    desk = opened(tmp_path, {f"flows/{id}.json": named(id) for id in "ab"})
    for id in "ab":
        desk.save(f"flows/{id}.json", json.dumps(named(id, description="x")).encode(), "li", NOW, ANY)
    desk.close()
    damaged = tmp_path / "data" / "drafts" / "flows" / "a.json.draft"
    damaged.write_bytes(b"\xc1" * 20)
    again = Desk(tmp_path, registry(), tmp_path / "data")
    assert {name: one.author for name, one in again.drafts().items()} == {"flows/b.json": "li"}
    assert damaged.with_name("a.json.draft.damaged").exists()
    again.close()


def test_a_change_on_disk_is_seen_though_size_and_time_stay_the_same(tmp_path: Path) -> None:
    desk = opened(tmp_path, {"flows/a.json": named("a", description="x")})
    file = tmp_path / "flows" / "a.json"
    status = file.stat()
    file.write_text(file.read_text().replace('"x"', '"y"'))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert list(desk.drafts()) == ["flows/a.json"]
    file.write_text(file.read_text().replace('"y"', '"z"'))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    draft = desk.drafts()["flows/a.json"].data
    assert draft is not None
    assert b'"z"' in draft
    desk.close()


def test_a_file_that_cannot_be_read_is_neither_changed_nor_deleted(tmp_path: Path) -> None:
    desk = opened(tmp_path, {f"flows/{id}.json": named(id) for id in "ab"})
    file = tmp_path / "flows" / "a.json"
    file.unlink()
    file.mkdir()
    assert desk.drafts() == {}
    deploy(desk, planned(desk))
    desk.close()
    again = Desk(tmp_path, registry(), tmp_path / "data")
    assert ("unreadable", "flows/a.json") in [(one.code, one.file) for one in again.opened.faults]
    assert list(again.opened.target.flows) == ["a", "b"]
    again.close()


def test_a_folder_with_nothing_to_run_is_refused_and_no_revision_kept(tmp_path: Path) -> None:
    (tmp_path / "flow.json").write_text("{")
    with pytest.raises(FaultError):
        Desk(tmp_path / "flow.json", registry(), tmp_path / "data")
    (tmp_path / "flow.json").write_text(json.dumps(named("a")))
    desk = Desk(tmp_path / "flow.json", registry(), tmp_path / "data")
    assert (desk.head.number, list(desk.opened.target.flows)) == (1, ["a"])
    desk.close()


def test_a_project_reads_the_same_from_its_folder_and_from_memory(tmp_path: Path) -> None:
    files = {
        "flows/a.json": named("a"),
        "flows/torn.json": "{",
        "subflows/s.json": {"format": 1, "id": "s", "nodes": {"n": work()}},
        "tags/f.csv": "id,connection,address\nT,nowhere,40001\n",
        "equipment.json": {"f1": {"area": "sintering"}},
    }
    desk = opened(tmp_path, files)
    project, found = open_project(tmp_path, {})
    held = desk.opened.project
    assert (held.flows, held.subflows, held.tags, held.equipment, held.files) == (
        project.flows, project.subflows, project.tags, project.equipment, project.files,
    )  # fmt: skip
    said = [(one.code, one.file, one.row) for one in desk.opened.faults]
    assert [(one.code, one.file, one.row) for one in found] == said[: len(found)]
    desk.close()
