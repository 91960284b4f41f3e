"""Writing: atomic and synced, the last good copy kept, nothing rewritten without need."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.errors import FaultError
from sinterflow.runtime.flow.document import Flow
from sinterflow.runtime.flow.load import load_file
from sinterflow.runtime.flow.store import save
from tests.runtime.flow.kinds import flow

OLD: dict[str, Any] = flow({"a": "test.work"})
NEW: dict[str, Any] = flow({"a": "test.work", "b": {"type": "test.work", "config": {"code": "x" * 5000}}}, [["a", "b"]])


def encoded(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "f.json"
    save(path, encoded(OLD), "flow")
    return path


def test_a_document_that_means_the_same_is_not_written_again(path: Path) -> None:
    handwritten = b'{ "id":"f" ,"format":1,"nodes":{"a":{"type":"test.work", "disabled": false}}}'
    path.write_bytes(handwritten)
    assert save(path, encoded(OLD), "flow") is False
    assert path.read_bytes() == handwritten
    assert save(path, encoded(NEW), "flow") is True


def test_a_document_with_faults_is_not_written(path: Path) -> None:
    before = path.read_bytes()
    for wrong in (b"{", encoded({**OLD, "nods": {}}), encoded({**OLD, "format": 2})):
        with pytest.raises(FaultError):
            save(path, wrong, "flow")
    assert path.read_bytes() == before


def test_the_file_before_is_kept_as_the_last_good_copy(path: Path) -> None:
    before = path.read_bytes()
    save(path, encoded(NEW), "flow")
    assert (path.parent / ".f.json.bak").read_bytes() == before


def test_a_damaged_file_does_not_become_the_last_good_copy(path: Path) -> None:
    save(path, encoded(NEW), "flow")
    path.write_bytes(path.read_bytes()[:100])
    save(path, encoded(NEW), "flow")
    good = json.loads((path.parent / ".f.json.bak").read_bytes())
    assert good["nodes"] == OLD["nodes"]


def test_a_damaged_file_is_a_fault_that_names_the_last_good_copy(path: Path) -> None:
    save(path, encoded(NEW), "flow")
    path.write_bytes(path.read_bytes()[:100])
    found = load_file(path, Flow)[1]
    assert [one.code for one in found] == ["json-truncated", "last-good-copy"]
    assert ".f.json.bak" in found[1].line()


def test_a_file_keeps_its_rights_and_a_link_stays_a_link(path: Path) -> None:
    path.chmod(0o640)
    link = path.parent / "link.json"
    link.symlink_to(path)
    save(link, encoded(NEW), "flow")
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert "b" in json.loads(path.read_bytes())["nodes"]


def test_without_hard_links_the_copy_is_made_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise PermissionError("no links on this file system")

    monkeypatch.setattr(os, "link", refused)
    before = path.read_bytes()
    save(path, encoded(NEW), "flow")
    assert (path.parent / ".f.json.bak").read_bytes() == before


CRASH = """
import os, sys
from pathlib import Path
from sinterflow.runtime.flow import store

steps = 0

def counted(function):
    def call(*arguments, **named):
        global steps
        steps += 1
        if steps == int(sys.argv[2]):
            os._exit(9)
        return function(*arguments, **named)
    return call

for name in ("fsync", "replace", "link", "open"):
    setattr(os, name, counted(getattr(os, name)))
store.save(Path(sys.argv[1]), sys.stdin.buffer.read(), "flow")
os._exit(0)
"""


def test_a_crash_at_any_step_leaves_the_old_or_the_new_file_whole(path: Path) -> None:
    old = path.read_bytes()
    states = []
    for step in range(1, 20):
        path.write_bytes(old)
        ended = subprocess.run([sys.executable, "-c", CRASH, str(path), str(step)], input=encoded(NEW), check=False)
        made, found = load_file(path, Flow)
        assert found == []
        assert made is not None
        states.append(len(made.nodes))
        backup = path.parent / ".f.json.bak"
        assert not backup.exists() or load_file(backup, Flow)[0] is not None
        if ended.returncode == 0:
            break
        assert ended.returncode == 9
        assert save(path, encoded(NEW), "flow") is (states[-1] == 1)
    assert states == sorted(states)
    assert states[0] == 1
    assert states[-1] == 2
    assert len(states) >= 5
