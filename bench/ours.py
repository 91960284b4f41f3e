"""Our side: a project folder made for one benchmark, and the program that runs it."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .child import MARK, Child

NAME = "Sinterflow"


def start(
    *flows: dict[str, Any],
    connections: dict[str, Any] | None = None,
    tags: str = "",
    env: Callable[[Path], dict[str, str]] | None = None,
) -> Child:
    """Run these flows in a process of their own; ready when this returns. `env`: its environment, by its folder."""
    folder = project(*flows, connections=connections, tags=tags)
    command = [sys.executable, "-m", "bench.program", str(folder)]
    child = Child(NAME, command, folder, env=env(folder) if env is not None else None)
    child.wait_for(f"{MARK}ready")
    return child


def project(*flows: dict[str, Any], connections: dict[str, Any] | None = None, tags: str = "") -> Path:
    """A project folder in the temporary folder; `tags` is its tag list as CSV."""
    folder = Path(tempfile.mkdtemp(prefix="bench-sinterflow-"))
    (folder / "flows").mkdir()
    (folder / "project.json").write_text(json.dumps({"format": 1, "name": "bench", "connections": connections or {}}))
    if tags:
        (folder / "tags").mkdir()
        (folder / "tags" / "tags.csv").write_text(tags)
    for flow in flows:
        (folder / "flows" / f"{flow['id']}.json").write_text(json.dumps(flow))
    return folder


def chain(*nodes: dict[str, Any], id: str = "flow") -> dict[str, Any]:
    """Nodes `n0`, `n1`, …, each wired to the next; a catch beside them whose messages fail the benchmark."""
    named = {f"n{number}": node for number, node in enumerate(nodes)}
    wires = [[f"n{number}", f"n{number + 1}"] for number in range(len(nodes) - 1)]
    return with_catch(id, named, wires)


def with_catch(id: str, nodes: dict[str, Any], wires: list[Any]) -> dict[str, Any]:
    """A flow of these nodes and wires with a catch node for all of them."""
    catch = {"catch": {"type": "core.catch"}, "failed": {"type": "bench.failed"}}
    return {"format": 1, "id": id, "nodes": {**nodes, **catch}, "wires": [*wires, ["catch", "failed"]]}


def change(*rules: dict[str, Any]) -> dict[str, Any]:
    """A change node."""
    return {"type": "core.change", "config": {"rules": list(rules)}}
