from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.program import browse, started

MANY = 300


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A press line, and a flow of more nodes than can be drawn one by one from afar."""
    folder = tmp_path / "project"
    (folder / "flows").mkdir(parents=True)
    (folder / "project.json").write_text(json.dumps({"format": 1, "name": "Press shop"}))
    shutil.copy(Path(__file__).with_name("press.json"), folder / "flows")
    nodes = {f"n{place}": {"type": "core.change", "config": {"rules": []}} for place in range(MANY)}
    layout = {name: [place % 20 * 200, place // 20 * 80] for place, name in enumerate(nodes)}
    groups = {"first": {"name": "First hundred", "nodes": list(nodes)[:100]}}
    many = {"format": 1, "id": "many", "nodes": nodes, "groups": groups, "layout": layout}
    (folder / "flows" / "many.json").write_text(json.dumps(many))
    return folder


@pytest.mark.timeout(300)
def test_the_canvas_shows_what_runs_and_is_moved_about(project: Path) -> None:
    with started("run", str(project)) as link:
        browse(link, "canvas")
