"""What is deployed survives: real processes, killed at the worst moments."""

from __future__ import annotations

import json
import signal
import sqlite3
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.cli.running import Running, started

OLD = {"format": 1, "id": "line", "nodes": {"old": {"type": "core.inject"}, "show": {"type": "core.debug"}}}
NEW = {"format": 1, "id": "line", "nodes": {"new": {"type": "core.inject"}, "show": {"type": "core.debug"}}}
RUN = ("run", "plant", "--port", "0")


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    folder = tmp_path / "plant"
    (folder / "flows").mkdir(parents=True)
    (folder / "project.json").write_text('{"format": 1, "name": "Plant"}')
    (folder / "flows" / "line.json").write_text(json.dumps(OLD))
    return folder


def call(process: Running, method: str, path: str, body: Any, **headers: str) -> tuple[int, Any]:
    """Status and answer; 0 when the process is gone before it answers."""
    said = {"Authorization": f"Bearer {process.token}", "Content-Type": "application/json"}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    url = f"{process.url}/api/v1/{path}"
    request = urllib.request.Request(url, json.dumps(body).encode(), said, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())
    except OSError:
        return 0, None


def nodes(process: Running) -> list[str]:
    """The nodes of the flow that runs."""
    status, state = process.get("/api/v1/flows/line/state")
    assert (status, state["running"]) == (200, True)
    return list(state["nodes"])


def revision(process: Running) -> int:
    found: int = process.get("/api/v1/flows")[1]["revision"]
    return found


def on_disk(plant: Path) -> list[str]:
    """The nodes in the file, which is whole JSON."""
    return list(json.loads((plant / "flows" / "line.json").read_text())["nodes"])


def draft(process: Running) -> dict[str, Any] | None:
    found: dict[str, Any] | None = process.get("/api/v1/flows")[1]["items"][0]["draft"]
    return found


@pytest.mark.parametrize(
    ("point", "answered", "nodes_then", "number"),
    [
        ("draft-before-rename", False, "old", 1),
        ("deploy-before-commit:2", True, "old", 1),
        ("deploy-after-commit:2", True, "new", 2),
        ("mirror-before-rename", True, "new", 2),
        ("mirror-after-rename", True, "new", 2),
    ],
)
def test_after_a_kill_anywhere_the_old_or_the_new_revision_runs_and_the_files_say_the_same(
    plant: Path, point: str, answered: bool, nodes_then: str, number: int
) -> None:
    with started(*RUN, cwd=plant.parent, SINTERFLOW_FAULT_POINT=point) as process:
        process.until("Log in:")
        status, _ = call(process, "PUT", "flows/line", NEW, If_Match="*")
        assert status == (200 if answered else 0)
        assert call(process, "POST", "deploy", {"revision": 1})[0] == 0
        assert process.ended() == -signal.SIGKILL
    with started(*RUN, cwd=plant.parent) as again:
        again.until("Log in:")
        assert (nodes(again), revision(again)) == ([nodes_then, "show"], number)
        assert on_disk(plant) == [nodes_then, "show"]
        assert (draft(again) is not None) == (answered and nodes_then == "old")
        again.end(signal.SIGKILL)


def test_a_kill_before_the_first_revision_is_kept_leaves_a_project_that_was_never_deployed(plant: Path) -> None:
    with started(*RUN, cwd=plant.parent, SINTERFLOW_FAULT_POINT="deploy-before-commit") as process:
        assert process.ended() == -signal.SIGKILL
    with started(*RUN, cwd=plant.parent) as again:
        again.until("Log in:")
        assert (nodes(again), revision(again)) == (["old", "show"], 1)


def test_what_runs_after_a_restart_is_what_was_deployed_not_what_the_files_say(plant: Path) -> None:
    with started(*RUN, cwd=plant.parent) as process:
        process.until("Log in:")
        assert process.end() == 0
    (plant / "flows" / "line.json").write_text(json.dumps(NEW))
    with started(*RUN, cwd=plant.parent) as again:
        again.until(r"revision 1 runs; changed and not deployed yet: flows/line\.json")
        again.until("Log in:")
        assert nodes(again) == ["old", "show"]
        found = draft(again)
        assert found is not None
        assert (found["author"], found["on_disk"]) == ("disk", True)
        assert call(again, "POST", "deploy", {"revision": 1})[0] == 200
        assert nodes(again) == ["new", "show"]
        again.end(signal.SIGKILL)
    with started(*RUN, cwd=plant.parent) as third:
        third.until("Log in:")
        assert (nodes(third), revision(third), draft(third)) == (["new", "show"], 2, None)


def test_a_damaged_history_is_set_aside_and_the_files_are_deployed_again(plant: Path) -> None:
    with started(*RUN, cwd=plant.parent) as process:
        process.until("Log in:")
        call(process, "PUT", "flows/line", NEW, If_Match="*")
        assert call(process, "POST", "deploy", {"revision": 1})[0] == 200
        assert process.end() == 0
    history = plant / "data" / "history.db"
    history.write_bytes(b"\xa5" * 8192)
    with started(*RUN, cwd=plant.parent) as again:
        again.until("the history is damaged and was set aside")
        again.until("Log in:")
        assert (nodes(again), revision(again)) == (["new", "show"], 1)
        assert list((plant / "data").glob("history.damaged-*.db"))


def test_content_that_rotted_inside_a_sound_history_is_noticed(plant: Path) -> None:
    with started(*RUN, cwd=plant.parent) as process:
        process.until("Log in:")
        assert process.end() == 0
    with sqlite3.connect(plant / "data" / "history.db") as db:
        db.execute("update contents set data = zeroblob(20)")
    db.close()
    with started(*RUN, cwd=plant.parent) as again:
        again.until("the history is damaged and was set aside")
        again.until("Log in:")
        assert nodes(again) == ["old", "show"]


def test_a_single_flow_file_has_its_revisions_too(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(OLD))
    with started("run", "one.json", "--port", "0", cwd=tmp_path) as process:
        process.until("Log in:")
        assert call(process, "PUT", "flows/line", NEW, If_Match="*")[0] == 200
        other = call(process, "PUT", "flows/other", {**NEW, "id": "other"}, If_None_Match="*")
        assert (other[0], other[1]["errors"][0]["code"]) == (422, "single-flow")
        assert process.get("/api/v1/project/document")[0] == 404
        assert call(process, "POST", "deploy", {"revision": 1})[0] == 200
        assert nodes(process) == ["new", "show"]
        assert list(json.loads((tmp_path / "one.json").read_text())["nodes"]) == ["new", "show"]
        assert call(process, "POST", "rollback/1", {})[0] == 200
        process.end(signal.SIGKILL)
    with started("run", "one.json", "--port", "0", cwd=tmp_path) as again:
        again.until("Log in:")
        assert (nodes(again), revision(again)) == (["old", "show"], 3)
        assert sorted(one.name for one in tmp_path.iterdir()) == [".one.json.bak", "line.data", "one.json"]


def test_a_flow_file_of_a_project_runs_alone_and_the_others_stay_as_they_are(plant: Path) -> None:
    (plant / "flows" / "other.json").write_text(json.dumps({**OLD, "id": "other"}))
    with started("run", "plant/flows/line.json", "--port", "0", cwd=plant.parent) as process:
        process.until("Log in:")
        (plant / "flows" / "other.json").write_text(json.dumps({**NEW, "id": "other"}))
        assert [one["id"] for one in process.get("/api/v1/flows")[1]["items"]] == ["line"]
        assert process.get("/api/v1/flows/other")[0] == 404
        call(process, "PUT", "flows/line", NEW, If_Match="*")
        assert call(process, "POST", "deploy", {"revision": 1})[0] == 200
        assert nodes(process) == on_disk(plant) == ["new", "show"]
        assert list(json.loads((plant / "flows" / "other.json").read_text())["nodes"]) == ["new", "show"]


def test_safe_lets_a_flow_be_repaired_that_would_do_harm(plant: Path) -> None:
    with started(*RUN, "--safe", cwd=plant.parent) as process:
        process.until("Log in:")
        call(process, "PUT", "flows/line", NEW, If_Match="*")
        assert call(process, "POST", "deploy", {"revision": 1})[0] == 200
        assert process.get("/api/v1/flows/line/state")[1]["running"] is False
        assert process.end() == 0
    with started(*RUN, cwd=plant.parent) as again:
        again.until("Log in:")
        assert nodes(again) == ["new", "show"]


def test_every_deploy_that_was_answered_is_there_after_a_kill_at_any_moment(plant: Path) -> None:
    answered = 1
    for pause in (0.0, 0.01, 0.03, 0.1):
        with started(*RUN, "--release", "line", cwd=plant.parent) as process:
            process.until("Log in:")
            number = revision(process)
            assert number >= answered
            assert nodes(process) == on_disk(plant)
            killer = threading.Timer(0.2 + pause, process.process.kill)
            killer.start()
            while True:
                made = {**NEW, "nodes": {f"n{number}": {"type": "core.inject"}}}
                call(process, "PUT", "flows/line", made, If_Match="*")
                status, answer = call(process, "POST", "deploy", {"revision": number})
                if status != 200:
                    break
                answered = number = answer["revision"]
            assert status == 0
            process.ended()
    with started(*RUN, "--release", "line", cwd=plant.parent) as last:
        last.until("Log in:")
        assert revision(last) in (answered, answered + 1)
        assert nodes(last) == on_disk(plant)
