from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.program import browse, started, written

MANY = 300


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A press line, and a flow of more nodes than can be drawn one by one from afar."""
    press = json.loads(Path(__file__).with_name("press.json").read_text("utf-8"))
    nodes = {f"n{place}": {"type": "core.change", "config": {"rules": []}} for place in range(MANY)}
    layout = {name: [place % 20 * 200, place // 20 * 80] for place, name in enumerate(nodes)}
    groups = {"first": {"name": "First hundred", "nodes": list(nodes)[:100]}}
    many = {"nodes": nodes, "groups": groups, "layout": layout}
    return written(tmp_path / "project", {press["id"]: press, "many": many}, name="Press shop")


@pytest.mark.timeout(300)
def test_the_canvas_shows_what_runs_and_is_moved_about(project: Path) -> None:
    with started("run", str(project)) as link:
        browse(link, "canvas")
