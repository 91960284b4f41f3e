"""The browser editor on large flows: opening a tab, moving the view, undoing; Node-RED's editor beside it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from . import flows50, nodered, ours
from .child import ROOT, Wrong
from .measure import OPTIONS, Row, limited, number

PAGE = "editor_page.mjs"
LARGE = 5000
DIST = ROOT / "editor" / "dist"
IMPORTED = re.compile(r"""(?:from|import)["']\./([^"']+\.js)["']""")
FIRST_LOAD = 400.0
"""Kilobytes."""
PATIENCE = 180.0
"""Seconds for one round in the browser."""


class Goal(NamedTuple):
    """A figure of the page, in `unit` after division by `per`, and the most it may be. `large`: on the larger flow."""

    work: str
    figure: str
    unit: str
    per: float
    limit: float
    large: bool = False
    beside: bool = True


GOALS = (
    Goal(f"{flows50.NODES:,} nodes on one tab: first drawn", "shown", "s", 1000, 1.0),
    Goal("the same, a frame while the view is moved", "frame", "ms", 1, 1000 / 55),
    Goal("the same, an undo with its drawing", "undone", "ms", 1, 16.0),
    Goal(f"{LARGE:,} nodes seen from afar: a frame while the view is moved", "far", "ms", 1, 1000 / 30, True, False),
)


def run() -> list[Row]:
    built()
    reds = [red for red in nodered.installed() if "4.1" in red.name]
    small: list[dict[str, Any]] = []
    large: list[dict[str, Any]] = []
    beside: dict[str, list[dict[str, Any]]] = {red.name: [] for red in reds}
    for _ in range(OPTIONS.rounds):
        small.append(_ours(_drawn(flows50.flow(0)), undo=True))
        large.append(_ours(_large(), undo=False))
        for red in reds:
            beside[red.name].append(_red(red))
    rows = [_row(goal, large if goal.large else small, beside) for goal in GOALS]
    start, canvas = _needed("index-"), _needed("index-", "EditorPage-")
    return [
        *rows,
        limited("what the first page needs, compressed", "kB", [start], FIRST_LOAD),
        limited("what a canvas needs before it is drawn, compressed", "kB", [canvas], FIRST_LOAD),
    ]


def built() -> None:
    """Raises Wrong when the editor's files are not there."""
    if not (DIST / "index.html").exists():
        raise Wrong("the editor is not built; ./dev bench builds it, or: cd editor && npm run build")


def _needed(*entries: str) -> float:
    """Kilobytes of these scripts, of what they import at once, of the texts of one language and of the styles."""
    assets = DIST / "assets"
    texts = max(assets.glob("zh-*.js.gz"), key=lambda path: path.stat().st_size)
    styles = [*assets.glob("index-*.css.gz"), *(assets.glob("canvas-*.css.gz") if len(entries) > 1 else ())]
    found = [path for entry in entries for path in assets.glob(f"{entry}*.js")]
    for path in found:
        found += [one for name in IMPORTED.findall(path.read_text()) if (one := assets / name) not in found]
    packed = [*(Path(f"{one}.gz") for one in found), texts, *styles]
    return float(sum(path.stat().st_size for path in packed)) / 1000


def _row(goal: Goal, ours: list[dict[str, Any]], beside: dict[str, list[dict[str, Any]]]) -> Row:
    values = [float(found[goal.figure]) / goal.per for found in ours]
    shown = beside if goal.beside else {}
    peers = {name: number(median(each[goal.figure] / goal.per for each in found)) for name, found in shown.items()}
    return Row(
        work=f"{goal.work} ({goal.unit})",
        ours=number(median(values)),
        peers=peers,
        ratio=f"{median(values) / goal.limit:.3g}× of the goal",
        spread=f"{number(min(values))}–{number(max(values))}",
        goal=f"≤ {goal.limit:.3g}",
        reached=median(values) <= goal.limit,
    )


def _ours(flow: dict[str, Any], *, undo: bool) -> dict[str, Any]:
    with ours.start(flow) as child:
        _, _, url, token = child.said("url ").split()
        return browsed(PAGE, side="ours", url=f"{url}/#token={token}", nodes=len(flow["nodes"]), undo=undo)


def _red(red: nodered.Installed) -> dict[str, Any]:
    flow = flows50.red_flow(0)
    for place, node in enumerate(flow[1:]):
        node.update(x=100 + place % 20 * 200, y=60 + place // 20 * 80)
    other = {"id": "other", "type": "tab", "label": "other"}
    child, port = red.serve([other, *flow], editor=True)
    with child:
        return browsed(PAGE, side="red", url=f"http://127.0.0.1:{port}/", nodes=len(flow) - 1, undo=True)


def browsed(page: str, **work: Any) -> dict[str, Any]:
    """One round in a browser of its own, which may use every core: nothing else works meanwhile."""
    node = shutil.which("node") or "node"
    cores = f"0-{(os.cpu_count() or 1) - 1}"
    command = ["taskset", "-c", cores, node, str(Path(__file__).with_name(page))]
    done = subprocess.run(
        command, input=json.dumps(work), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    if done.returncode:
        raise Wrong(f"the browser: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _drawn(flow: dict[str, Any]) -> dict[str, Any]:
    """Its message is not printed, and its nodes are in groups of a hundred."""
    names = [name for name in flow["nodes"] if name in flow["layout"]]
    groups = {
        f"g{at}": {"name": f"Part {at + 1}", "nodes": names[at * 100 : at * 100 + 100]}
        for at in range(len(names) // 100)
    }
    return {**flow, "groups": groups}


def _large() -> dict[str, Any]:
    nodes: dict[str, Any] = {"n0": {"type": "core.inject", "config": {"message": {"payload": 1}}}}
    for place in range(1, LARGE):
        nodes[f"n{place}"] = ours.change({"op": "set", "path": f"key{place % 50}", "to": {"value": place}})
    wires = [[f"n{place}", f"n{place + 1}"] for place in range(LARGE - 1) if place % 100 != 99]
    layout = {name: [place % 100 * 200, place // 100 * 80] for place, name in enumerate(nodes)}
    return _drawn({"format": 1, "id": "flow-0", "nodes": nodes, "wires": wires, "layout": layout})
